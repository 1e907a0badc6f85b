// Types of offcut. Every union of values stands on one line, and a test holds it to the core's own list.

/** A class of the browser where its types are known: TypeScript for Node has no DOM. */
type Dom<Name extends string> = typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never;

/** An image that a function takes. Strings and URLs are fetched; in Node a string may also be a path. */
export type ImageSource =
  | Blob
  | ArrayBufferLike
  | ArrayBufferView
  | URL
  | string
  | PixelSource
  | Dom<"ImageBitmap">
  | Dom<"HTMLImageElement">
  | Dom<"HTMLCanvasElement">
  | Dom<"OffscreenCanvas">
  | Dom<"VideoFrame">;

/** Red, green, blue and alpha (straight, not premultiplied) of each pixel, row by row from the top: `ImageData`, or an object like it. */
export interface PixelSource {
  readonly width: number;
  readonly height: number;
  /** `width * height * 4` values. */
  readonly data: Uint8ClampedArray | Uint8Array;
  /** sRGB unless it says otherwise. */
  readonly colorSpace?: "srgb" | "display-p3";
}

/** Work that goes into the matte. `raw`: the network's map; `fast`: one pass, guided filter; `balanced` (default): up to five passes, closed-form matting; `best`: the same at a finer size. */
export type Quality = "raw" | "fast" | "balanced" | "best";
/** Type of the file that is written. */
export type OutputFormat = "png" | "webp" | "jpeg";
/** Metadata (EXIF, XMP, IPTC, PNG text) that is kept; the resolution always is, thumbnails never are. */
export type Metadata = "none" | "no-place" | "all";
/** Presets that are built in. */
export type Preset = "square" | "4x5" | "16x9" | "passport" | "sticker";
/** Place of the subject on the canvas of a frame. */
export type Align = "centre" | "top" | "bottom" | "left" | "right" | "top-left" | "top-right" | "bottom-left" | "bottom-right";
/** Stages of a cut-out, in order. */
export type Stage = "read" | "find" | "refine" | "compose" | "encode";
/** `fine`; `please_check`: low confidence; `no_clear_subject`: the cut-out is of no use. */
export type Verdict = "fine" | "please_check" | "no_clear_subject";
/** `cut_short`: the file ends early; `first_picture`: others in the file were left out; `gain_map`: one was left out; `enlarged`: by a frame beyond the photo's pixels. */
export type Warning = "cut_short" | "first_picture" | "gain_map" | "enlarged";
/** Format of the photo's file, by its content; `pixels` where none was given. */
export type InputFormat = "jpeg" | "png" | "webp" | "gif" | "bmp" | "tiff" | "qoi" | "pnm" | "avif" | "heic" | "jpegxl" | "jpeg2000" | "ico" | "psd" | "hdr" | "exr" | "svg" | "pdf" | "pixels";
/** Build of the worker. `fast`: fused SIMD, threads; `threads`: SIMD, threads; `compat`: SIMD, one thread. */
export type Build = "fast" | "threads" | "compat";
/** What went wrong, for programs. */
export type ErrorCode = "empty_file" | "not_a_picture" | "unsupported_format" | "unsupported_variant" | "library_missing" | "raw_file" | "damaged" | "over_limit" | "no_backdrop" | "size_mismatch" | "model_damaged" | "model_unusable" | "inference" | "too_large_for_output_format" | "needs_background" | "encoder_left_out" | "encode" | "cancelled" | "unknown_model" | "not_loaded" | "no_photo" | "not_understood" | "browser_too_old" | "worker_did_not_start" | "worker_died" | "model_not_fetched" | "image_not_fetched" | "file_not_readable" | "image_not_readable" | "bad_image" | "bad_options" | "session_closed" | "disposed";

/** A number, or text of it: `40`, `"40%"`. */
export type Percent = number | `${number}` | `${number}%`;
/** `#rgb`, `#rrggbb`, `#rrggbbaa`, `"R,G,B"`, `"R,G,B,A"` (0 to 255), or `white`, `black`, `gray`, `red`, `green`, `blue`, `transparent`. */
export type Colour = string;
/** Width of an edge: per cent, or pixels. */
export type Margin = `${number}%` | `${number}px`;
/** Shape or size of a frame: `"4:5"`, `"2000x2000"` (pixels) or `"35x45mm"`. */
export type Canvas = `${number}:${number}` | `${number}x${number}` | `${number}x${number}mm`;
/** Fit of a background image: fill everything, or show all of it between bars, which are transparent or of a colour. */
export type Fit = "cover" | "contain" | `contain:${string}`;

/** A stroke of the brush; later ones win. */
export interface Stroke {
  /** True for the subject, false for the background. */
  keep: boolean;
  /** Half the brush's width, as a share of the photo's longer side. */
  radius: number;
  /** Path, as shares of the photo's width and height from the top left. One point is a dab. */
  points: [x: number, y: number][];
}

/** Soft shadow. Lengths are per cent of the photo's longer side. */
export interface Shadow {
  /** Opacity in per cent, 0 to 100. Default 35. */
  opacity?: Percent | boolean;
  /** Offset to the right, -50 to 50. Default 0. */
  right?: Percent;
  /** Offset down, -50 to 50. Default 1.5. */
  down?: Percent;
  /** Standard deviation of the blur, 0 to 20. Default 1.5. */
  blur?: Percent;
  /** Default black. */
  colour?: Colour;
}

/** Line around the subject. */
export interface Outline {
  /** Width in per cent of the longer side of the photo, or of the frame's canvas, 0 to 20. Default 2. */
  width?: Percent | boolean;
  /** Default white. */
  colour?: Colour;
}

/** Canvas that the subject is placed on. */
export interface Frame {
  canvas?: Canvas;
  /** Share of the canvas that the subject fills, in per cent, 1 to 400. Default 85. */
  fill?: Percent;
  /** Default `centre`. */
  align?: Align;
  /** Edge that stays free. Default `"0px"`. */
  margin?: Margin;
  /** Line that the subject stands on, in per cent of the height from the top, 0 to 100. */
  ground?: Percent;
  /** Resolution that the file states, 10 to 2400. Default the photo's; 300 for millimetres. */
  dpi?: number;
}

/** Options of a cut-out. All may be left out; `null` and `undefined` are left out, too. */
export interface CutOutOptions {
  quality?: Quality | null;
  /** Colour, `{ blur: true }` or `{ blur: 5 }` for the photo's own background out of focus, or an image. A string is a colour: an image's address is `{ image: "beach.jpg" }`. Default transparent. */
  background?: Colour | false | { blur: Percent | boolean } | { image: ImageSource; fit?: Fit } | Exclude<ImageSource, string> | null;
  /** `true`, its opacity in per cent, or more of it. */
  shadow?: boolean | Percent | Shadow | null;
  /** `true`, its width in per cent, or more of it. */
  outline?: boolean | Percent | Outline | null;
  /** Cut to the subject: `true` (5 %), or a margin. Not with a frame. */
  trim?: boolean | Margin | null;
  frame?: Canvas | Frame | null;
  /** Other options come before those of the preset. */
  preset?: Preset | null;
  output?: {
    /** Default `png`. */
    format?: OutputFormat;
    /** Quality of WebP and JPEG, 1 to 100. Default 90 for JPEG; WebP is lossless without it. */
    quality?: number;
    /** The matte as a gray picture in place of the cut-out. */
    mask?: boolean;
  } | null;
  /** Default `none`. */
  metadata?: Metadata | null;
  /** Leaves the old background's colour in the soft edge. */
  keepEdgeColour?: boolean | null;
  /** Brush strokes, in the order in which they were drawn. */
  strokes?: Stroke[] | null;
  /** Mask (its alpha, or its gray where it has none) in place of the network's map. `inverted`: white is background. */
  mask?: ImageSource | { image: ImageSource; inverted?: boolean } | null;
  /** Trimap in place of the network's: 0 is background, 255 subject, and anything else is to be found out. */
  trimap?: ImageSource | null;
}

/** Settings of a call. */
export interface CallSettings {
  /** Cancels: the promise rejects at once with the signal's reason. */
  signal?: AbortSignal;
  /** Second argument of `fetch` for images that are addresses. */
  fetchArgs?: RequestInit;
}

export interface StageSettings extends CallSettings {
  /** Called when a stage begins. */
  onStage?: (stage: Stage) => void;
}

/** Part of the photo that a result shows, in shares of the photo's width and height from the top left; a frame reaches beyond 0 and 1. */
export interface Area {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Picture of a result. */
export interface Preview {
  /** PNG file. */
  blob: Blob;
  /** Pixels. */
  width: number;
  height: number;
  area: Area;
  /** 0 to 1 (best). */
  confidence: number;
  verdict: Verdict;
}

/** Cut-out of full size. */
export interface CutOut extends Preview {
  /** File of the type of `output.format`. */
  blob: Blob;
  warnings: Warning[];
  /** Milliseconds of each stage; 0 for one that was not needed again. */
  times: Record<Stage, number>;
  /** Format of the photo's file. */
  format: InputFormat;
}

/** Worker that runs. */
export interface Machine {
  readonly build: Build;
  readonly threads: number;
  /** True if threads may share memory. */
  readonly isolated: boolean;
  /** Why it is not the best build. */
  readonly reason?: string;
}

/** A network of one's own: an ONNX file like U²-Net. */
export interface Model {
  file: ImageSource;
  /** Input: side in pixels, mean and deviation of red, green and blue (default ImageNet's). Default what the file declares. */
  input?: { side: number; mean?: [number, number, number]; std?: [number, number, number] };
  /** Checksum that the file is held to, 64 hexadecimal digits; only with `input`. */
  sha256?: string;
}

export interface OffcutSettings {
  /** Threads; default one for each core, 8 at most. */
  threads?: number;
  /** Default u2netp, which is part of the package. */
  model?: Blob | ArrayBufferLike | ArrayBufferView | URL | string | Model;
  /** Folder of the files that `npx offcut assets` copies, in place of the package's own. */
  assets?: string | URL;
  /** Second argument of `fetch` for the model. */
  fetchArgs?: RequestInit;
  /** Gives up starting. */
  signal?: AbortSignal;
  /** Called with `fetch:model` and bytes, and with `fetch:worker` and 0 or 1 of 1. */
  onProgress?: (key: "fetch:model" | "fetch:worker", loaded: number, total: number) => void;
}

/** A worker with a network. */
export class Offcut {
  private constructor();
  /** Starts the best worker that runs here and loads the network. */
  static create(settings?: OffcutSettings): Promise<Offcut>;
  /** Worker that runs, or ran last. */
  readonly machine: Machine;
  /** Cuts out one image. Calls wait for each other. */
  cutOut(image: ImageSource, options?: CutOutOptions, settings?: StageSettings): Promise<CutOut>;
  /** Opens an image for several results. */
  open(image: ImageSource, settings?: CallSettings): Promise<Session>;
  /** Ends the worker and gives its memory back. What runs rejects with `disposed`. */
  dispose(): Promise<void>;
}

/** An image that is edited: only what a change touches is computed again. */
export interface Session {
  /** Small result, of 1280 pixels on the longer side at most. Without `mask` and `trimap`. */
  preview(options?: CutOutOptions, settings?: CallSettings): Promise<Preview>;
  /** Result of full size. */
  write(options?: CutOutOptions, settings?: StageSettings): Promise<CutOut>;
  /** Gives the image back. */
  close(): void;
}

/** Error with a `code`; its message says what to do. */
export class OffcutError extends Error {
  constructor(code: ErrorCode, details?: Record<string, unknown>, cause?: unknown);
  readonly name: "OffcutError";
  readonly code: ErrorCode;
  /** What the sentence is made of. */
  readonly details: Readonly<Record<string, unknown>>;
  /** HTTP status of what could not be fetched; in Node the system's code of a file that could not be read. */
  readonly status?: number | string;
}

/** Options in the form of @imgly/background-removal and of its sibling for Node. */
export interface Config {
  /** Folder of the assets; default the package's own. */
  publicPath?: string;
  /** Says what is replaced, once, on the console. */
  debug?: boolean;
  /** Accepted: the processor is used. */
  device?: "cpu" | "gpu";
  /** Accepted: there is always a worker. */
  proxyToWorker?: boolean;
  /** Accepted: u2netp takes its place. */
  model?: "isnet" | "isnet_fp16" | "isnet_quint8" | "small" | "medium" | "large";
  output?: {
    /** Default `image/png`. `image/x-rgba8` and `image/x-alpha8` are raw bytes. */
    format?: "image/png" | "image/jpeg" | "image/webp" | "image/x-rgba8" | "image/x-alpha8";
    /** 0 to 1, of JPEG and WebP. Default 0.8. */
    quality?: number;
    /** What `removeBackground` gives. Default `foreground`. */
    type?: "foreground" | "background" | "mask";
  };
  /** `fetch:model` and bytes, `fetch:worker`, and `compute:` with the number of the stage of 5. */
  progress?: (key: string, current: number, total: number) => void;
  /** Second argument of `fetch` for the model and for images that are addresses. */
  fetchArgs?: RequestInit;
  /** Accepted: the result always has the size of the image. */
  rescale?: boolean;
}

/** The image without its background. */
export function removeBackground(image: ImageSource, config?: Config): Promise<Blob>;
/** The image without its subject. */
export function removeForeground(image: ImageSource, config?: Config): Promise<Blob>;
/** The matte: white with the matte as its alpha; as JPEG and `image/x-alpha8` gray. */
export function segmentForeground(image: ImageSource, config?: Config): Promise<Blob>;
/** Another name of `segmentForeground`. */
export const alphamask: typeof segmentForeground;
/** The image with the alpha of a mask (or its gray, where it has none), which may have another size. */
export function applySegmentationMask(image: ImageSource, mask: ImageSource, config?: Config): Promise<Blob>;
/** Starts the worker and fetches the model, so that the first image need not wait. */
export function preload(config?: Config): Promise<void>;
export default removeBackground;
