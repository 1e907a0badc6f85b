// Images that a caller may give → picture for the worker: `{ input, blob }` of a file, `{ input, pixels }` of RGBA values with straight alpha.
// Files stay files: decoding and encoding them here would lose colour, depth and profile.

import { OffcutError } from "./errors.js";

const ACCEPTED =
  "a Blob, File, ArrayBuffer, typed array, ImageData, ImageBitmap, image or canvas element, OffscreenCanvas, VideoFrame, URL or string is accepted";

/** Kind of a value, also of one from another window, where `instanceof` says no. */
export const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/** Picture of file bytes. */
export const filePicture = (blob) => ({ input: { as: "file" }, blob });

/** Picture of RGBA values in a buffer that is ours. */
export const pixelPicture = ({ data, width, height, colorSpace }) => ({
  input: { as: colorSpace === "display-p3" ? "wide_pixels" : "pixels", width, height },
  pixels: data.buffer,
});

/**
 * Picture of an image.
 *
 * @param name option that has the image, for the message
 * @param settings `{ fetchArgs, signal }`
 */
export async function pictureOf(image, host, settings, name = "image") {
  switch (kindOf(image)) {
    case "String":
    case "URL":
      return filePicture(await host.read(image, "image_not_fetched", settings));
    case "Blob":
    case "File":
      return filePicture(image);
    case "ArrayBuffer":
    case "SharedArrayBuffer":
      return filePicture(copied(new Uint8Array(image)));
    default:
  }
  if (ArrayBuffer.isView(image)) {
    return filePicture(copied(new Uint8Array(image.buffer, image.byteOffset, image.byteLength)));
  }
  const picture = isPixels(image) ? givenPixels(image) : await host.picture?.(image, settings);
  if (!picture) {
    throw new OffcutError("bad_image", { sentence: `${name}: ${ACCEPTED}, and this is ${described(image)}` });
  }
  return picture;
}

/** Buffer of a picture to transfer. `keep`: the picture is needed again. */
export async function bufferOf({ blob, pixels }, keep) {
  if (!blob) {
    return keep ? pixels.slice(0) : pixels;
  }
  try {
    return await blob.arrayBuffer();
  } catch (error) {
    throw new OffcutError("file_not_readable", {}, error);
  }
}

/** A copy: the worker takes what it is sent, and the caller's own buffer would be empty afterwards. */
const copied = (bytes) => new Blob([bytes]);

/** ImageData, or an object like it where there is no such class. */
const isPixels = (image) => Number.isInteger(image?.width) && Number.isInteger(image?.height) && ArrayBuffer.isView(image.data);

function givenPixels({ data, width, height, colorSpace }) {
  if (data.BYTES_PER_ELEMENT !== 1 || data.length !== width * height * 4) {
    const sentence = `image: ${width} × ${height} pixels are ${width * height * 4} bytes of red, green, blue and alpha, and this has ${data.length} ${kindOf(data)} values`;
    throw new OffcutError("bad_image", { sentence });
  }
  return pixelPicture({ data: new Uint8Array(data), width, height, colorSpace });
}

const described = (value) => (value === null || value === undefined ? String(value) : `of type ${kindOf(value)}`);
