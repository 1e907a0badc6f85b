//! Worker builds, best first, with feature detection for each.

use js_sys::{Reflect, Uint8Array, WebAssembly};

use crate::web::{address, document};

/// Worker build. A module that uses what a browser lacks does not even start there, so each build is a file of its own.
#[derive(Debug, Clone, Copy)]
struct WorkerBuild {
    /// Name on the wire.
    build: beacon::Build,
    /// True if this browser runs it.
    runs_here: fn() -> bool,
}

/// All builds, best first.
const BUILDS: &[WorkerBuild] = &[
    WorkerBuild { build: beacon::Build::Fast, runs_here: || has_threads() && has_relaxed_simd() },
    WorkerBuild { build: beacon::Build::Threads, runs_here: || has_threads() && has_simd() },
    WorkerBuild { build: beacon::Build::Compat, runs_here: has_simd },
];

/// Builds that run here, best first.
pub fn usable() -> impl Iterator<Item = beacon::Build> {
    let asked = requested_build();
    BUILDS.iter().filter(move |row| (row.runs_here)() && asked.is_none_or(|build| row.build == build)).map(|row| row.build)
}

/// `?build=compat` behind the page's address asks for one build, for tests and bug reports.
fn requested_build() -> Option<beacon::Build> {
    let word = address::query_parameter("build")?;
    beacon::Build::ALL.iter().copied().find(|build| build.as_str() == word)
}

/// Address of a build's file, which carries the hash of its content in its name. `index.html` names it in a `meta` element, so that the page can
/// be compiled before the workers are; a build that the site was made without has an empty name.
pub fn address(build: beacon::Build) -> Option<String> {
    document::content(&format!("worker-{}", build.as_str())).filter(|name| !name.is_empty()).map(|name| format!("/{name}"))
}

const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";
const ONE_FUNCTION: [u8; 4] = [3, 2, 1, 0];
/// Type section: no parameters, one 128-bit vector.
const GIVES_VECTOR: [u8; 7] = [1, 5, 1, 0x60, 0, 1, 0x7b];

/// True if a module with one function that makes a 128-bit vector is valid.
fn has_simd() -> bool {
    // i32.const 0, i8x16.splat, end
    is_valid(&[&GIVES_VECTOR, &ONE_FUNCTION, &[10, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b]])
}

/// True if the same with a multiply-add of relaxed precision is valid.
fn has_relaxed_simd() -> bool {
    // three vectors as above, f32x4.relaxed_madd, end
    const VECTOR: [u8; 4] = [0x41, 0, 0xfd, 0x0f];
    is_valid(&[&GIVES_VECTOR, &ONE_FUNCTION, &[10, 19, 1, 17, 0], &VECTOR, &VECTOR, &VECTOR, &[0xfd, 0x85, 0x02, 0x0b]])
}

/// True if the page may have shared memory, being isolated, and the browser has atomic instructions. WebKitGTK isolates pages and has the
/// instructions, but gives no page a buffer to share.
fn has_threads() -> bool {
    let is_true = |name: &str| Reflect::get(&js_sys::global(), &name.into()).is_ok_and(|value| value.is_truthy());
    let isolated = is_true("crossOriginIsolated") && is_true("SharedArrayBuffer");
    const NO_RESULT: [u8; 6] = [1, 4, 1, 0x60, 0, 0];
    const SHARED_MEMORY: [u8; 6] = [5, 4, 1, 3, 1, 1];
    // i32.const 0, i32.atomic.load, drop, end
    const CODE: [u8; 13] = [10, 11, 1, 9, 0, 0x41, 0, 0xfe, 0x10, 2, 0, 0x1a, 0x0b];
    isolated && is_valid(&[&NO_RESULT, &ONE_FUNCTION, &SHARED_MEMORY, &CODE])
}

fn is_valid(sections: &[&[u8]]) -> bool {
    let module = [&HEADER[..], &sections.concat()].concat();
    WebAssembly::validate(&Uint8Array::from(&module[..])).unwrap_or(false)
}
