// Keeps the page and what it has used: once the worker has started, cut-outs are made without a network. Another number, another version: the old files go.
const CACHE = "offcut-example-1";
const PAGE = ["./", "main.js"];

self.addEventListener("install", (event) => event.waitUntil((async () => {
  await (await caches.open(CACHE)).addAll(PAGE);
  await self.skipWaiting();
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
})()));

async function answer(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) event.respondWith(answer(event.request));
});
