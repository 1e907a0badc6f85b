// <offcut-image>: a photo that becomes its cut-out.

import { BaseElement, shadowOf, sharedOffcut, texts } from "./element_settings.js";
import { IMAGE_CSS } from "./element_styles.js";

const HTML = `
<div class="frame" part="frame">
  <slot><img class="original" part="original" alt=""></slot>
  <img class="image" part="image" alt="" hidden>
  <div class="status" part="status" role="status" tabindex="-1"><span class="spinner" part="spinner" aria-hidden="true"></span><span class="text"></span><button
    class="retry" part="retry" type="button"></button></div>
</div>`;

/** Attributes that are options of the same name. */
const OPTIONS = ["quality", "background", "shadow", "trim", "frame", "preset"];

/** Options of an element's attributes. An attribute without a value switches on: `<offcut-image shadow>`. */
function optionsOf(element) {
  const options = {};
  for (const name of OPTIONS) {
    const text = element.getAttribute(name);
    if (text !== null) {
      options[name] = text.trim() === "" ? true : text.trim();
    }
  }
  if (typeof options.background === "string") {
    options.background = backgroundOf(options.background);
  }
  const format = element.getAttribute("format");
  return format === null ? options : { ...options, output: { format } };
}

/** `blur`, `blur 5`, `url(beach.jpg)`, or a colour. */
function backgroundOf(text) {
  const [, percent] = /^blur(?:\s+([\d.]+)%?)?$/.exec(text) ?? [];
  if (text.startsWith("blur")) {
    return { blur: percent ?? true };
  }
  const [, address] = /^url\(\s*["']?(.*?)["']?\s*\)$/.exec(text) ?? [];
  return address === undefined ? text : { image: new URL(address, document.baseURI) };
}

export class OffcutImage extends BaseElement {
  static observedAttributes = ["src", "alt", "format", ...OPTIONS];

  #frame;
  #original;
  #image;
  #text;
  #running;
  #isPlanned = false;
  #session;
  #address;
  #result;
  #internals;

  constructor() {
    super();
    const root = shadowOf(this, IMAGE_CSS, HTML);
    [this.#frame, this.#original, this.#image, this.#text] = [".frame", ".original", ".image", ".text"].map((name) => root.querySelector(name));
    root.querySelector(".retry").addEventListener("click", () => {
      // The button goes, and the focus would go with it.
      root.querySelector(".status").focus();
      this.#plan();
    });
    this.#internals = this.attachInternals?.();
  }

  /** The last result; undefined until there is one. */
  get result() {
    return this.#result;
  }

  connectedCallback() {
    if (!this.#result) {
      this.#plan();
    }
  }

  disconnectedCallback() {
    // An element that is only moved is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#running?.abort();
        this.#closeSession();
        this.#show(undefined);
        this.#state("");
      }
    });
  }

  attributeChangedCallback(name, from, to) {
    if (name === "alt") {
      this.#image.alt = this.#original.alt = to ?? "";
      return;
    }
    if (from === to) {
      return;
    }
    if (name === "src") {
      this.#closeSession();
      this.#show(undefined);
      if (to) {
        this.#original.src = to;
      } else {
        this.#original.removeAttribute("src");
      }
    }
    if (this.isConnected) {
      this.#plan();
    }
  }

  /** Runs once after all changes of this moment. */
  #plan() {
    this.#running?.abort();
    if (this.#isPlanned) {
      return;
    }
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      if (this.isConnected && this.getAttribute("src")) {
        this.#run();
      }
    });
  }

  /** Never rejects: failures are an event. */
  async #run() {
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    this.#state("busy", texts.start);
    try {
      const session = await this.#opened(signal);
      const result = await session.write(optionsOf(this), { signal, onStage: (stage) => signal.aborted || this.#stage(stage) });
      signal.throwIfAborted();
      this.#show(result);
      this.#state("done", texts.done);
      this.#tell("offcut-done", result);
    } catch (error) {
      // One that was cancelled has a successor, or nobody who looks.
      if (!signal.aborted) {
        this.#state("failed", texts.failed);
        this.#tell("offcut-error", error);
      }
    }
  }

  /** Session of the present `src`, which later changes of other attributes use again. */
  async #opened(signal) {
    if (!this.#session) {
      const offcut = await sharedOffcut();
      signal.throwIfAborted();
      const session = await offcut.open(new URL(this.getAttribute("src"), document.baseURI), { signal });
      signal.throwIfAborted();
      this.#session = session;
    }
    return this.#session;
  }

  #closeSession() {
    this.#session?.close();
    this.#session = undefined;
  }

  #stage(stage) {
    this.#state("busy", texts[stage]);
    this.#tell("offcut-stage", { stage });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #show(result) {
    if (this.#address) {
      URL.revokeObjectURL(this.#address);
      this.#address = undefined;
    }
    this.#result = result;
    this.#image.hidden = !result;
    if (result) {
      this.#address = URL.createObjectURL(result.blob);
      this.#image.src = this.#address;
    } else {
      this.#image.removeAttribute("src");
    }
  }

  /** True if a photo is seen before the result is. */
  #hasPhoto() {
    const [photo = this.#original] = this.#frame.querySelector("slot").assignedElements();
    return photo.naturalWidth > 0;
  }

  /** True if the result can take the place of that photo. */
  #isSameShape() {
    const { left, top, width, height } = this.#result?.area ?? {};
    return this.#hasPhoto() && left === 0 && top === 0 && width === 1 && height === 1;
  }

  /** `busy`, `done`, `failed` or nothing. */
  #state(name, text = "") {
    // While a change is made, the former result stays in sight.
    const classes = ["frame", name, this.#result && "shown", this.#isSameShape() && "same", !this.#hasPhoto() && "bare"];
    this.#frame.className = classes.filter(Boolean).join(" ");
    this.#text.textContent = text;
    this.#frame.querySelector(".retry").textContent = texts.retry;
    this.ariaBusy = String(name === "busy");
    for (const state of ["busy", "done", "failed"]) {
      this.#internals?.states?.[state === name ? "add" : "delete"](state);
    }
  }
}
