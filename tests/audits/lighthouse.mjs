// Lighthouse on the page that a browser shows now, or on an address that it opens.
//
// node lighthouse.mjs <folder with node_modules> <port of the browser's DevTools> <address> [snapshot]
// Prints JSON: the score of each category from 0 to 1, and the audits that take points away.
import { pathToFileURL } from "node:url";

const [packages, port, address, mode] = process.argv.slice(2);
const module = (path) => import(pathToFileURL(`${packages}/node_modules/${path}`));
const { navigation, snapshot } = await module("lighthouse/core/index.js");
const { default: puppeteer } = await module("puppeteer-core/lib/esm/puppeteer/puppeteer-core.js");

const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
const page = (await browser.pages()).find((page) => page.url().startsWith(address));
const config = {
  extends: "lighthouse:default",
  settings: {
    onlyCategories: ["accessibility", "best-practices"],
    // The page as it is: neither a phone's screen nor a slow network, and what it keeps stays.
    formFactor: "desktop",
    screenEmulation: { disabled: true },
    throttlingMethod: "provided",
    disableStorageReset: true,
  },
};
const { lhr } = mode === "snapshot" ? await snapshot(page, { config }) : await navigation(page, address, { config });
await browser.disconnect();

const scores = Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score]));
const counted = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs).filter(({ weight }) => weight > 0).map(({ id }) => id);
const faults = counted.map((id) => lhr.audits[id]).filter(({ score }) => score !== null && score < 1);
const told = faults.map(({ id, title, details }) => ({ id, title, items: details?.items?.map(({ node, description, ...rest }) => node?.snippet ?? description ?? rest) }));
console.log(JSON.stringify({ version: lhr.lighthouseVersion, scores, faults: told }));
