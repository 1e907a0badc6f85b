// Cross-origin isolation for hosts that cannot send its headers: a service worker of the site's own adds them. Threads need it.

/** Remembers that a page was loaded again, so that it is not loaded for ever where isolation does not come. */
const TRIED = "offcut-isolation";

/**
 * Makes the page cross-origin isolated; it is loaded again once, so call it before anything that a person would lose.
 *
 * @param worker address of `isolation_worker.js` on the page's own site; pages in its folder and below can be isolated
 * @param embedder policy for resources of other sites: "credentialless" (without cookies) or "require-corp" (only those that allow it; Safari)
 * @returns true if the page is isolated
 */
export async function isolate({ worker = "/isolation_worker.js", embedder = "credentialless" } = {}) {
  if (globalThis.crossOriginIsolated) {
    memory()?.removeItem(TRIED);
    return true;
  }
  const container = globalThis.navigator?.serviceWorker;
  if (!container || memory()?.getItem(TRIED)) {
    return false;
  }
  const url = new URL(worker, document.baseURI);
  url.searchParams.set("embedder", embedder);
  await container.register(url);
  await container.ready;
  memory()?.setItem(TRIED, "1");
  location.reload();
  // The page goes away: whatever waits for this is not to begin.
  return new Promise(() => {});
}

/** Storage of this tab; undefined where the browser denies it. */
function memory() {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
