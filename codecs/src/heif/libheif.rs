//! Pictures of HEIC files by the system's libheif, which is looked for when the first of them comes: HEVC is covered by patents, so that
//! no decoder can be part of this program, and the program runs without the library.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::null_mut;
use std::sync::LazyLock;

use libloading::Library;

use crate::picture::{DecodeError, Samples};

/// Names of the library on Linux, macOS and Windows; its interface is that of version 1.
const NAMES: &[&str] = if cfg!(target_os = "macos") {
    &["libheif.1.dylib", "/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib"]
} else if cfg!(windows) {
    &["heif.dll", "libheif.dll", "libheif-1.dll"]
} else {
    &["libheif.so.1"]
};

/// Numbers in libheif's header `heif.h`.
const RGB: c_int = 1;
const RGBA_8: c_int = 11;
const RGBA_16: c_int = if cfg!(target_endian = "little") { 15 } else { 13 };
const INTERLEAVED: c_int = 10;
const UNSUPPORTED_FEATURE: c_int = 4;
const UNSUPPORTED_CODEC: c_int = 3000;

#[repr(C)]
struct HeifError {
    code: c_int,
    subcode: c_int,
    message: *const c_char,
}

/// Functions of the library, which stays loaded.
struct Api {
    context_alloc: unsafe extern "C" fn() -> *mut c_void,
    context_free: unsafe extern "C" fn(*mut c_void),
    set_maximum_side: unsafe extern "C" fn(*mut c_void, c_int),
    read_from_memory: unsafe extern "C" fn(*mut c_void, *const c_void, usize, *const c_void) -> HeifError,
    primary_handle: unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> HeifError,
    handle_release: unsafe extern "C" fn(*const c_void),
    luma_bits: unsafe extern "C" fn(*const c_void) -> c_int,
    options_alloc: unsafe extern "C" fn() -> *mut c_void,
    options_free: unsafe extern "C" fn(*mut c_void),
    decode: unsafe extern "C" fn(*const c_void, *mut *mut c_void, c_int, c_int, *const c_void) -> HeifError,
    image_release: unsafe extern "C" fn(*const c_void),
    image_width: unsafe extern "C" fn(*const c_void, c_int) -> c_int,
    image_height: unsafe extern "C" fn(*const c_void, c_int) -> c_int,
    image_bits: unsafe extern "C" fn(*const c_void, c_int) -> c_int,
    image_plane: unsafe extern "C" fn(*const c_void, c_int, *mut c_int) -> *const u8,
}

static API: LazyLock<Option<Api>> = LazyLock::new(load);

fn load() -> Option<Api> {
    // SAFETY: the system's own library, by the name of its stable interface; it has no initialisers that ask for anything.
    let library = NAMES.iter().find_map(|name| unsafe { Library::new(*name) }.ok())?;
    // Its functions are used until the program ends.
    let library: &'static Library = Box::leak(Box::new(library));
    // SAFETY: the types are those of the declarations in heif.h, which have not changed since 1.0 (sizes since 1.1).
    unsafe {
        Some(Api {
            context_alloc: *library.get(b"heif_context_alloc\0").ok()?,
            context_free: *library.get(b"heif_context_free\0").ok()?,
            set_maximum_side: *library.get(b"heif_context_set_maximum_image_size_limit\0").ok()?,
            read_from_memory: *library.get(b"heif_context_read_from_memory_without_copy\0").ok()?,
            primary_handle: *library.get(b"heif_context_get_primary_image_handle\0").ok()?,
            handle_release: *library.get(b"heif_image_handle_release\0").ok()?,
            luma_bits: *library.get(b"heif_image_handle_get_luma_bits_per_pixel\0").ok()?,
            options_alloc: *library.get(b"heif_decoding_options_alloc\0").ok()?,
            options_free: *library.get(b"heif_decoding_options_free\0").ok()?,
            decode: *library.get(b"heif_decode_image\0").ok()?,
            image_release: *library.get(b"heif_image_release\0").ok()?,
            image_width: *library.get(b"heif_image_get_width\0").ok()?,
            image_height: *library.get(b"heif_image_get_height\0").ok()?,
            image_bits: *library.get(b"heif_image_get_bits_per_pixel_range\0").ok()?,
            image_plane: *library.get(b"heif_image_get_plane_readonly\0").ok()?,
        })
    }
}

/// Something of the library's that is given back when it is dropped.
struct Owned {
    pointer: *mut c_void,
    release: unsafe extern "C" fn(*const c_void),
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: the pointer is the library's, of the kind that this function takes, and nobody else gives it back.
        unsafe { (self.release)(self.pointer) };
    }
}

/// A context, which is given back by a function of another type.
struct Context<'a> {
    api: &'a Api,
    pointer: *mut c_void,
}

impl Drop for Context<'_> {
    fn drop(&mut self) {
        // SAFETY: as above; what was made from it is gone by now.
        unsafe { (self.api.context_free)(self.pointer) };
    }
}

/// True if the library is installed.
///
/// # Errors
/// It is not, or it is older than 1.1.
pub fn ensure() -> Result<(), DecodeError> {
    API.as_ref().map(|_| ()).ok_or(DecodeError::LibraryMissing)
}

/// Red, green, blue and alpha of each pixel of a file's main picture, neither cropped nor turned. It has this size.
///
/// # Errors
/// The library is missing or lacks the decoder, damage, and a picture of another size.
pub fn decode(file: &[u8], (width, height): (u32, u32)) -> Result<Samples, DecodeError> {
    let api = API.as_ref().ok_or(DecodeError::LibraryMissing)?;
    let too_little_memory = || DecodeError::Memory;
    // SAFETY: each pointer is checked before it is used and outlives what is made from it (fields are dropped in the reverse order of their
    // `let`); the file is borrowed as long as the context; rows are read within the stride and the height that the library gives.
    unsafe {
        let context = Context { api, pointer: (api.context_alloc)() };
        if context.pointer.is_null() {
            return Err(too_little_memory());
        }
        (api.set_maximum_side)(context.pointer, c_int::try_from(width.max(height)).unwrap_or(c_int::MAX));
        check(&(api.read_from_memory)(context.pointer, file.as_ptr().cast(), file.len(), null_mut()))?;
        let mut pointer = null_mut();
        check(&(api.primary_handle)(context.pointer, &raw mut pointer))?;
        let handle = Owned { pointer, release: api.handle_release };
        let is_deep = (api.luma_bits)(handle.pointer) > 8;

        let options = (api.options_alloc)();
        if options.is_null() {
            return Err(too_little_memory());
        }
        // The second byte, behind the version, since 1.0: "ignore transformations".
        options.cast::<u8>().add(1).write(1);
        let mut pointer = null_mut();
        let error = (api.decode)(handle.pointer, &raw mut pointer, RGB, if is_deep { RGBA_16 } else { RGBA_8 }, options);
        (api.options_free)(options);
        check(&error)?;
        let image = Owned { pointer, release: api.image_release };

        let size = ((api.image_width)(image.pointer, INTERLEAVED), (api.image_height)(image.pointer, INTERLEAVED));
        if (i64::from(size.0), i64::from(size.1)) != (width.into(), height.into()) {
            return Err(DecodeError::Damaged(format!("its picture has {} × {} pixels where its header says {width} × {height}", size.0, size.1)));
        }
        let bits = (api.image_bits)(image.pointer, INTERLEAVED);
        let mut stride = 0;
        let plane = (api.image_plane)(image.pointer, INTERLEAVED, &raw mut stride);
        let row = width as usize * 4 * if is_deep { 2 } else { 1 };
        let stride = usize::try_from(stride).ok().filter(|stride| *stride >= row);
        let (Some(stride), false) = (stride, plane.is_null()) else { return Err(DecodeError::Damaged("it has no pixels".to_owned())) };
        let rows = (0..height as usize).map(|y| std::slice::from_raw_parts(plane.add(y * stride), row));
        Ok(if is_deep {
            let max = (1_u32 << bits.clamp(8, 16)) - 1;
            let scaled = |bytes: &[u8; 2]| ((u32::from(u16::from_ne_bytes(*bytes)).min(max) * 65_535 + max / 2) / max) as u16;
            Samples::Sixteen(rows.flat_map(|row| row.as_chunks::<2>().0).map(scaled).collect())
        } else {
            Samples::Eight(rows.collect::<Vec<_>>().concat())
        })
    }
}

fn check(error: &HeifError) -> Result<(), DecodeError> {
    match (error.code, error.subcode) {
        (0, _) => Ok(()),
        // Debian has the decoders in packages of their own.
        (UNSUPPORTED_FEATURE, UNSUPPORTED_CODEC) => Err(DecodeError::LibraryMissing),
        (UNSUPPORTED_FEATURE, _) => Err(DecodeError::Unsupported(message(error))),
        _ => Err(DecodeError::Damaged(message(error))),
    }
}

fn message(error: &HeifError) -> String {
    if error.message.is_null() {
        return "libheif cannot read it".to_owned();
    }
    // SAFETY: the library's messages end with a zero and live as long as it does, or as the context, which is still there.
    let text = unsafe { CStr::from_ptr(error.message) }.to_string_lossy();
    text.split(|sign: char| sign.is_control() || sign.is_whitespace()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
