// What a form saved by itself but the server has not acknowledged yet waits here, on the device, and is sent again until
// it is: one entry a form, with all its parts that wait. Its growing number lets the server refuse what is overtaken.
import { sending } from "./sending.js";

export const PREFIX = "uh:save:";
const KEPT = 7 * 24 * 3600 * 1000; // ms; what nobody would take for a week is given up

export function read(key) {
  try {
    return JSON.parse(window.localStorage.getItem(PREFIX + key)) || null;
  } catch (error) {
    return null;
  }
}

function put(key, entry) {
  try {
    if (entry) window.localStorage.setItem(PREFIX + key, JSON.stringify(entry));
    else window.localStorage.removeItem(PREFIX + key);
    return true;
  } catch (error) {
    return false; // a full or forbidden storage: nothing survives closing the page, sending still works
  }
}

function waiting() {
  try {
    const names = Object.keys(window.localStorage).filter((name) => name.indexOf(PREFIX) === 0);
    return names.map((name) => name.slice(PREFIX.length));
  } catch (error) {
    return [];
  }
}

function post(entry) {
  const body = new URLSearchParams([["seq", String(entry.seq)]]);
  Object.keys(entry.parts).forEach((part) => entry.parts[part].forEach(([name, value]) => body.append(name, value)));
  return window.fetch(entry.url, {
    method: "POST",
    body,
    headers: { "X-Token": entry.token },
    credentials: "same-origin",
    keepalive: document.visibilityState === "hidden", // it arrives though the page is gone
  });
}

// `tell(key, state, receipt)`: state is saving, saved, refused, offline or unsaved.
export function outbox(tell) {
  const unkept = {}; // what the storage would not take
  const turnedAway = {}; // keys the server will not take from this page, e.g. since one has signed out

  function settle(key, entry) {
    const kept = read(key);
    if (kept && kept.seq <= entry.seq) put(key, null);
    if (unkept[key] && unkept[key].seq <= entry.seq) delete unkept[key];
  }

  function heard([key, entry], answer) {
    if (!answer.ok && answer.status !== 409) {
      turnedAway[key] = true;
      if (Date.now() - entry.at > KEPT) settle(key, entry);
      return tell(key, "unsaved", {});
    }
    return answer.json().then((receipt) => {
      settle(key, entry); // 409: overtaken, or closed; the receipt says which
      tell(key, answer.ok ? "saved" : "refused", receipt);
    });
  }

  const flush = sending({
    next() {
      const key = Object.keys(unkept).concat(waiting()).find((one) => !turnedAway[one]);
      const entry = key === undefined ? null : unkept[key] || read(key);
      if (entry) tell(key, "saving", {});
      return entry ? [key, entry] : null;
    },
    send: ([, entry]) => post(entry),
    heard,
    missed: ([key]) => tell(key, navigator.onLine === false ? "offline" : "unsaved", {}),
  });

  return {
    flush,
    kept: (key) => unkept[key] || read(key),
    drop: (key) => put(key, null),
    keep(key, entry) {
      delete turnedAway[key];
      if (!put(key, entry)) unkept[key] = entry;
    },
  };
}
