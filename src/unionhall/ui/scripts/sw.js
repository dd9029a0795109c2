// A page asked for without network: a page of our own instead of the browser's. No page with names is kept; a page that
// says of itself that it names nobody (``X-Names: none``) is, so that it can be reloaded where there is no network.
// The first line, ``self.HALL``, is written by the server.
const { cache: NAME, page: PAGE, files: FILES } = self.HALL;

const FIELD = "uh-field"; // thrown away on signing out (page.js)

function fetched(request) {
  return fetch(request).then((answer) => {
    if (answer.ok && answer.headers.get("X-Names") === "none") {
      const copy = answer.clone();
      caches.open(FIELD).then((kept) => kept.put(request, copy));
    }
    return answer;
  });
}

const without = (request) => caches.match(request, { ignoreVary: true }).then((found) => found || caches.match(PAGE));

self.addEventListener("install", (event) => {
  const keep = (cache) => cache.addAll([PAGE, ...FILES].map((url) => new Request(url, { credentials: "same-origin" })));
  event.waitUntil(caches.open(NAME).then(keep).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== NAME && name !== FIELD).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetched(request).catch(() => without(request)));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
