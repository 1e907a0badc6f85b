// A worker that answers from a script, in the place of a real one.

import assert from "node:assert/strict";

export const READY = { kind: "ready", worker: { build: "fast", threads: 2 }, worker_id: "development" };
const AREA = { left: 0, top: 0, width: 1, height: 1 };
const CONFIDENCE = { score: 0.9, verdict: "fine" };

export const done = (request) => ({
  kind: "done",
  request,
  width: 3,
  height: 4,
  photo_width: 3,
  photo_height: 4,
  area: AREA,
  format: "web_p",
  confidence: CONFIDENCE,
  warnings: ["cut_short"],
  times: [
    { stage: "read", ms: 1 },
    { stage: "find", ms: 20.5 },
  ],
});

const PNG = () => new Uint8Array([0x89, 0x50, 0x4e, 0x47]).buffer;

/** What a worker answers that does everything asked of it. */
export function answers({ kind, request, fields }) {
  switch (kind) {
    case "load":
      return [[{ kind: "loaded", request, input: { side: 320, mean: [0.5, 0.5, 0.5], std: [1, 1, 1] }, model: "u2netp" }]];
    case "read_options":
      return [[{ kind: "options", request, options: { from: fields } }]];
    case "open_photo":
    case "open_background":
      return [[{ kind: "opened", request }]];
    case "preview":
      return [[{ kind: "previewed", request, width: 3, height: 4, area: AREA, confidence: CONFIDENCE }, [PNG()]]];
    default:
      return [[{ kind: "stage", request, stage: "find" }], [done(request), [PNG()]]];
  }
}

/**
 * Host whose workers are fakes. `heads` has what was sent, `workers` every worker. `reply(head, worker)` gives a list of `[head, buffers]`, or undefined
 * for `answers`.
 */
export function fakeHost({ isolated = true, start = () => [READY], reply = () => undefined, files = {}, ...others } = {}) {
  const host = { heads: [], workers: [], read: undefined, ...others };
  host.isolated = () => isolated;
  host.asset = (name, folder) => new URL(name, folder ?? "https://own.host/assets/");
  host.read = async (url, code, { onProgress } = {}) => {
    onProgress?.(4, 4);
    const file = files[String(url)];
    if (file instanceof Error) {
      throw file;
    }
    return file ?? new Blob(["onnx"]);
  };
  host.createWorker = (url, { onMessage, onDeath }) => {
    const send = ([head, buffers = []]) => onMessage({ head: JSON.stringify(head), buffers });
    const worker = { url, ended: false, refs: [], send, die: onDeath };
    // As a thread does, it keeps Node alive while it is not told otherwise.
    const alive = setInterval(() => {}, 1_000_000);
    host.workers.push(worker);
    const later = (action) => setImmediate(() => worker.ended || action());
    later(() => start(url, worker)?.forEach((head) => send([head])));
    return Object.assign(worker, {
      post(message, buffers) {
        const head = JSON.parse(message.head);
        host.heads.push(head);
        // Moved, as by a real one, which refuses what was moved before.
        assert.ok(buffers.every(({ byteLength }) => byteLength > 0), `${head.kind}: a buffer is gone`);
        structuredClone(buffers, { transfer: buffers });
        const replies = reply(head, worker) ?? answers(head);
        later(() => replies.forEach(send));
      },
      terminate() {
        worker.ended = true;
        clearInterval(alive);
      },
      ref() {
        worker.refs.push("ref");
        alive.ref();
      },
      unref() {
        worker.refs.push("unref");
        alive.unref();
      },
    });
  };
  return host;
}

/** Kinds of the heads that were sent. */
export const kinds = (host) => host.heads.map(({ kind }) => kind);
