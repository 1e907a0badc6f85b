// Browsers for tests, through WebDriver. One that is not installed is skipped with a printed reason.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

const program = (variable, name) => process.env[variable] || name;

const ENGINES = [
  {
    name: "chromium",
    driver: [program("OFFCUT_CHROMEDRIVER", "chromedriver"), "--port=0"],
    port: /successfully on port (\d+)/,
    capabilities: (dark) => ({
      browserName: "chrome",
      "goog:chromeOptions": {
        binary: pathOf(program("OFFCUT_CHROMIUM", "chromium")),
        args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1000,800", ...(dark ? ["--force-dark-mode"] : [])],
      },
    }),
  },
  {
    name: "firefox",
    driver: [program("OFFCUT_GECKODRIVER", "geckodriver"), "--port", "0"],
    port: /Listening on 127\.0\.0\.1:(\d+)/,
    capabilities: (dark) => ({
      browserName: "firefox",
      "moz:firefoxOptions": {
        binary: pathOf(program("OFFCUT_FIREFOX", "firefox-esr")),
        args: ["-headless", "--width", "1000", "--height", "800"],
        prefs: { "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1 },
      },
    }),
  },
  {
    name: "webkit",
    driver: [program("OFFCUT_WEBKITDRIVER", "WebKitWebDriver")],
    // It cannot choose a port itself, and says nothing.
    needsPort: true,
    needsDisplay: true,
    // It gives no page memory to share between threads.
    cannotShare: true,
    capabilities: () => ({ "webkitgtk:browserOptions": {} }),
  },
];

const XVFB = program("OFFCUT_XVFB", "Xvfb");
const isHere = (name) => spawnSync("which", [name]).status === 0;
const pathOf = (name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim() || name;

/** Name of each engine that is here, or the reason why it is not. */
export function engines() {
  return ENGINES.map((engine) => {
    const variable = ["OFFCUT_NO_BROWSER", `OFFCUT_NO_${engine.name.toUpperCase()}`].find((name) => process.env[name]);
    const missing = [engine.driver[0], ...(engine.needsDisplay ? [XVFB] : [])].find((name) => !isHere(name));
    const skip = variable ? process.env[variable] : missing && `${missing} is not installed`;
    return { ...engine, skip };
  });
}

/** A session of an engine. */
export class Browser {
  #programs = [];
  #address;
  #session;

  static async start(engine, { dark = false } = {}) {
    const browser = new Browser();
    const [command, ...words] = engine.driver;
    let port = engine.needsPort ? await freePort() : undefined;
    const env = { ...process.env };
    if (engine.needsDisplay) {
      const display = spawn(XVFB, ["-displayfd", "1", "-screen", "0", "1000x800x24", "-nolisten", "tcp"], { stdio: ["ignore", "pipe", "ignore"] });
      browser.#programs.push(display);
      Object.assign(env, { DISPLAY: `:${await said(display, /(\d+)\n/)}`, GDK_BACKEND: "x11", WAYLAND_DISPLAY: "", GTK_THEME: dark ? "Adwaita:dark" : "Adwaita" });
    }
    const driver = spawn(command, port ? [...words, `--port=${port}`] : words, { stdio: ["ignore", "pipe", "ignore"], env });
    browser.#programs.push(driver);
    port ??= await said(driver, engine.port);
    browser.#address = `http://127.0.0.1:${port}`;
    try {
      await browser.#listening();
      const { sessionId } = await browser.#call("POST", "/session", { capabilities: { alwaysMatch: engine.capabilities(dark) } });
      browser.#session = `/session/${sessionId}`;
      await browser.#call("POST", `${browser.#session}/timeouts`, { script: 120_000 });
    } catch (error) {
      await browser.end();
      throw error;
    }
    return browser;
  }

  async end() {
    if (this.#session) {
      await this.#call("DELETE", this.#session).catch(() => {});
    }
    this.#programs.forEach((child) => child.kill());
  }

  open(url) {
    return this.#call("POST", `${this.#session}/url`, { url });
  }

  /** Value of an asynchronous function that runs in the page. */
  async run(body, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      (async (...args) => { ${body} })(...[...arguments].slice(0, -1)).then((value) => done({ value }), (error) => done({ error: String(error.stack ?? error) }));`;
    const { value, error } = await this.#call("POST", `${this.#session}/execute/async`, { script, args });
    if (error) {
      throw new Error(error);
    }
    return value;
  }

  /** Waits until a function in the page gives true. */
  async until(body) {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await this.run(body).catch(() => false)) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`never true: ${body}`);
  }

  /** Role and label of an element for screen readers; `inner` is looked for in its shadow root. */
  async accessible(selector, inner) {
    const id = await this.#find(selector, inner);
    const [role, label] = await Promise.all(["computedrole", "computedlabel"].map((what) => this.#call("GET", `${this.#session}/element/${id}/${what}`)));
    return { role, label };
  }

  async #find(selector, inner) {
    const using = "css selector";
    const element = Object.values(await this.#call("POST", `${this.#session}/element`, { using, value: selector }))[0];
    if (!inner) {
      return element;
    }
    const root = Object.values(await this.#call("GET", `${this.#session}/element/${element}/shadow`))[0];
    return Object.values(await this.#call("POST", `${this.#session}/shadow/${root}/element`, { using, value: inner }))[0];
  }

  /** Presses keys, one after the other. */
  keys(...keys) {
    const actions = keys.flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    return this.#call("POST", `${this.#session}/actions`, { actions: [{ type: "key", id: "keys", actions }] });
  }

  /** Drags from one place of the window to another. */
  drag([x, y], [toX, toY]) {
    const move = (left, top) => ({ type: "pointerMove", duration: 50, x: Math.round(left), y: Math.round(top) });
    const actions = [move(x, y), { type: "pointerDown", button: 0 }, move(toX, toY), { type: "pointerUp", button: 0 }];
    return this.#call("POST", `${this.#session}/actions`, { actions: [{ type: "pointer", id: "mouse", actions }] });
  }

  /** Picture of the window, in the folder that OFFCUT_SCREENSHOTS names. */
  async picture(name) {
    const folder = process.env.OFFCUT_SCREENSHOTS;
    if (folder) {
      await writeFile(join(folder, `${name}.png`), Buffer.from(await this.#call("GET", `${this.#session}/screenshot`), "base64"));
    }
  }

  /** Waits for a driver that does not say when it listens. */
  async #listening() {
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.#call("GET", "/status");
      } catch (error) {
        if (tries === 50) {
          throw error;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  async #call(method, path, body) {
    const response = await fetch(this.#address + path, { method, headers: { "content-type": "application/json" }, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) {
      throw new Error(`${path}: ${value.message}`);
    }
    return value;
  }
}

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** What a program says about itself at its start. */
function said(child, pattern) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
      const found = pattern.exec(text);
      if (found) {
        resolve(found[1]);
      }
    });
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`the driver ended: ${text}`)));
  });
}
