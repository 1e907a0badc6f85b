// Everything the package exports, over a host.

import { imglyOver } from "./imgly.js";
import { offcutOver } from "./offcut.js";

export function api(host) {
  const Offcut = offcutOver(host);
  return { Offcut, ...imglyOver(Offcut) };
}
