// Keeps the whole page for use without a network.
//
// `fill_in_service_worker` of xtask/src/site.rs replaces the three placeholders in the built site: the version, a digest of all files, so that a
// new build is a new service worker; the paths of all files but those of workers, languages and the AVIF encoder; and the paths of these.
const VERSION = "__VERSION__";
const FILES = __FILES__;
// Workers for each kind of browser, megabytes each, languages, and the AVIF encoder: only those that are used here are kept.
const CHOICES = __CHOICES__;

const PREFIX = "offcut-site-";
const SITE = PREFIX + VERSION;
const MODELS = "offcut-models";
// Address of the manifest's share_target, and the cache in which forms sent to it wait for a page.
const SHARE = "/share";
const SHARED = "offcut-shared";
// Names with a hash never change their content, so the browser's cache may serve them; the others have to be revalidated.
const HASH = /-[0-9a-f]{16}(?=[._])/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await keep([...FILES, ...await successors()]);
  })());
});

self.addEventListener("message", (event) => {
  // No skipWaiting of its own accord: an open page goes on with the files it began with, and offers the new version.
  if (event.data === "skip-waiting") self.skipWaiting();
  // The page says which worker and which language it uses, and hears when both are kept; later it says what else was chosen.
  const { worker, language, choice } = event.data ?? {};
  const used = [worker, language, choice].filter(Boolean).map(choiceOf);
  if (used.length) {
    const kept = keep(CHOICES.filter((path) => used.includes(choiceOf(path))));
    event.waitUntil(kept.then(() => worker && event.source.postMessage("kept"), () => {}));
  }
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX) && name !== SITE) await caches.delete(name);
    }
  })());
  // Not waited for: Firefox asks every worker of an open page, and those that wait for work of their pool never reply. Until a service worker
  // is active, each request of the page waits for it.
  self.clients.claim();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname === SHARE && request.method === "POST") event.respondWith(takeShared(request));
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/models/")) {
    // A page that asks past the caches has found the cached bytes damaged.
    if (request.cache === "default") event.respondWith(fromCache(MODELS, request, request));
  } else if (FILES.includes(url.pathname) || CHOICES.includes(url.pathname)) {
    event.respondWith(fromCache(SITE, url.pathname, request));
  }
});

// Photos that another program shares with the installed page come as a form, which goes no further than this: the next page that starts takes the
// files out of it (frontend/src/web/shared_files.rs). It is kept as it came, since the browser reads it again without its bytes passing through here.
async function takeShared(request) {
  let address = "/";
  try {
    const form = new Response(await request.blob(), { headers: { "Content-Type": request.headers.get("Content-Type") } });
    await (await caches.open(SHARED)).put(`${SHARE}/${crypto.randomUUID()}`, form);
  } catch {
    // No room, or a form that broke off.
    address = "/?share=lost";
  }
  return Response.redirect(address, 303);
}

async function keep(paths) {
  const cache = await caches.open(SITE);
  const missing = [];
  for (const path of paths) {
    if (!await cache.match(path)) missing.push(new Request(path, { cache: HASH.test(path) ? "default" : "no-cache" }));
  }
  await cache.addAll(missing);
}

// "/worker-fast-0123456789abcdef_bg.wasm" is of the choice "/worker-fast".
function choiceOf(path) {
  return path.split(HASH)[0];
}

// This version's files of what earlier versions kept by choice: they have to be there before those are gone.
async function successors() {
  const choices = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    for (const request of await (await caches.open(name)).keys()) choices.add(choiceOf(new URL(request.url).pathname));
  }
  return CHOICES.filter((path) => choices.has(choiceOf(path)));
}

async function fromCache(name, key, request) {
  const cache = await caches.open(name);
  return (await cache.match(key)) ?? fetch(request);
}
