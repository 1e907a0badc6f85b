// The worker's first file: starts the module whose hashed names the build puts in. An error is thrown outside of the
// promise because only then the page's Worker object hears of it.
import init from "./__GLUE__";
init({ module_or_path: new URL("./__WASM__", import.meta.url) }).catch((error) => setTimeout(() => { throw error; }));
