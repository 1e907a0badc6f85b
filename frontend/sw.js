// Keeps the whole page for use without a network. The build replaces the two placeholders, so a new build is a new service worker.
const VERSION = "__VERSION__";
const FILES = __FILES__;

const SITE = `offcut-site-${VERSION}`;
const MODELS = "offcut-models";
// Names with a hash never change their content, so the browser's cache may answer for them; the others have to be asked for.
const HASHED = /-[0-9a-f]{16}[._]/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SITE);
    await cache.addAll(FILES.map((path) => new Request(path, { cache: HASHED.test(path) ? "default" : "no-cache" })));
  })());
});

// No skipWaiting of its own accord: an open page goes on with the files it began with, and offers the new version.
self.addEventListener("message", (event) => {
  if (event.data === "skip-waiting") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("offcut-site-") && name !== SITE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/models/")) {
    // A page that asks past the caches has found the cached bytes damaged.
    if (request.cache === "default") event.respondWith(answer(MODELS, request, request));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(answer(SITE, url.pathname, request));
  }
});

async function answer(name, key, request) {
  const cache = await caches.open(name);
  return (await cache.match(key)) ?? fetch(request);
}
