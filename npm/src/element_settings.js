// What the elements of a page share: one Offcut, their texts, and how they are built.

import { Offcut } from "./browser.js";

/** Texts that people read or hear; assign others for another language. */
export const texts = {
  start: "Getting ready",
  read: "Reading the photo",
  find: "Finding the subject",
  refine: "Refining its edge",
  compose: "Putting it together",
  encode: "Saving",
  done: "Background removed",
  failed: "The background could not be removed",
  retry: "Try again",
  compare: "Before and after",
  before: "Before",
  after: "After",
  /** Value of the slider in words. */
  shown: (percent) => `${percent}% before`,
};

let shared;

/** Makes the elements use this Offcut, or the settings of `Offcut.create`, from now on. */
export function useOffcut(offcut) {
  shared = offcut instanceof Offcut || typeof offcut?.then === "function" ? Promise.resolve(offcut) : Offcut.create(offcut);
  // Whoever waits for it sees the failure.
  shared.catch(() => {});
  return shared;
}

/** The Offcut of all elements, created for the first one. After a failure the next one tries again. */
export function sharedOffcut() {
  shared ??= Offcut.create().catch((error) => {
    shared = undefined;
    throw error;
  });
  return shared;
}

/** HTMLElement, or a class in its place on a server, where elements are never made. */
export const BaseElement = globalThis.HTMLElement ?? class {};

const sheets = new Map();

/** Shadow root with a style sheet that a content policy without 'unsafe-inline' allows, shared by all elements of a kind. */
export function shadowOf(element, css, html, options) {
  const root = element.attachShadow({ mode: "open", ...options });
  if (!sheets.has(css)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  root.adoptedStyleSheets = [sheets.get(css)];
  root.innerHTML = html;
  return root;
}
