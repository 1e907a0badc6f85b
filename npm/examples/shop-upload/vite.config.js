// Only pages that send these two headers may use more than one thread.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default { server: { headers }, preview: { headers } };
