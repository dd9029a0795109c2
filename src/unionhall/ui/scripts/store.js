// What a device keeps of records that are written in the field: drafts, and what waits to be sent. In IndexedDB, since
// photographs do not fit elsewhere; where a browser has none (some private windows), in memory as long as the page lives.

const NAME = "uh";
const SHELVES = ["drafts", "outbox"];
const memory = { drafts: {}, outbox: {} };
let opened = null;

function open() {
  if (opened) return opened;
  opened = new Promise((resolve, reject) => {
    const asked = window.indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => SHELVES.forEach((shelf) => asked.result.createObjectStore(shelf, { keyPath: "key" }));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close(); // another tab signs out and throws everything away
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
  return opened;
}

function ask(shelf, mode, use) {
  return open().then(
    (base) =>
      new Promise((resolve, reject) => {
        const act = base.transaction(shelf, mode);
        const asked = use(act.objectStore(shelf));
        act.oncomplete = () => resolve(asked.result);
        act.onerror = () => reject(act.error);
        act.onabort = () => reject(act.error);
      }),
  );
}

// A name that nothing else has: 128 random bits as 32 letters and digits.
export function randomKey() {
  const numbers = window.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(numbers, (number) => `0${number.toString(16)}`.slice(-2)).join("");
}

export function keep(shelf, entry) {
  return ask(shelf, "readwrite", (rows) => rows.put(entry)).then(
    () => {
      delete memory[shelf][entry.key];
      return true;
    },
    () => {
      memory[shelf][entry.key] = entry;
      return false; // it does not survive closing the page
    },
  );
}

export function drop(shelf, key) {
  delete memory[shelf][key];
  return ask(shelf, "readwrite", (rows) => rows.delete(key)).catch(() => {});
}

// All entries of a shelf, the oldest first.
export function all(shelf) {
  const mine = () => Object.keys(memory[shelf]).map((key) => memory[shelf][key]);
  return ask(shelf, "readonly", (rows) => rows.getAll())
    .then(
      (found) => found.filter((one) => !memory[shelf][one.key]).concat(mine()),
      () => mine(),
    )
    .then((found) => found.sort((one, other) => one.at - other.at));
}

export function one(shelf, key) {
  if (memory[shelf][key]) return Promise.resolve(memory[shelf][key]);
  return ask(shelf, "readonly", (rows) => rows.get(key)).then(
    (found) => found || null,
    () => null,
  );
}

export function forgetStore() {
  try {
    window.indexedDB.deleteDatabase(NAME);
  } catch (error) {
    // none there
  }
}
