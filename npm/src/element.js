// Custom elements: importing this file registers <offcut-image> and <offcut-compare>. On a server it does nothing.

import { OffcutCompare } from "./compare_element.js";
import { OffcutImage } from "./image_element.js";

export { OffcutCompare, OffcutImage };
export { texts, useOffcut } from "./element_settings.js";

const { customElements } = globalThis;
for (const [name, element] of [
  ["offcut-image", OffcutImage],
  ["offcut-compare", OffcutCompare],
]) {
  // A page that has the package twice keeps the first one.
  if (customElements && !customElements.get(name)) {
    customElements.define(name, element);
  }
}
