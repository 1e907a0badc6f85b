// Bytes of an address, with progress.

import { OffcutError } from "./errors.js";

/**
 * Fetches `url` as a Blob.
 *
 * @param code code of the error when it does not come
 * @param onProgress called with loaded and total bytes; where the server does not say how many there are, total is what is loaded
 */
export async function download(url, code, { fetchArgs, signal, onProgress } = {}) {
  let status;
  let cause;
  try {
    const response = await fetch(url, { ...fetchArgs, signal });
    if (response.ok) {
      return await (onProgress && response.body ? counted(response, onProgress) : response.blob());
    }
    ({ status } = response);
    // A response that nobody reads holds its connection.
    await response.body?.cancel();
  } catch (error) {
    signal?.throwIfAborted();
    cause = error;
  }
  throw new OffcutError(code, { source: shortened(String(url)), ...(status && { status }) }, cause);
}

async function counted(response, onProgress) {
  // With an encoding, the length is that of the encoded bytes.
  const length = response.headers.has("content-encoding") ? 0 : Number(response.headers.get("content-length"));
  const chunks = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob(chunks, { type: response.headers.get("content-type") ?? "" });
    }
    chunks.push(value);
    loaded += value.byteLength;
    onProgress(loaded, Math.max(loaded, length || 0));
  }
}

/** An address in a message: the whole of a `data:` URL is no help. */
function shortened(url) {
  return url.length > 200 ? `${url.slice(0, 100)}…` : url;
}
