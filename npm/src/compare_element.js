// <offcut-compare>: two pictures, one over the other, with a line between them that people move.

import { BaseElement, shadowOf, texts } from "./element_settings.js";
import { COMPARE_CSS } from "./element_styles.js";

const HTML = `
<div class="frame" part="frame">
  <div class="after" part="after"><slot name="after"></slot></div>
  <div class="before" part="before"><slot name="before"></slot></div>
  <span class="label start" part="label before-label" aria-hidden="true"></span>
  <span class="label end" part="label after-label" aria-hidden="true"></span>
  <input type="range" part="range" min="0" max="100" step="1" value="50">
  <div class="line" part="line"><div class="handle" part="handle"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M9 6 3 12l6 6M15 6l6 6-6 6"/></svg></div></div>
</div>`;

export class OffcutCompare extends BaseElement {
  static observedAttributes = ["value", "label", "before-label", "after-label"];

  #frame;
  #range;
  #labels;

  constructor() {
    super();
    // A click on the element, or on a label of it, focuses the slider.
    const root = shadowOf(this, COMPARE_CSS, HTML, { delegatesFocus: true });
    this.#frame = root.querySelector(".frame");
    this.#range = root.querySelector("input");
    this.#labels = root.querySelectorAll(".label");
    this.#range.addEventListener("input", () => this.#moved());
    // `change` ends at the shadow root.
    this.#range.addEventListener("change", () => this.dispatchEvent(new Event("change", { bubbles: true })));
    this.#frame.addEventListener("pointerdown", (event) => this.#grab(event));
    // A picture would be dragged in place of the line.
    this.#frame.addEventListener("dragstart", (event) => event.preventDefault());
    this.#describe();
    this.#moved();
  }

  /** Share of the first picture in per cent, from the side where lines of text begin. */
  get value() {
    return Number(this.#range.value);
  }

  set value(percent) {
    this.#range.value = percent;
    this.#moved();
  }

  attributeChangedCallback(name, _, to) {
    if (name === "value") {
      this.value = to ?? 50;
    } else {
      this.#describe();
    }
  }

  #describe() {
    this.#range.ariaLabel = this.getAttribute("label") ?? texts.compare;
    this.#labels[0].textContent = this.getAttribute("before-label") ?? texts.before;
    this.#labels[1].textContent = this.getAttribute("after-label") ?? texts.after;
  }

  #moved() {
    const { value } = this;
    // A property that a script sets is no inline style to a content policy.
    this.#frame.style.setProperty("--position", `${value}%`);
    this.#range.setAttribute("aria-valuetext", texts.shown(value));
    this.#labels[0].classList.toggle("covered", value < 20);
    this.#labels[1].classList.toggle("covered", value > 80);
  }

  #grab(down) {
    if (down.button !== 0) {
      return;
    }
    const before = this.value;
    const move = (event) => {
      const { left, width } = this.#frame.getBoundingClientRect();
      const share = (event.clientX - left) / (width || 1);
      this.value = 100 * (this.matches(":dir(rtl)") ? 1 - share : share);
      this.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    };
    const end = new AbortController();
    const release = () => {
      end.abort();
      this.#frame.classList.remove("dragged");
      if (this.value !== before) {
        this.dispatchEvent(new Event("change", { bubbles: true }));
      }
    };
    this.#frame.setPointerCapture(down.pointerId);
    this.#frame.classList.add("dragged");
    this.#frame.addEventListener("pointermove", move, { signal: end.signal });
    for (const name of ["pointerup", "pointercancel"]) {
      this.#frame.addEventListener(name, release, { signal: end.signal });
    }
    move(down);
  }
}
