// A photo of a product becomes what the shop wants, a square of 2000 pixels on white, before anything is uploaded.
import { Offcut } from "offcut";

const form = document.querySelector("form");
const [file, shadow, status, result] = ["#file", "#shadow", "#status", "#result"].map((css) => form.querySelector(css));
const button = form.querySelector("button");

let offcut;
let session;
let latest = 0;

const options = () => ({ preset: "square", shadow: shadow.checked, output: { format: "webp" } });

function show(blob) {
  URL.revokeObjectURL(result.src);
  result.src = URL.createObjectURL(blob);
}

// Does a step of the form, with its error as a sentence on the page.
async function step(work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    status.value = error.message;
  } finally {
    button.disabled = !session;
  }
}

// A session keeps the photo open: each change is shown on a small copy at once. Of several previews the newest counts.
async function preview() {
  const mine = latest += 1;
  const { blob, verdict } = await session.preview(options());
  if (mine !== latest) return;
  show(blob);
  status.value = verdict === "fine" ? "ready to upload" : "please check the edges before you upload it";
}

file.addEventListener("change", () => step(async () => {
  status.value = "looking for the product";
  latest += 1;
  session?.close();
  session = undefined;
  offcut ??= await Offcut.create();
  session = await offcut.open(file.files[0]);
  await preview();
}));

shadow.addEventListener("change", () => session && step(preview));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  step(async () => {
    const { blob } = await session.write(options());
    const body = new FormData();
    body.append("photo", blob, "product.webp");
    const response = await fetch(form.action, { method: "POST", body });
    if (!response.ok) throw new Error(`the shop answered ${response.status}: please try again`);
    status.value = "uploaded";
  });
});

file.disabled = false;
