//! The browser's own decoders, for formats that Rust has none for: AVIF nearly everywhere, HEIC and JPEG XL where the browser has them.
//!
//! A canvas stores premultiplied colour, so the colour under low alpha loses precision; that is why these are the second choice.

use js_sys::ArrayBuffer;
use matting::{Limit, Limits, Size};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageBitmapOptions, ImageOrientation, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

use crate::protocol::Failure;

/// Upright RGBA pixels; `None` when this browser cannot read the file either.
///
/// # Errors
/// Over a limit: the picture was read, but is too large.
pub async fn pixels(blob: &Blob, limits: &Limits) -> Result<Option<(Size, ArrayBuffer)>, Failure> {
    let Some(bitmap) = bitmap(blob).await else { return Ok(None) };
    let size = Size { width: bitmap.width(), height: bitmap.height() };
    let longer = size.width.max(size.height);
    if longer > limits.max_side {
        return Err(matting::Error::OverLimit { limit: Limit::Side, allowed: limits.max_side.into(), found: longer.into() }.into());
    }
    if size.pixels() > limits.max_pixels {
        return Err(matting::Error::OverLimit { limit: Limit::Pixels, allowed: limits.max_pixels, found: size.pixels() }.into());
    }
    // A canvas larger than the browser allows throws here: then it cannot read the file for us.
    Ok(read(&bitmap, size).ok().map(|values| (size, values)))
}

async fn bitmap(blob: &Blob) -> Option<ImageBitmap> {
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    let promise = web_sys::window()?.create_image_bitmap_with_blob_and_image_bitmap_options(blob, &options).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

fn read(bitmap: &ImageBitmap, size: Size) -> Result<ArrayBuffer, JsValue> {
    let canvas = OffscreenCanvas::new(size.width, size.height)?;
    let context: OffscreenCanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or("no context")?.dyn_into().map_err(|_| JsValue::from_str("not a context"))?;
    context.draw_image_with_image_bitmap(bitmap, 0.0, 0.0)?;
    bitmap.close();
    let data: JsValue = context.get_image_data(0.0, 0.0, size.width.into(), size.height.into())?.into();
    // `ImageData::data` would copy all of it through the page's small memory; this is the buffer itself.
    let values: js_sys::Uint8ClampedArray = js_sys::Reflect::get(&data, &"data".into())?.dyn_into()?;
    Ok(values.buffer())
}
