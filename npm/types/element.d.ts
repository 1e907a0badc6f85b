// Types of offcut/element, whose import registers the elements.

import type { CutOut, Offcut, OffcutError, OffcutSettings, Stage } from "./index.js";

/**
 * `<offcut-image src alt quality background shadow trim frame preset format>`: a photo that becomes its cut-out. What is inside of it, or else the photo
 * itself, is shown until then and when it fails. A changed attribute runs it again.
 */
export class OffcutImage extends HTMLElement {
  /** The last result; undefined until there is one. */
  readonly result: CutOut | undefined;
}

/** `<offcut-compare value label before-label after-label>`: pictures in the slots `before` and `after`, and a line between them that people move. */
export class OffcutCompare extends HTMLElement {
  /** Share of the first picture in per cent, from the side where lines of text begin. */
  value: number;
}

/** Makes the elements use this Offcut, or one of these settings, in place of one by default. */
export function useOffcut(offcut: Offcut | Promise<Offcut> | OffcutSettings): Promise<Offcut>;

/** Texts that people read or hear, in English; assign others before the elements are used. */
export const texts: Record<Stage | "start" | "done" | "failed" | "retry" | "compare" | "before" | "after", string> & {
  /** Value of the slider in words. */
  shown: (percent: number) => string;
};

/** Events of `<offcut-image>`; they bubble. */
export interface OffcutImageEvents {
  "offcut-stage": CustomEvent<{ stage: Stage }>;
  "offcut-done": CustomEvent<CutOut>;
  /** `detail` is an OffcutError, or whatever else went wrong. */
  "offcut-error": CustomEvent<OffcutError | Error>;
}

declare global {
  interface HTMLElementTagNameMap {
    "offcut-image": OffcutImage;
    "offcut-compare": OffcutCompare;
  }
  interface HTMLElementEventMap extends OffcutImageEvents {}
}
