// Errors: one row for each code, with its sentence.

/** Name of a file format for people: "web_p" on the wire is WEBP. */
const shown = (format) => String(format ?? "").replaceAll("_", "").toUpperCase();

const LIMITS = { file_bytes: "bytes in the file", side: "pixels along one side", pixels: "pixels in all" };

/** Sentence of each code, from the details of the failure. The first group comes from the core, the second from the worker, the third from this package. */
export const SENTENCES = {
  empty_file: () => "the image is empty (0 bytes): give another one",
  not_a_picture: () => "these bytes are no image that is known: give a JPEG, PNG, WebP, GIF, BMP, TIFF, QOI or PNM file",
  unsupported_format: ({ format }) => `${shown(format)} images cannot be read here: convert it to JPEG or PNG`,
  unsupported_variant: ({ format, detail }) => `this kind of ${shown(format)} cannot be read (${detail}): save it as an ordinary JPEG or PNG`,
  library_missing: ({ format }) => `${shown(format)} images cannot be read here: convert it to JPEG or PNG`,
  raw_file: () => "camera raw files cannot be read: export it as JPEG or TIFF",
  damaged: ({ format, detail }) => `the ${shown(format)} file is damaged or cut short (${detail}): get the original again`,
  over_limit: ({ limit, found, allowed }) => `the image has ${found} ${LIMITS[limit] ?? limit}, and at most ${allowed} are allowed: make it smaller`,
  no_backdrop: () => "the background is an image, and none was given: set background to an image",
  size_mismatch: ({ width, height, needed, found }) => `${width} × ${height} pixels need ${needed} values, and ${found} were given`,
  model_damaged: ({ found, published, source }) =>
    `the model's file${source ? ` (${source})` : ""} is damaged, cut short or another version: its checksum is ${found}, and ${published} is expected`,
  model_unusable: ({ detail }) => `the model cannot be used (${detail}): it has to be an ONNX file like U²-Net, with a square RGB input and a map as its first output`,
  inference: ({ detail }) => `the network could not process the image (${detail})`,
  too_large_for_output_format: ({ output_format, max_side, found }) =>
    `${found} pixels along one side are too many for ${shown(output_format)}, which has at most ${max_side}: set output.format to "png"`,
  needs_background: ({ output_format }) => `${shown(output_format)} cannot be transparent: set background, or output.format to "png" or "webp"`,
  encoder_left_out: ({ output_format }) => `${shown(output_format)} cannot be written here: set output.format to "png", "webp" or "jpeg"`,
  encode: ({ detail }) => `the result could not be encoded (${detail})`,
  cancelled: () => "cancelled",

  unknown_model: () => "the worker does not know this model: the files of the package are of different versions",
  not_loaded: () => "the worker has no network yet",
  no_photo: () => "the worker does not have the image any more",
  not_understood: () => "the worker did not understand a message: the files of the package are of different versions",
  browser_too_old: () => "WebAssembly with SIMD is needed, and this browser does not have it: use a version from 2021 or later",
  worker_did_not_start: ({ reasons }) =>
    `no worker started (${(reasons ?? []).join("; ")}): check that the addresses exist, and that the content security policy allows worker-src and 'wasm-unsafe-eval'`,
  worker_died: ({ reason }) => `the worker stopped (${reason ?? "out of memory, or an error of its own"}): a smaller image may work`,

  model_not_fetched: ({ source, status }) => `the model could not be fetched from ${source} (${status ?? "no response"})`,
  image_not_fetched: ({ source, status }) =>
    `the image could not be fetched from ${source} (${status ?? "no response; another site has to allow it by Access-Control-Allow-Origin"})`,
  file_not_readable: () => "the file cannot be read any more: it was moved, changed or closed to this page",
  image_not_readable: () => "the pixels are of another site that does not allow reading them: load the image with crossorigin=\"anonymous\"",
  bad_image: ({ sentence }) => sentence,
  bad_options: ({ sentence }) => sentence,
  session_closed: () => "this session was closed: open another one",
  disposed: () => "this Offcut was disposed of: create another one",
};

/** Error with a `code` for programs; its message says what to do. */
export class OffcutError extends Error {
  constructor(code, details = {}, cause) {
    super((SENTENCES[code] ?? (() => `the worker failed (${code})`))(details), cause === undefined ? undefined : { cause });
    this.name = "OffcutError";
    this.code = code;
    this.details = details;
    this.status = details.status;
  }
}

/** Error of a `failed` reply. */
export function fromFailure({ what, error, ...rest }) {
  return what === "core" ? new OffcutError(error.kind, error) : new OffcutError(what, rest);
}
