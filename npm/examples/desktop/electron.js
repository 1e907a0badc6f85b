// Main process of Electron. A window that is loaded from a file: address has no origin, so it may start no worker: pages come from a scheme of the app's own, with the
// two headers that threads need.
import { app, BrowserWindow, net, protocol } from "electron";
import { join, normalize, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("dist", import.meta.url));

protocol.registerSchemesAsPrivileged([
  { scheme: "app", privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
]);

async function answer(request) {
  const path = normalize(join(folder, decodeURIComponent(new URL(request.url).pathname)));
  if (!path.startsWith(folder + sep)) return new Response(null, { status: 404 });
  const file = await net.fetch(pathToFileURL(path).href);
  const headers = new Headers(file.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  return new Response(file.body, { status: file.status, headers });
}

app.whenReady().then(() => {
  protocol.handle("app", answer);
  new BrowserWindow().loadURL("app://offcut/index.html");
});

app.on("window-all-closed", () => app.quit());
