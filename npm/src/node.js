// Entry for Node.

import { api } from "./api.js";
import { nodeHost } from "./node_host.js";

export const { Offcut, removeBackground, segmentForeground, alphamask, removeForeground, applySegmentationMask, preload } = api(nodeHost);
export { OffcutError } from "./errors.js";
export default removeBackground;
