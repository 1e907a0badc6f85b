//! The worker files, best first, each with the question whether it runs here.

use js_sys::{Uint8Array, WebAssembly};

/// A worker file. Modules that use what a browser lacks do not even start there, so each is a file of its own.
#[derive(Debug, Clone, Copy)]
pub struct WorkerBuild {
    /// Its name on the wire.
    pub build: beacon::Build,
    /// Its path on the site. The name carries the hash of its content, which the build sets.
    pub path: &'static str,
    /// Whether this browser can run it.
    pub runs_here: fn() -> bool,
}

/// Every worker file, best first.
pub const BUILDS: &[WorkerBuild] = &[WorkerBuild {
    build: beacon::Build::Compat,
    path: match option_env!("OFFCUT_WORKER_COMPAT") {
        Some(file) => file,
        None => "worker-compat.js",
    },
    runs_here: has_simd,
}];

/// The ones that run here, best first.
pub fn usable() -> impl Iterator<Item = &'static WorkerBuild> {
    BUILDS.iter().filter(|build| (build.runs_here)())
}

/// A module with one function that makes a 128-bit vector: only a browser with SIMD finds it valid.
fn has_simd() -> bool {
    const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
    const TYPES: [u8; 7] = [1, 5, 1, 0x60, 0, 1, 0x7b];
    const FUNCTIONS: [u8; 4] = [3, 2, 1, 0];
    // i32.const 0, i8x16.splat, end
    const CODE: [u8; 10] = [10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b];
    let module = [&HEADER[..], &TYPES, &FUNCTIONS, &CODE].concat();
    WebAssembly::validate(&Uint8Array::from(&module[..])).unwrap_or(false)
}
