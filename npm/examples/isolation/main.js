// For a host that sends no headers of one's own, such as GitHub Pages: site/ has everything, among it the service worker that adds them.
import { isolate } from "offcut/isolation";
import { Offcut } from "offcut";

const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));
const here = new URL(".", import.meta.url).href;

async function start() {
  // At the first visit the page is loaded again here. Where it cannot be isolated, one thread does the work.
  await isolate({ worker: `${here}isolation_worker.js` });
  const offcut = await Offcut.create({ assets: here });
  status.value = offcut.machine.threads === 1 ? "ready" : `ready, ${offcut.machine.threads} threads`;
  return offcut;
}

const offcut = start();
offcut.catch((error) => { status.value = error.message; });

file.addEventListener("change", async () => {
  try {
    const { blob } = await (await offcut).cutOut(file.files[0]);
    URL.revokeObjectURL(result.src);
    result.src = URL.createObjectURL(blob);
    status.value = "done";
  } catch (error) {
    status.value = error.message;
  }
});

file.disabled = false;
