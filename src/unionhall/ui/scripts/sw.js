// A page asked for without network: a page of our own instead of the browser's. Nothing else is kept: no page with names.
// The first line, ``self.HALL``, is written by the server.
const { cache: NAME, page: PAGE, files: FILES } = self.HALL;

self.addEventListener("install", (event) => {
  const keep = (cache) => cache.addAll([PAGE, ...FILES].map((url) => new Request(url, { credentials: "same-origin" })));
  event.waitUntil(caches.open(NAME).then(keep).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== NAME).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
