// Whole records wait here until the server has taken them: each with its own key, by which the server knows one that came
// before, so that nothing is lost and nothing stands there twice. The queue is shown ([data-queue]) and says what waits.
import { sending } from "./sending.js";
import { all, drop, keep } from "./store.js";
import { note } from "./waiting.js";

function post(entry) {
  const body = new FormData();
  entry.fields.forEach(([name, value]) => body.append(name, value));
  entry.files.forEach(({ name, type, bytes }) => body.append(name, new Blob([bytes], { type }), "photo"));
  const token = document.querySelector("[name=csrfmiddlewaretoken]"); // the one of now: that of then is old
  return window.fetch(entry.url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token ? token.value : "", Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
  });
}

// `tell(state, entries, about)` after every change: state is sending, sent, refused, offline, closed (sign in again) or idle.
export function queue(tell) {
  let entries = [];
  let isShut = false; // the door is shut: nobody is signed in, or the page is too old

  const count = () => note(entries.length);
  const without = (key) => entries.filter((one) => one.key !== key);

  function heard(entry, answer) {
    const isJson = (answer.headers.get("Content-Type") || "").indexOf("application/json") === 0;
    if (!isJson) {
      isShut = true;
      return tell("closed", entries, entry);
    }
    return answer.json().then((receipt) => {
      if (answer.status === 401) {
        isShut = true;
        return tell("closed", entries, entry);
      }
      if (answer.ok) {
        entries = without(entry.key);
        count();
        return drop("outbox", entry.key).then(() => tell("sent", entries, Object.assign({ receipt }, entry)));
      }
      entry.refused = receipt.text || String(answer.status); // it stays, and whoever wrote it decides
      return keep("outbox", entry).then(() => tell("refused", entries, entry));
    });
  }

  const flush = sending({
    next() {
      const entry = isShut ? null : entries.find((one) => !one.refused);
      if (entry) tell("sending", entries, entry);
      return entry || null;
    },
    send: post,
    heard,
    missed: (entry) => tell("offline", entries, entry),
  });

  const loaded = all("outbox").then((found) => {
    entries = found;
    count();
    tell("idle", entries, null);
    flush();
  });

  return {
    flush,
    loaded,
    put(fresh) {
      return loaded
        .then(() => Promise.all(fresh.map((one) => keep("outbox", one))))
        .then((kept) => {
          const keys = fresh.map((one) => one.key);
          entries = entries.filter((one) => keys.indexOf(one.key) < 0).concat(fresh);
          count();
          flush();
          return kept.every(Boolean);
        });
    },
    again(key) {
      const entry = entries.find((one) => one.key === key);
      if (!entry) return;
      delete entry.refused;
      isShut = false;
      keep("outbox", entry).then(flush);
    },
    drop(key) {
      entries = without(key);
      count();
      return drop("outbox", key).then(() => tell("idle", entries, null));
    },
  };
}
