// Requests of one job: what has to be opened in the worker first, and what is asked of it then.

import { OffcutError } from "./errors.js";
import { bufferOf } from "./images.js";
import { renamed } from "./options.js";
import { previewOf, resultOf } from "./results.js";

/** Errors of a file that the browser may be able to decode instead. */
const UNSUPPORTED = ["unsupported_format", "unsupported_variant"];

/**
 * Photos and backgrounds are `{ number, picture }`. `wanted` is what `readOptions` made of the options, `beside` is `{ background, mask }`: the images
 * among them, with `use` beside the picture of a mask.
 */
export class Requests {
  #host;
  #connection;
  #ask;

  constructor(host, connection, ask) {
    this.#host = host;
    this.#connection = connection;
    this.#ask = ask;
  }

  /** Cuts out a photo that is not needed afterwards. */
  async cutOut(photo, wanted, beside, onStage) {
    if (beside.background || beside.mask || wanted.strokes.length > 0) {
      return this.write(photo, wanted, beside, onStage);
    }
    const options = await this.#options(wanted);
    this.#connection.held.photo = undefined;
    const head = { kind: "cut_out", photo: photo.number, options, wants_original: false };
    return resultOf(await this.#send(photo, head, onStage), 0);
  }

  /** Result of full size for a photo that is opened if the worker does not have it. */
  async write(photo, wanted, beside, onStage) {
    const recipe = await this.#recipe(wanted, beside);
    const read = await this.openPhoto(photo, onStage);
    const head = { photo: photo.number, recipe };
    const { mask } = beside;
    const reply = mask
      ? await this.#send(mask, { kind: "write_with", ...head, use: mask.use }, onStage)
      : await this.#ask({ kind: "write", ...head }, [], onStage);
    return resultOf(reply, read);
  }

  /** Small picture of the result. */
  async preview(photo, wanted, beside) {
    const recipe = await this.#recipe(wanted, beside);
    await this.openPhoto(photo);
    return previewOf(await this.#ask({ kind: "preview", photo: photo.number, recipe }));
  }

  /** Opens a photo that the worker does not have, and says how many milliseconds that took. */
  async openPhoto(photo, onStage) {
    const { held } = this.#connection;
    if (held.photo === photo.number) {
      return 0;
    }
    const start = performance.now();
    onStage?.("read");
    held.photo = undefined;
    await this.#send(photo, { kind: "open_photo", photo: photo.number });
    held.photo = photo.number;
    return performance.now() - start;
  }

  async #recipe(wanted, { background }) {
    const options = await this.#options(wanted);
    const { held } = this.#connection;
    if (background && held.background !== background.number) {
      held.background = undefined;
      await this.#send(background, { kind: "open_background", picture: background.number });
      held.background = background.number;
    }
    return { options, strokes: wanted.strokes, background_picture: background?.number ?? null };
  }

  /** The core's options, which are passed on as they are. */
  async #options({ fields, names, fit }) {
    const { head } = await this.#ask({ kind: "read_options", fields, fit });
    if (head.kind === "refused") {
      throw new OffcutError("bad_options", { sentence: renamed(head.sentence, names) });
    }
    return head.options;
  }

  /** Sends a picture with a request; a file that the core does not decode once more, decoded by the browser. */
  async #send(owner, head, onStage) {
    const request = async () => this.#ask({ ...head, input: owner.picture.input }, [await bufferOf(owner.picture, owner.isKept)], onStage);
    try {
      return await request();
    } catch (error) {
      const { blob } = owner.picture;
      const decoded = blob && UNSUPPORTED.includes(error.code) ? await this.#host.decode?.(blob) : undefined;
      if (!decoded) {
        throw error;
      }
      owner.picture = decoded;
      return request();
    }
  }
}
