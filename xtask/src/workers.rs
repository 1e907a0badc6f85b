//! The worker builds: one row each. All are the same source with other CPU features; two are made of one compilation.

use std::path::Path;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, ensure};

use crate::files::{cached, digest, digest_of_parts};
use crate::shell::{cargo_command, joined, root, run_labelled, target_dir};
use crate::tools::Tools;
use crate::unfuse;

/// One worker build.
#[derive(Debug, PartialEq)]
pub struct Build {
    /// The name that page, beacon and statistics use.
    pub name: &'static str,
    compiled: &'static Compiled,
    /// Whether the fused multiply-add of a compilation that has it stays.
    fused: bool,
}

/// One run of the compiler.
#[derive(Debug, PartialEq)]
struct Compiled {
    name: &'static str,
    /// `-C target-feature=…`
    features: &'static str,
    /// Whether its threads share a memory, for which the standard library has to be built anew.
    shared_memory: bool,
}

const ALONE: &Compiled = &Compiled { name: "alone", features: "+simd128", shared_memory: false };
const SHARED: &Compiled = &Compiled { name: "shared", features: "+simd128,+relaxed-simd,+atomics", shared_memory: true };

/// Every build.
pub const BUILDS: &[Build] = &[
    Build { name: "compat", compiled: ALONE, fused: false },
    Build { name: "threads", compiled: SHARED, fused: false },
    Build { name: "fast", compiled: SHARED, fused: true },
];

/// The builds that a site is made with: every one, or the one of that name.
pub fn selected(name: Option<&str>) -> Result<Vec<&'static Build>> {
    let builds: Vec<_> = BUILDS.iter().filter(|build| name.is_none_or(|name| build.name == name)).collect();
    ensure!(!builds.is_empty(), "there is no such worker: choose {}", BUILDS.iter().map(|build| build.name).collect::<Vec<_>>().join(", "));
    Ok(builds)
}

/// The builds of one compilation that every current browser can run one of.
pub fn first() -> Vec<&'static Build> {
    BUILDS.iter().filter(|build| build.compiled == SHARED).collect()
}

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

/// Builds workers; without wasm-opt where it is absent from `tools`.
pub fn build(tools: &Tools, id: &str, chosen: &[&'static Build]) -> Result<Vec<Built>> {
    thread::scope(|scope| {
        let compilations = [ALONE, SHARED].map(|compiled| {
            let builds: Vec<_> = chosen.iter().copied().filter(|build| build.compiled == compiled).collect();
            (!builds.is_empty()).then(|| scope.spawn(move || finished(compiled, &builds, tools, id)))
        });
        let mut all = Vec::new();
        for compilation in compilations.into_iter().flatten() {
            all.extend(joined(compilation)?);
        }
        Ok(all)
    })
}

/// Compiles once and makes every build of it.
fn finished(compiled: &Compiled, builds: &[&'static Build], tools: &Tools, id: &str) -> Result<Vec<Built>> {
    let label = format!("worker {}", compiled.name);
    let mut cargo = cargo_command(["build", "--package", "frontend", "--bin", "worker", "--no-default-features", "--features", "worker"]);
    cargo.args(["--profile", "web", "--target", "wasm32-unknown-unknown", "--target-dir"]);
    // Cargo keeps results of other flags apart, but lets one command at a time into a folder: the page has the first.
    let target = if compiled.shared_memory { target_dir().join("workers") } else { target_dir() };
    cargo.arg(&target);
    let mut flags = format!("-C target-feature={}", compiled.features);
    if compiled.shared_memory {
        flags.push_str(SHARED_MEMORY);
        // The pinned compiler with its own library source: an unstable flag, no other toolchain.
        cargo.env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
    }
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags).env("OFFCUT_WORKER_ID", id);
    run_labelled(&label, &mut cargo)?;

    let folder = target_dir().join("offcut/worker").join(compiled.name);
    let mut bindgen = Command::new(tools.wasm_bindgen()?);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "worker", "--out-dir"]).arg(&folder);
    run_labelled(&label, bindgen.arg(target.join("wasm32-unknown-unknown/web/worker.wasm")))?;
    let wasm = optimised(&folder.join("worker_bg.wasm"), tools, &label)?;
    let glue = std::fs::read_to_string(folder.join("worker.js")).context("wasm-bindgen wrote no script")?;
    thread::scope(|scope| {
        let builds: Vec<_> = builds.iter().map(|build| scope.spawn(|| named(build, &wasm, &glue))).collect();
        builds.into_iter().map(joined).collect()
    })
}

/// The files of a build.
fn named(build: &'static Build, wasm: &[u8], glue: &str) -> Result<Built> {
    let unfused = build.compiled.features.contains("+relaxed-simd") && !build.fused;
    let wasm = if unfused { unfuse::without_relaxed_simd(wasm)? } else { wasm.to_vec() };
    let starter = std::fs::read_to_string(root().join("frontend/worker.js")).context("frontend/worker.js is not there")?;
    let starter = starter.replace("__BUILD__", build.name);
    let hash = &digest_of_parts([starter.as_bytes(), glue.as_bytes(), &wasm])[..16];
    let name = format!("worker-{}-{hash}", build.name);
    let (glue_name, wasm_name) = (format!("{name}_glue.js"), format!("{name}_bg.wasm"));
    let starter = starter.replace("__GLUE__", &glue_name).replace("__WASM__", &wasm_name);
    let glue = glue.replace("worker_bg.wasm", &wasm_name);
    Ok(Built { build, files: [(format!("{name}.js"), starter.into_bytes()), (glue_name, glue.into_bytes()), (wasm_name, wasm)] })
}

/// The module after wasm-opt, remembered by its content: optimising tract takes a minute.
fn optimised(wasm: &Path, tools: &Tools, label: &str) -> Result<Vec<u8>> {
    const LEVEL: &str = "-O2";
    let bytes = std::fs::read(wasm).with_context(|| format!("{} is not there", wasm.display()))?;
    let Some(wasm_opt) = &tools.wasm_opt else { return Ok(bytes) };
    let cached = cached(&format!("{}{LEVEL}.wasm", digest(&bytes)))?;
    if !cached.is_file() {
        let unfinished = cached.with_extension("unfinished");
        run_labelled(label, Command::new(wasm_opt).arg(LEVEL).args(FEATURES).arg(wasm).arg("-o").arg(&unfinished))?;
        std::fs::rename(unfinished, &cached)?;
    }
    Ok(std::fs::read(cached)?)
}
