// Worker, WebAssembly and network become files of dist/ without a rule for them.
export default { mode: "production" };
