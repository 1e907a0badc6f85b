// Results as callers get them, from the worker's replies.

/** Stages of a cut-out, in order. */
export const STAGES = ["read", "find", "refine", "compose", "encode"];

/** Media types by the first byte of a file. */
const TYPES = { 0x89: "image/png", 0xff: "image/jpeg", 0x52: "image/webp" };

/** Result of a `done` reply. `read`: milliseconds of a stage that the worker did before the request. */
export function resultOf({ head, buffers: [file] }, read) {
  const { format, warnings, times } = head;
  const took = Object.fromEntries(STAGES.map((stage) => [stage, 0]));
  for (const { stage, ms } of times) {
    took[stage] += ms;
  }
  took.read += read;
  // "web_p" on the wire
  return { ...seen(head, file), warnings, times: took, format: format.replaceAll("_", "") };
}

/** Result of a `previewed` reply. */
export const previewOf = ({ head, buffers: [file] }) => seen(head, file);

function seen({ width, height, area, confidence }, file) {
  const type = TYPES[new Uint8Array(file, 0, 1)[0]];
  return { blob: new Blob([file], { type }), width, height, area, confidence: confidence.score, verdict: confidence.verdict };
}
