// Images that only a browser has, as pictures. A canvas stores premultiplied colour, so colour under low alpha has lost precision already; straight
// values are sent on, and not a file, so that nothing more is lost.

import { download } from "./download.js";
import { OffcutError } from "./errors.js";
import { filePicture, kindOf, pixelPicture } from "./images.js";

/** Longer side of the copy in which colours outside of sRGB are looked for. */
const PROBE = 512;

/** Picture of an element, a bitmap or a frame of a video; undefined for anything else. */
export async function picture(image, settings) {
  switch (kindOf(image)) {
    case "HTMLImageElement":
      return ofElement(image, settings);
    case "HTMLCanvasElement":
    case "OffscreenCanvas":
      return ofCanvas(image);
    case "ImageBitmap":
      return pixelPicture(draw(image, image.width, image.height));
    case "VideoFrame":
      // smpte432 is Display P3; wider primaries are nearer to it than to sRGB.
      return pixelPicture(draw(image, image.displayWidth, image.displayHeight, ["smpte432", "bt2020"].includes(image.colorSpace?.primaries)));
    default:
      return undefined;
  }
}

/** Picture of a file whose format the browser may know; undefined where it does not. */
export async function decode(blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return undefined;
  }
  try {
    return pixelPicture(draw(bitmap, bitmap.width, bitmap.height, isWide(bitmap)));
  } finally {
    bitmap.close();
  }
}

/** The file of an image element, with its depth and profile; its pixels where the file cannot be fetched. */
async function ofElement(image, settings) {
  const address = image.currentSrc || image.src;
  if (!address) {
    throw new OffcutError("bad_image", { sentence: "the image element has no src" });
  }
  try {
    return filePicture(await download(address, "image_not_fetched", settings));
  } catch (error) {
    settings.signal?.throwIfAborted();
    try {
      await image.decode();
    } catch {
      throw error;
    }
    return pixelPicture(draw(image, image.naturalWidth, image.naturalHeight));
  }
}

function ofCanvas(canvas) {
  refuseEmpty(canvas);
  // "2d" of a canvas that has another context is null, and of one whose control was given away an exception.
  let context;
  try {
    context = canvas.getContext("2d");
  } catch {
    context = null;
  }
  if (!context) {
    return pixelPicture(draw(canvas, canvas.width, canvas.height));
  }
  const isP3 = context.getContextAttributes?.().colorSpace === "display-p3";
  return pixelPicture(pixelsOf(context, canvas.width, canvas.height, isP3));
}

function draw(source, width, height, isP3 = false) {
  // As a bitmap has that was closed.
  refuseEmpty({ width, height });
  const canvas = typeof OffscreenCanvas === "function" ? new OffscreenCanvas(width, height) : Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { colorSpace: isP3 ? "display-p3" : "srgb", willReadFrequently: true });
  if (!context) {
    throw new OffcutError("bad_image", { sentence: `this browser has no canvas of ${width} × ${height} pixels` });
  }
  // Each pixel of a smaller copy is one of the image's: an average may be inside sRGB where they are not.
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, width, height);
  return pixelsOf(context, width, height, isP3);
}

function refuseEmpty({ width, height }) {
  if (width === 0 || height === 0) {
    throw new OffcutError("bad_image", { sentence: `the image has no pixels (${width} × ${height})` });
  }
}

function pixelsOf(context, width, height, isP3) {
  try {
    return context.getImageData(0, 0, width, height, { colorSpace: isP3 ? "display-p3" : "srgb" });
  } catch (error) {
    throw error.name === "SecurityError" ? new OffcutError("image_not_readable", {}, error) : error;
  }
}

/** True if a bitmap has colours that sRGB has not, and the browser has canvases that do. */
function isWide(bitmap) {
  const scale = Math.min(1, PROBE / Math.max(bitmap.width, bitmap.height));
  const { data, colorSpace } = draw(bitmap, Math.ceil(bitmap.width * scale), Math.ceil(bitmap.height * scale), true);
  if (colorSpace !== "display-p3") {
    return false;
  }
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 255 && isOutsideSrgb(data[at], data[at + 1], data[at + 2])) {
      return true;
    }
  }
  return false;
}

/** Linear sRGB of linear Display P3, by the primaries of both and the white of D65. */
const MATRIX = [
  [1.2249, -0.2249, 0],
  [-0.0421, 1.0421, 0],
  [-0.0196, -0.0786, 1.0982],
];

/** Light of each byte: both spaces have the curve of IEC 61966-2-1. */
const LIGHT = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** True if a Display P3 colour is outside of sRGB by more than eight bits can be off. */
function isOutsideSrgb(red, green, blue) {
  return MATRIX.some(([r, g, b]) => {
    const value = r * LIGHT[red] + g * LIGHT[green] + b * LIGHT[blue];
    return value < -0.005 || value > 1.02;
  });
}
