//! Decoding by the browser, for formats without a decoder in the worker: AVIF nearly everywhere, HEIC and JPEG XL where the browser has them.
//!
//! A canvas stores premultiplied colour, so the colour under low alpha loses precision; that is why these are the second choice.

use js_sys::{ArrayBuffer, Uint8Array};
use matting::{Limit, Limits, Size};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageBitmapOptions, ImageOrientation, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use super::gamut::is_outside_srgb;
use crate::protocol::Failure;

/// Longer side of the copy in which colours outside of sRGB are looked for.
const PROBE: u32 = 512;

/// Upright RGBA pixels.
pub struct Pixels {
    /// Their size.
    pub size: Size,
    /// True if they are Display P3 and not sRGB, because the picture has colours that sRGB has not.
    pub is_wide: bool,
    /// Four bytes each.
    pub values: ArrayBuffer,
}

/// Pixels of a file; `None` when this browser cannot read it either.
///
/// # Errors
/// Over a limit: the picture was read, but is too large.
pub async fn pixels(blob: &Blob, limits: &Limits) -> Result<Option<Pixels>, Failure> {
    let Some(bitmap) = bitmap(blob).await else { return Ok(None) };
    let size = Size { width: bitmap.width(), height: bitmap.height() };
    let longer = size.width.max(size.height);
    if longer > limits.max_side {
        return Err(matting::Error::OverLimit { limit: Limit::Side, allowed: limits.max_side.into(), found: longer.into() }.into());
    }
    if size.pixels() > limits.max_pixels {
        return Err(matting::Error::OverLimit { limit: Limit::Pixels, allowed: limits.max_pixels, found: size.pixels() }.into());
    }
    let is_wide = is_wide(&bitmap, size).unwrap_or(false);
    // A canvas larger than the browser allows throws here: then it cannot read the file for us.
    let values = read(&bitmap, size, is_wide).ok();
    bitmap.close();
    Ok(values.map(|values| Pixels { size, is_wide, values }))
}

async fn bitmap(blob: &Blob) -> Option<ImageBitmap> {
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    let promise = web_sys::window()?.create_image_bitmap_with_blob_and_image_bitmap_options(blob, &options).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// Looks for a colour outside of sRGB in a small copy, where the browser has canvases in Display P3.
fn is_wide(bitmap: &ImageBitmap, size: Size) -> Result<bool, JsValue> {
    let values = Uint8Array::new(&read(bitmap, size.fitting(PROBE), true)?.into()).to_vec();
    Ok(values.as_chunks().0.iter().any(|pixel| is_outside_srgb(*pixel)))
}

/// Pixels at a size, in Display P3 or in sRGB.
fn read(bitmap: &ImageBitmap, size: Size, is_wide: bool) -> Result<ArrayBuffer, JsValue> {
    let space = JsValue::from_str(if is_wide { "display-p3" } else { "srgb" });
    let settings = js_sys::Object::new();
    js_sys::Reflect::set(&settings, &"colorSpace".into(), &space)?;
    let canvas = OffscreenCanvas::new(size.width, size.height)?;
    let context: OffscreenCanvasRenderingContext2d =
        canvas.get_context_with_context_options("2d", &settings)?.ok_or("no context")?.dyn_into().map_err(|_| JsValue::from_str("not a context"))?;
    // Each pixel is one of the picture's: an average may be inside sRGB where they are not.
    context.set_image_smoothing_enabled(false);
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, size.width.into(), size.height.into())?;
    let data: JsValue = context.get_image_data(0.0, 0.0, size.width.into(), size.height.into())?.into();
    // Browsers without wide canvases do not know the setting.
    if is_wide && js_sys::Reflect::get(&data, &"colorSpace".into())? != space {
        return Err("no wide canvas".into());
    }
    // `ImageData::data` would copy all of it through the page's small memory; this is the buffer itself.
    let values: js_sys::Uint8ClampedArray = js_sys::Reflect::get(&data, &"data".into())?.dyn_into()?;
    Ok(values.buffer())
}
