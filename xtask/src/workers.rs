//! The worker builds: one row each. All are one compilation of the same source; instructions that a kind of browser lacks are lowered in the
//! finished module. The AVIF encoder is made in the same way.

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

/// The AVIF encoder, a module of its own for one thread, in the build that every browser runs.
const AVIF: Build = Build { name: "avif", threads: false, fused: false };

/// A module and the script that wasm-bindgen writes beside it.
#[derive(Debug, Clone)]
struct Compiled {
    wasm: Vec<u8>,
    glue: String,
}

/// Compiles the worker once and makes every build of it; without wasm-opt where it is absent from `tools`.
pub fn build(tools: &Tools, id: &str) -> Result<Vec<Built>> {
    let compiled = compiled("worker", id, tools)?;
    thread::scope(|scope| {
        let builds: Vec<_> = BUILDS
            .iter()
            .map(|build| {
                let (compiled, name) = (compiled.clone(), format!("worker-{}", build.name));
                scope.spawn(move || {
                    let Compiled { wasm, glue } = lowered(build, compiled, tools)?;
                    Ok(Built { build, files: named("worker", &name, build.name, wasm, &glue)? })
                })
            })
            .collect();
        builds.into_iter().map(joined).collect()
    })
}

/// Files of the AVIF encoder, the one to start first. After the worker: both are compiled in one folder, and the libraries that both link once.
pub fn build_avif(tools: &Tools) -> Result<[(String, Vec<u8>); 3]> {
    let Compiled { wasm, glue } = lowered(&AVIF, compiled(AVIF.name, "", tools)?, tools)?;
    named(AVIF.name, AVIF.name, AVIF.name, wasm, &glue)
}

/// Compiles a program of `frontend` with the feature of its name, which is also its label in the output of commands that run side by side.
fn compiled(program: &str, id: &str, tools: &Tools) -> Result<Compiled> {
    let mut cargo = cargo_command(["build", "--package", "frontend", "--no-default-features", "--bin", program, "--features", program]);
    cargo.args(["--profile", "web", "--target", "wasm32-unknown-unknown", "--target-dir"]);
    // Cargo lets one command at a time into a folder, and the page is built meanwhile.
    let target = target_dir().join("workers");
    // The pinned compiler with its own library source, which has to be built for shared memory: an unstable flag, no other toolchain.
    cargo.arg(&target).arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
    let flags = format!("-C target-feature={TARGET_FEATURES}{SHARED_MEMORY}");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags).env("OFFCUT_WORKER_ID", id);
    run_labelled(program, &mut cargo)?;

    let folder = target_dir().join("offcut").join(program);
    let mut bindgen = Command::new(tools.wasm_bindgen()?);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", program, "--out-dir"]).arg(&folder);
    run_labelled(program, bindgen.arg(target.join(format!("wasm32-unknown-unknown/web/{program}.wasm"))))?;
    let wasm = std::fs::read(folder.join(format!("{program}_bg.wasm"))).context("wasm-bindgen wrote no module")?;
    // LLVM has done the rest: -O2 takes four times as long, and the worker has 2 % more bytes in Brotli.
    let wasm = optimised(&wasm, &["-O1"], tools)?;
    let glue = std::fs::read_to_string(folder.join(format!("{program}.js"))).context("wasm-bindgen wrote no script")?;
    Ok(Compiled { wasm, glue })
}

/// The module and its script without what a build lacks.
fn lowered(build: &Build, Compiled { mut wasm, mut glue }: Compiled, tools: &Tools) -> Result<Compiled> {
    if !build.fused {
        wasm = lower_relaxed_simd::without_relaxed_simd(&wasm)?;
    }
    if !build.threads {
        (wasm, glue) = (lower_atomics::without_atomics(&wasm)?, lower_atomics::without_shared_memory(&glue)?);
        // What was written in place of one instruction is not as short as it can be.
        wasm = optimised(&wasm, &["--simplify-locals-nostructure", "--vacuum", "--coalesce-locals", "--reorder-locals"], tools)?;
    }
    Ok(Compiled { wasm, glue })
}

/// The files of a program, whose first script is `frontend/<program>.js`, by names that begin with `name`.
fn named(program: &str, name: &str, build: &str, wasm: Vec<u8>, glue: &str) -> Result<[(String, Vec<u8>); 3]> {
    let starter = format!("frontend/{program}.js");
    let starter = std::fs::read_to_string(root().join(&starter)).with_context(|| format!("{starter} is not there"))?.replace("__BUILD__", build);
    let hash = &digest_of_parts([starter.as_bytes(), glue.as_bytes(), &wasm])[..16];
    let name = format!("{name}-{hash}");
    let (glue_name, wasm_name) = (format!("{name}_glue.js"), format!("{name}_bg.wasm"));
    let starter = starter.replace("__GLUE__", &glue_name).replace("__WASM__", &wasm_name);
    let glue = glue.replace(&format!("{program}_bg.wasm"), &wasm_name);
    Ok([(format!("{name}.js"), starter.into_bytes()), (glue_name, glue.into_bytes()), (wasm_name, wasm)])
}

/// The module after these passes of wasm-opt, remembered by its content: optimising tract takes a minute.
fn optimised(wasm: &[u8], passes: &[&str], tools: &Tools) -> Result<Vec<u8>> {
    let Some(wasm_opt) = &tools.wasm_opt else { return Ok(wasm.to_vec()) };
    let cached = cached(&format!("{}{}.wasm", digest(wasm), passes.concat()))?;
    if !cached.is_file() {
        let (source, unfinished) = (cached.with_extension("source"), cached.with_extension("unfinished"));
        std::fs::write(&source, wasm)?;
        run_labelled("wasm-opt", Command::new(wasm_opt).args(passes).args(FEATURES).arg(&source).arg("-o").arg(&unfinished))?;
        std::fs::rename(unfinished, &cached)?;
        std::fs::remove_file(source)?;
    }
    Ok(std::fs::read(cached)?)
}
