// A form[data-autosave-url] saves itself while it is filled in. What the server has not acknowledged stays on the device
// and is sent again; a newer save is never overwritten by an older one, since every save carries a growing number.
// Without this script the form's own buttons save.

const LONGEST_WAIT = 30000;

function stored(key) {
  try {
    return JSON.parse(window.localStorage.getItem(key)) || null;
  } catch (error) {
    return null;
  }
}

function store(key, value) {
  try {
    if (value) window.localStorage.setItem(key, JSON.stringify(value));
    else window.localStorage.removeItem(key);
  } catch (error) {
    // A full or forbidden storage only means that nothing survives closing the page.
  }
}

function entries(form) {
  return Array.from(new FormData(form).entries()).filter(([, value]) => typeof value === "string");
}

function restore(form, pending) {
  const ours = new Set(Array.from(form.elements).map((field) => field.name));
  const values = pending.values.filter(([name]) => ours.has(name) && name !== "token" && name !== "seq");
  const names = new Set(values.map(([name]) => name));
  Array.from(form.elements).forEach((field) => {
    if (!names.has(field.name)) return;
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = mine.indexOf(field.value) >= 0;
    else field.value = mine[0];
  });
}

export function autosave(form) {
  const key = `uh:${form.dataset.autosaveKey}`;
  const notice = document.querySelector("[data-saved-notice]");
  let seq = Math.max(Number(form.dataset.autosaveSeq) || 0, (stored(key) || {}).seq || 0);
  let wait = 1000;
  let timer = 0;
  let sending = false;

  function say(state, time) {
    if (!notice) return;
    notice.classList.toggle("is-offline", state === "offline" || state === "unsaved");
    notice.querySelector("use").setAttribute("href", notice.dataset[state === "saved" ? "iconSaved" : "iconOffline"]);
    notice.querySelector("[data-saved-text]").textContent = (notice.dataset[state] || "").replace("{time}", time || "");
  }

  function send() {
    const pending = stored(key);
    if (!pending || sending) return;
    sending = true;
    say("saving");
    const body = new URLSearchParams(pending.values);
    body.set("seq", String(pending.seq));
    window
      .fetch(pending.url, { method: "POST", body, credentials: "same-origin", headers: { "X-Token": form.dataset.autosaveToken || "" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then((receipt) => {
        wait = 1000;
        seq = Math.max(seq, receipt.seq);
        const left = stored(key);
        if (left && left.seq <= pending.seq) store(key, null);
        say("saved", receipt.time);
        sending = false;
        if (stored(key)) send();
      })
      .catch((answer) => {
        sending = false;
        const refused = answer && answer.status >= 400 && answer.status < 500;
        say(navigator.onLine === false ? "offline" : "unsaved");
        if (refused) return; // the next page tells why
        window.clearTimeout(timer);
        timer = window.setTimeout(send, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      });
  }

  form.addEventListener("change", () => {
    seq += 1;
    store(key, { seq, url: form.dataset.autosaveUrl, values: entries(form) });
    send();
  });
  form.addEventListener("submit", () => {
    const field = form.querySelector("[name=seq]");
    if (field) field.value = String(seq + 1);
    store(key, null);
  });
  window.addEventListener("online", send);
  const left = stored(key);
  if (left && left.seq > (Number(form.dataset.autosaveSeq) || 0)) {
    restore(form, left);
    send();
  } else store(key, null);
}
