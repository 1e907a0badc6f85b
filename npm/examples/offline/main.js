const [file, status, result] = ["#file", "#status", "#result"].map((css) => document.querySelector(css));

// Registers the service worker and waits until it is in charge: what is fetched before would not be kept.
async function inCharge() {
  const { serviceWorker } = navigator;
  const changed = new Promise((resolve) => { serviceWorker.addEventListener("controllerchange", resolve, { once: true }); });
  await serviceWorker.register("sw.js");
  if (!serviceWorker.controller) await changed;
}

async function start() {
  await inCharge();
  const { Offcut } = await import("./node_modules/offcut/src/browser.js");
  const offcut = await Offcut.create();
  status.value = "works offline";
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
