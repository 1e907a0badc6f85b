//! The worker builds: one row each. All are one compilation of the same source; instructions that a kind of browser lacks are lowered in the
//! finished module.

use std::process::Command;
use std::thread;

use anyhow::{Context, Result};

use crate::files::{cached, digest, digest_of_parts};
use crate::shell::{cargo_command, joined, root, run_labelled, target_dir};
use crate::tools::Tools;
use crate::{lower_atomics, lower_relaxed_simd};

/// One worker build.
#[derive(Debug, PartialEq)]
pub struct Build {
    /// The name that page, beacon and statistics use.
    pub name: &'static str,
    /// True if its threads share a memory.
    threads: bool,
    /// True if multiply-add stays fused.
    fused: bool,
}

/// Every build.
pub const BUILDS: &[Build] = &[
    Build { name: "compat", threads: false, fused: false },
    Build { name: "threads", threads: true, fused: false },
    Build { name: "fast", threads: true, fused: true },
];

/// Name of the build in the output of commands that run side by side.
const LABEL: &str = "worker";

/// Features of the one compilation.
const TARGET_FEATURES: &str = "+simd128,+relaxed-simd,+atomics";

/// Linker arguments for a module on shared memory. A page cannot give it more than it declares, and 4 GiB is what 32 bits reach; browsers
/// that do not reserve as much refuse the module, and the page takes the next one.
const SHARED_MEMORY: &str = " -C link-arg=--shared-memory -C link-arg=--import-memory -C link-arg=--max-memory=4294967296 \
    -C link-arg=--export=__wasm_init_tls -C link-arg=--export=__tls_size -C link-arg=--export=__tls_align -C link-arg=--export=__tls_base";

/// Features that wasm-opt may find in a module: it adds none of them by itself.
pub const FEATURES: &[&str] = &[
    "--enable-simd",
    "--enable-relaxed-simd",
    "--enable-threads",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A worker that is ready to be served: its files carry the hash of their contents in their names, and the first is the one to start.
#[derive(Debug)]
pub struct Built {
    /// Its row of [`BUILDS`].
    pub build: &'static Build,
    /// Names and contents: `worker-<build>-<hash>.js` starts `…_glue.js` (wasm-bindgen's), which runs `…_bg.wasm`.
    pub files: [(String, Vec<u8>); 3],
}

impl Built {
    /// Name of the script that the page starts.
    pub fn script_name(&self) -> &str {
        &self.files[0].0
    }

    /// The bytes of the WebAssembly.
    pub fn module(&self) -> &[u8] {
        &self.files[2].1
    }
}

/// Compiles once and makes every build of it; without wasm-opt where it is absent from `tools`.
pub fn build(tools: &Tools, id: &str) -> Result<Vec<Built>> {
    let mut cargo = cargo_command(["build", "--package", "frontend", "--bin", "worker", "--no-default-features", "--features", "worker"]);
    cargo.args(["--profile", "web", "--target", "wasm32-unknown-unknown", "--target-dir"]);
    // Cargo lets one command at a time into a folder, and the page is built meanwhile.
    let target = target_dir().join("workers");
    // The pinned compiler with its own library source, which has to be built for shared memory: an unstable flag, no other toolchain.
    cargo.arg(&target).arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
    let flags = format!("-C target-feature={TARGET_FEATURES}{SHARED_MEMORY}");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags).env("OFFCUT_WORKER_ID", id);
    run_labelled(LABEL, &mut cargo)?;

    let folder = target_dir().join("offcut/worker");
    let mut bindgen = Command::new(tools.wasm_bindgen()?);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "worker", "--out-dir"]).arg(&folder);
    run_labelled(LABEL, bindgen.arg(target.join("wasm32-unknown-unknown/web/worker.wasm")))?;
    let wasm = std::fs::read(folder.join("worker_bg.wasm")).context("wasm-bindgen wrote no module")?;
    // LLVM has done the rest: -O2 takes four times as long, and the module has 2 % more bytes in Brotli.
    let wasm = optimised(&wasm, &["-O1"], tools)?;
    let glue = std::fs::read_to_string(folder.join("worker.js")).context("wasm-bindgen wrote no script")?;
    thread::scope(|scope| {
        let builds: Vec<_> = BUILDS.iter().map(|build| scope.spawn(|| lowered(build, wasm.clone(), &glue, tools))).collect();
        builds.into_iter().map(joined).collect()
    })
}

/// The files of a build.
fn lowered(build: &'static Build, mut wasm: Vec<u8>, glue: &str, tools: &Tools) -> Result<Built> {
    let mut glue = glue.to_owned();
    if !build.fused {
        wasm = lower_relaxed_simd::without_relaxed_simd(&wasm)?;
    }
    if !build.threads {
        (wasm, glue) = (lower_atomics::without_atomics(&wasm)?, lower_atomics::without_shared_memory(&glue)?);
        // What was written in place of one instruction is not as short as it can be.
        wasm = optimised(&wasm, &["--simplify-locals-nostructure", "--vacuum", "--coalesce-locals", "--reorder-locals"], tools)?;
    }
    let starter = std::fs::read_to_string(root().join("frontend/worker.js")).context("frontend/worker.js is not there")?;
    let starter = starter.replace("__BUILD__", build.name);
    let hash = &digest_of_parts([starter.as_bytes(), glue.as_bytes(), &wasm])[..16];
    let name = format!("worker-{}-{hash}", build.name);
    let (glue_name, wasm_name) = (format!("{name}_glue.js"), format!("{name}_bg.wasm"));
    let starter = starter.replace("__GLUE__", &glue_name).replace("__WASM__", &wasm_name);
    let glue = glue.replace("worker_bg.wasm", &wasm_name);
    Ok(Built { build, files: [(format!("{name}.js"), starter.into_bytes()), (glue_name, glue.into_bytes()), (wasm_name, wasm)] })
}

/// The module after these passes of wasm-opt, remembered by its content: optimising tract takes a minute.
fn optimised(wasm: &[u8], passes: &[&str], tools: &Tools) -> Result<Vec<u8>> {
    let Some(wasm_opt) = &tools.wasm_opt else { return Ok(wasm.to_vec()) };
    let cached = cached(&format!("{}{}.wasm", digest(wasm), passes.concat()))?;
    if !cached.is_file() {
        let (source, unfinished) = (cached.with_extension("source"), cached.with_extension("unfinished"));
        std::fs::write(&source, wasm)?;
        run_labelled(LABEL, Command::new(wasm_opt).args(passes).args(FEATURES).arg(&source).arg("-o").arg(&unfinished))?;
        std::fs::rename(unfinished, &cached)?;
        std::fs::remove_file(source)?;
    }
    Ok(std::fs::read(cached)?)
}
