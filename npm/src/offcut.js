// Class Offcut: a worker with a network, and what can be asked of it.

import { Connection } from "./connection.js";
import { OffcutError } from "./errors.js";
import { pictureOf } from "./images.js";
import { networkOf } from "./network.js";
import { readOptions } from "./options.js";
import { Requests } from "./requests.js";
import { Session } from "./session.js";

/** Class Offcut over a host, which is what differs between browsers and Node. */
export function offcutOver(host) {
  return class Offcut {
    #connection;
    #numbers = 0;

    constructor(connection) {
      if (!(connection instanceof Connection)) {
        throw new TypeError("write await Offcut.create() in place of new Offcut()");
      }
      this.#connection = connection;
    }

    static async create({ threads, model, assets, fetchArgs, signal, onProgress } = {}) {
      if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
        throw new OffcutError("bad_options", { sentence: "threads: a whole number from 1 is expected" });
      }
      const address = (name) => host.asset(name, assets);
      const network = networkOf(model, { host, address, fetchArgs, onProgress });
      const connection = new Connection({ host, network, workerUrl: (build) => workerUrl(address, build, threads), onProgress });
      try {
        // No work, but it starts the worker.
        await connection.run(async () => {}, signal);
      } catch (error) {
        connection.dispose();
        throw error;
      }
      return new Offcut(connection);
    }

    get machine() {
      return this.#connection.machine;
    }

    async cutOut(image, options, { signal, onStage, fetchArgs } = {}) {
      const wanted = readOptions(options);
      const [photo, beside] = await Promise.all([
        pictureOf(image, host, { signal, fetchArgs }).then((picture) => ({ picture, number: this.#number() })),
        this.#beside(wanted, { signal, fetchArgs }),
      ]);
      return this.#run((requests) => requests.cutOut(photo, wanted, beside, onStage), signal);
    }

    async open(image, { signal, fetchArgs } = {}) {
      const photo = { picture: await pictureOf(image, host, { signal, fetchArgs }), number: this.#number(), isKept: true };
      await this.#run((requests) => requests.openPhoto(photo), signal);
      return new Session(photo, {
        run: (job, jobSignal) => this.#run(job, jobSignal),
        beside: (wanted, settings, last) => this.#beside(wanted, settings, last),
      });
    }

    async dispose() {
      this.#connection.dispose();
    }

    #run(job, signal) {
      return this.#connection.run((ask) => job(new Requests(host, this.#connection, ask)), signal);
    }

    #number() {
      return (this.#numbers += 1);
    }

    /** Images among the options. `last`: a background that is the same image needs not be read again. */
    async #beside({ background, mask, trimap }, settings, last) {
      const beside = {};
      if (background !== undefined) {
        beside.background =
          last?.image === background
            ? last
            : { image: background, picture: await pictureOf(background, host, settings, "background"), number: this.#number(), isKept: true };
      }
      if (mask || trimap !== undefined) {
        const use = mask ? (mask.inverted ? "inverted_mask" : "mask") : "trimap";
        beside.mask = { picture: await pictureOf(mask?.image ?? trimap, host, settings, mask ? "mask" : "trimap"), use };
      }
      return beside;
    }
  };
}

/** Address of a worker, which takes its module's address and its threads from it. */
function workerUrl(address, build, threads) {
  const url = address(`worker-${build}.js`);
  url.searchParams.set("wasm", address(`worker-${build}.wasm`).href);
  if (threads) {
    url.searchParams.set("threads", threads);
  }
  return url;
}
