//! Thumbnails, made by the browser's own decoders off the page's thread.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, ImageEncodeOptions, ImageOrientation, OffscreenCanvas, OffscreenCanvasRenderingContext2d, ResizeQuality,
};

/// Rows of a small picture: twice those that are shown, for dense screens.
const ROWS: u32 = 144;
/// Most columns: a panorama is cut.
const MAX_COLUMNS: u32 = 432;

/// Small copy of a picture; `None` where the browser does not read it.
pub async fn of(picture: &Blob) -> Option<Blob> {
    let bitmap = bitmap(picture).await.ok()?;
    let small = encoded(&bitmap).await;
    bitmap.close();
    small.ok()
}

async fn bitmap(picture: &Blob) -> Result<ImageBitmap, JsValue> {
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    // The columns follow.
    options.set_resize_height(ROWS);
    options.set_resize_quality(ResizeQuality::Medium);
    let window = web_sys::window().ok_or("no window")?;
    JsFuture::from(window.create_image_bitmap_with_blob_and_image_bitmap_options(picture, &options)?).await?.dyn_into()
}

async fn encoded(bitmap: &ImageBitmap) -> Result<Blob, JsValue> {
    let canvas = OffscreenCanvas::new(bitmap.width().clamp(1, MAX_COLUMNS), bitmap.height())?;
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d")?.ok_or("no context")?.dyn_into()?;
    let left = f64::from(canvas.width()) / 2.0 - f64::from(bitmap.width()) / 2.0;
    context.draw_image_with_image_bitmap(bitmap, left, 0.0)?;
    let options = ImageEncodeOptions::new();
    // A browser that does not write WebP writes PNG.
    options.set_type("image/webp");
    options.set_quality(0.8);
    JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?.dyn_into()
}
