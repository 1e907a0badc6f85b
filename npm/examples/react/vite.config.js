import react from "@vitejs/plugin-react";

// Only pages that send these two headers may use more than one thread.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default { plugins: [react()], server: { headers }, preview: { headers } };
