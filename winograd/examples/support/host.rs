//! A clock and a console, natively and in WebAssembly, where `run_wasm.mjs` gives them.

#[cfg(target_arch = "wasm32")]
mod imported {
    #[link(wasm_import_module = "host")]
    unsafe extern "C" {
        pub safe fn now_ms() -> f64;
        pub unsafe fn print(text: *const u8, len: usize);
    }
}

/// Milliseconds since some moment.
#[cfg(target_arch = "wasm32")]
pub fn now_ms() -> f64 {
    imported::now_ms()
}

/// Milliseconds since some moment.
#[cfg(not(target_arch = "wasm32"))]
pub fn now_ms() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed().as_secs_f64() * 1e3
}

/// Prints a line.
pub fn print(text: &str) {
    // SAFETY: the host reads the text before it returns.
    #[cfg(target_arch = "wasm32")]
    unsafe {
        imported::print(text.as_ptr(), text.len());
    }
    #[cfg(not(target_arch = "wasm32"))]
    println!("{text}");
}
