// Session: a photo that is edited. The worker repeats only the stages whose part of the options changed.

import { OffcutError } from "./errors.js";
import { readOptions } from "./options.js";

export class Session {
  #photo;
  #offcut;
  #background;

  /** @param offcut `{ run(job, signal), beside(wanted, settings, lastBackground) }` of the Offcut that opened it */
  constructor(photo, offcut) {
    this.#photo = photo;
    this.#offcut = offcut;
  }

  async preview(options, { signal, fetchArgs } = {}) {
    const wanted = readOptions(options);
    if (wanted.mask || wanted.trimap !== undefined) {
      throw new OffcutError("bad_options", { sentence: "mask and trimap have no preview: call write" });
    }
    return this.#make(wanted, { signal, fetchArgs }, (requests, beside) => requests.preview(this.#photo, wanted, beside));
  }

  async write(options, { signal, onStage, fetchArgs } = {}) {
    const wanted = readOptions(options);
    return this.#make(wanted, { signal, fetchArgs }, (requests, beside) => requests.write(this.#photo, wanted, beside, onStage));
  }

  close() {
    this.#photo = undefined;
    this.#background = undefined;
  }

  async #make(wanted, settings, job) {
    const beside = await this.#offcut.beside(wanted, settings, this.#background);
    return this.#offcut.run((requests) => {
      if (!this.#photo) {
        throw new OffcutError("session_closed");
      }
      this.#background = beside.background;
      return job(requests, beside);
    }, settings.signal);
  }
}
