// A plug-in for any content management system: dist/ goes to a folder of the site, or to the host of its media, and this tag into the template:
//   <script type="module" src="https://media.example/cut-out/cut-out.js"></script>
// Every picture with `data-cut-out` gets a button that cuts it out where it stands; what the attribute says becomes the background.
import { Offcut } from "offcut";

const assets = new URL("offcut/", import.meta.url).href;
let shared;
const offcut = () => shared ??= Offcut.create({ assets }).catch((error) => {
  shared = undefined;
  throw error;
});

for (const picture of document.querySelectorAll("img[data-cut-out]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Cut out";
  picture.after(button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const background = picture.dataset.cutOut || "transparent";
      const { blob } = await (await offcut()).cutOut(picture, { background });
      picture.src = URL.createObjectURL(blob);
      button.remove();
    } catch (error) {
      button.disabled = false;
      button.textContent = error.message;
    }
  });
}
