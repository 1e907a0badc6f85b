// Connection to the worker: one job at a time, requests and replies by number, start, end and death.
//
// A network that runs reads no messages. So a cancelled job ends the worker, and another one is started and given the network again. Jobs that wait have
// sent nothing yet, which is why they survive.

import { usableBuilds } from "./builds.js";
import { OffcutError, fromFailure } from "./errors.js";

/** Time that a worker has to start: its file is megabytes and comes over the same network as everything else. */
const START_MS = 120_000;
/** Time without work after which the worker is ended: the memory of WebAssembly never shrinks. */
const IDLE_MS = 180_000;
const NOT_ISOLATED =
  "this page is not cross-origin isolated, so one thread runs: send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
/** Number under which the first message of a worker is waited for; it replies to nothing. */
const READY = 0;

export class Connection {
  #host;
  #network;
  #workerUrl;
  #onProgress;
  #builds;
  #reasons = [];
  #port;
  #started;
  #pending = new Map();
  #lastRequest = READY;
  #queue = Promise.resolve();
  #waiting = 0;
  #idle;
  #disposed = false;

  /** Numbers of photo and background picture that the worker has. */
  held = {};
  /** Build and threads of the last worker that started. */
  machine;

  /**
   * @param host what differs between browsers and Node
   * @param network `{ known, bytes(), source }`: head of the `load` message, and the ONNX file
   * @param workerUrl function from a build's name to the worker's address
   */
  constructor({ host, network, workerUrl, onProgress }) {
    this.#host = host;
    this.#network = network;
    this.#workerUrl = workerUrl;
    this.#onProgress = onProgress;
  }

  /**
   * Runs a job after those before it. `job(ask)` gets `ask(head, buffers, onStage)`, which sends a request and gives the reply `{ head, buffers }`.
   * When `signal` is aborted the promise rejects at once with the signal's reason.
   */
  run(job, signal) {
    this.#waiting += 1;
    clearTimeout(this.#idle);
    this.#port?.ref();
    const turn = this.#queue.then(() => this.#turn(job, signal));
    this.#queue = turn.catch(() => {}).then(() => this.#afterTurn());
    return abortable(turn, signal);
  }

  async #turn(job, signal) {
    if (this.#disposed) {
      throw new OffcutError("disposed");
    }
    signal?.throwIfAborted();
    await this.#start();
    signal?.throwIfAborted();
    const cancel = () => this.#cancel(signal.reason);
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await job((head, buffers, onStage) => {
        signal?.throwIfAborted();
        return this.#request(head, buffers, onStage);
      });
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  #afterTurn() {
    this.#waiting -= 1;
    if (this.#waiting === 0) {
      // In Node an idle worker must not keep the process alive.
      this.#port?.unref();
      // A start that still runs, of megabytes over a slow network, is no idle worker.
      this.#idle = setTimeout(() => this.#started?.then(() => this.#waiting === 0 && this.#end(), () => {}), IDLE_MS);
      this.#idle.unref?.();
    }
  }

  /** Ends the worker for good. */
  dispose() {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#end(new OffcutError("disposed"));
  }

  #cancel(reason) {
    // Between two requests there is nothing to stop.
    if (this.#pending.size > 0) {
      this.#end(reason);
      // For the next job, which reports the failure if there is one.
      this.#start().catch(() => {});
    }
  }

  #start() {
    this.#started ??= this.#load().catch((error) => {
      this.#end(error);
      throw error;
    });
    return this.#started;
  }

  async #load() {
    const fetched = this.#network.bytes();
    // It is awaited after the worker: until then its failure is not unhandled.
    fetched.catch(() => {});
    await this.#spawn();
    const onnx = await fetched;
    try {
      // A copy, since the original is needed for the next worker.
      await this.#request({ kind: "load", network: this.#network.known, warm_up: false }, [onnx.slice(0)]);
    } catch (error) {
      throw error.code === "model_damaged" ? new OffcutError(error.code, { ...error.details, source: this.#network.source }) : error;
    }
  }

  /** Starts the best build that runs. One that failed is not tried again. */
  async #spawn() {
    this.#builds ??= usableBuilds(this.#host.isolated());
    while (this.#builds.length > 0) {
      const [build, ...others] = this.#builds;
      this.#onProgress?.("fetch:worker", 0, 1);
      try {
        const { head } = await this.#ready(this.#workerUrl(build));
        this.#onProgress?.("fetch:worker", 1, 1);
        this.machine = this.#describe(head.worker);
        return;
      } catch (error) {
        if (error.code !== "worker_died") {
          throw error;
        }
        this.#reasons.push(`${build}: ${error.details.reason}`);
        this.#builds = others;
      }
    }
    // All of them, the next time: the network may be back.
    this.#builds = undefined;
    const reasons = this.#reasons.splice(0);
    throw reasons.length > 0 ? new OffcutError("worker_did_not_start", { reasons }) : new OffcutError("browser_too_old");
  }

  #describe({ build, threads }) {
    const isolated = this.#host.isolated();
    const reason = isolated ? this.#reasons.join("; ") : NOT_ISOLATED;
    return Object.freeze({ build, threads, isolated, ...(reason && { reason }) });
  }

  /** First message of a new worker. */
  async #ready(url) {
    const timer = setTimeout(() => this.#die(`${url.href} was not ready within ${START_MS / 1000} seconds`), START_MS);
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(READY, { resolve, reject });
        try {
          this.#open(url);
        } catch (error) {
          this.#die(error.message);
        }
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #open(url) {
    const port = this.#host.createWorker(url, {
      // Events of a worker that was replaced say nothing.
      onMessage: (message) => this.#port === port && this.#receive(message),
      onDeath: (reason) => this.#port === port && this.#die(reason || `${url.href} could not be loaded`),
    });
    this.#port = port;
    if (this.#waiting === 0) {
      port.unref();
    }
  }

  #request(head, buffers = [], onStage) {
    const request = (this.#lastRequest += 1);
    const { kind, ...rest } = head;
    return new Promise((resolve, reject) => {
      if (!this.#port) {
        throw this.#disposed ? new OffcutError("disposed") : new OffcutError("worker_died");
      }
      this.#port.post({ head: JSON.stringify({ kind, request, ...rest }), buffers }, buffers);
      this.#pending.set(request, { resolve, reject, onStage });
    });
  }

  #receive(message) {
    let head;
    try {
      head = JSON.parse(message.head);
    } catch {
      this.#die("it sent something that is no message");
      return;
    }
    const number = head.request ?? READY;
    const waiting = this.#pending.get(number);
    if (head.kind === "stage") {
      report(waiting, head.stage);
      return;
    }
    this.#pending.delete(number);
    if (head.kind === "failed") {
      waiting?.reject(fromFailure(head.error));
    } else if (waiting?.thrown) {
      waiting.reject(waiting.thrown.error);
    } else {
      waiting?.resolve({ head, buffers: message.buffers });
    }
  }

  #die(reason) {
    this.#end(new OffcutError("worker_died", { reason }));
  }

  /** Ends the worker; what waits for it is rejected with `error`. */
  #end(error) {
    this.#port?.terminate();
    this.#port = undefined;
    this.#started = undefined;
    this.held = {};
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    pending.forEach(({ reject }) => reject(error));
  }
}

/** Calls a request's `onStage`; what it throws becomes the failure of the request. */
function report(waiting, stage) {
  try {
    waiting?.onStage?.(stage);
  } catch (error) {
    waiting.thrown ??= { error };
  }
}

/** The promise, or the signal's reason as soon as it is aborted. */
function abortable(promise, signal) {
  if (!signal) {
    return promise;
  }
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
