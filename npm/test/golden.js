// Golden cases of the repository, and whether the assets are here.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { rawPixels } from "../src/raw_pixels.js";

const FOLDER = new URL("../../tests/golden/", import.meta.url);

/** Reason for skipping what needs the real worker; printed by the tests. */
export const withoutAssets = !existsSync(new URL("../assets/worker-compat.wasm", import.meta.url)) && "npm/assets/ is missing: cargo xtask npm makes it";

/** Path of a case's photo. */
export function photoOf(name) {
  const [photo] = readdirSync(new URL(`${name}/`, FOLDER)).filter((file) => !["case.toml", "expected.png"].includes(file));
  return fileURLToPath(new URL(`${name}/${photo}`, FOLDER));
}

/** Bytes of a case's photo. */
export const bytesOf = (name) => readFileSync(photoOf(name));

/** Largest difference of the alpha of a PNG from a case's, of 255. */
export async function difference(name, png) {
  const expected = new Blob([readFileSync(new URL(`${name}/expected.png`, FOLDER))]);
  const [found, wanted] = await Promise.all([alphaOf(png), alphaOf(expected)]);
  return found.length === wanted.length ? wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at])), 0) : Infinity;
}

/** Alpha of a PNG. */
export async function alphaOf(png) {
  return new Uint8Array(await (await rawPixels(png, "image/x-alpha8")).arrayBuffer());
}

/** Red, green, blue and alpha of a PNG. */
export async function rgbaOf(png) {
  return new Uint8Array(await (await rawPixels(png, "image/x-rgba8")).arrayBuffer());
}
