// Service worker that adds the headers of cross-origin isolation to pages and workers. A script of its own, not a module: copy it to the site's root,
// as `npx offcut assets` does, and call isolate() of "offcut/isolation".

const EMBEDDER = new URL(self.location.href).searchParams.get("embedder") || "credentialless";
// What else is loaded, such as images, needs no header of its own.
const DESTINATIONS = ["document", "iframe", "frame", "worker", "sharedworker"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (DESTINATIONS.includes(event.request.destination)) {
    event.respondWith(isolated(event.request));
  }
});

async function isolated(request) {
  const response = await fetch(request);
  // A response of another site that says nothing about itself, or a redirect, which cannot be changed.
  if (response.type === "opaque" || response.type === "opaqueredirect") {
    return response;
  }
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", EMBEDDER);
  const { status, statusText } = response;
  return new Response([101, 204, 205, 304].includes(status) ? null : response.body, { status, statusText, headers });
}
