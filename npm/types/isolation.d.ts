// Types of offcut/isolation.

export interface IsolationSettings {
  /** Address of `isolation_worker.js` on the page's own site. Default `/isolation_worker.js`. */
  worker?: string | URL;
  /** Policy for resources of other sites. Default `credentialless`, which Safari does not know. */
  embedder?: "credentialless" | "require-corp";
}

/** Makes the page cross-origin isolated, for which it is loaded again once. True if it is isolated; the promise stays open while it is loaded again. */
export function isolate(settings?: IsolationSettings): Promise<boolean>;
