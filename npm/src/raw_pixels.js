// Values of a PNG file as the core writes it (not interlaced, no palette): what a canvas would give has lost colour under low alpha.

/** Numbers of a pixel, by the colour type of PNG. */
const CHANNELS = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * Blob of raw bytes: `image/x-rgba8` has red, green, blue and alpha of each pixel, `image/x-alpha8` the alpha, which in a gray file without alpha is its gray.
 * Its type ends with the size, such as `image/x-rgba8;width=640;height=480`.
 */
export async function rawPixels(png, type) {
  const { width, height, channels, bytes, values } = await decoded(await png.arrayBuffer());
  const step = bytes / channels;
  const at = (pixel, channel) => values[pixel * bytes + channel * step];
  const isGray = channels < 3;
  const hasAlpha = channels % 2 === 0;
  const size = type === "image/x-alpha8" ? 1 : 4;
  const out = new Uint8Array(width * height * size);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (size === 1) {
      out[pixel] = channels === 1 || hasAlpha ? at(pixel, channels - 1) : 255;
    } else {
      out[pixel * 4] = at(pixel, 0);
      out[pixel * 4 + 1] = at(pixel, isGray ? 0 : 1);
      out[pixel * 4 + 2] = at(pixel, isGray ? 0 : 2);
      out[pixel * 4 + 3] = hasAlpha ? at(pixel, channels - 1) : 255;
    }
  }
  return new Blob([out], { type: `${type};width=${width};height=${height}` });
}

/** Size of the picture, and its rows without their filters. `bytes`: of one pixel; of 16 bits the first byte is the higher one. */
async function decoded(file) {
  const view = new DataView(file);
  const [width, height, depth, colour] = [view.getUint32(16), view.getUint32(20), view.getUint8(24), view.getUint8(25)];
  const packed = [];
  // After the signature: length, name, data and checksum of each chunk.
  for (let at = 8; at < file.byteLength; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) === 0x49444154) {
      packed.push(new Uint8Array(file, at + 8, view.getUint32(at)));
    }
  }
  const unpacked = new Response(new Blob(packed).stream().pipeThrough(new DecompressionStream("deflate")));
  const filtered = new Uint8Array(await unpacked.arrayBuffer());
  const channels = CHANNELS[colour];
  const bytes = (channels * depth) / 8;
  const values = new Uint8Array(width * height * bytes);
  for (let row = 0; row < height; row += 1) {
    unfilter(filtered, row * (width * bytes + 1), values, row, width * bytes, bytes);
  }
  return { width, height, channels, bytes, values };
}

/** One row: PNG (ISO/IEC 15948), section 9. */
function unfilter(filtered, from, values, row, length, bytes) {
  const filter = filtered[from];
  const start = row * length;
  for (let index = 0; index < length; index += 1) {
    const left = index >= bytes ? values[start + index - bytes] : 0;
    const above = row > 0 ? values[start + index - length] : 0;
    const corner = row > 0 && index >= bytes ? values[start + index - length - bytes] : 0;
    values[start + index] = filtered[from + 1 + index] + predicted(filter, left, above, corner);
  }
}

function predicted(filter, left, above, corner) {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4: {
      const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
      return a <= b && a <= c ? left : b <= c ? above : corner;
    }
    default:
      return 0;
  }
}
