//! Pictures out of ZIP archives. Stored files are parts of the archive's own file; packed ones are unpacked by the browser, one at a time and never
//! beyond their announced size.

use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStream, ReadableStreamDefaultReader};

use crate::queue::crc32::Crc32;
use crate::queue::zip_reading::{self, End, Entry, LOCAL_HEADER, Packing, Span, TAIL};

/// Entries of an archive; `None` if it is none, or cannot be read.
pub async fn entries(archive: &Blob) -> Option<Vec<Entry>> {
    let length = archive.size() as u64;
    let start = length.saturating_sub(TAIL);
    let tail = bytes(archive, Span { start, length: length - start }).await?;
    let directory = match zip_reading::end(&tail, length)? {
        End::Directory(span) => span,
        End::Record64(span) => zip_reading::directory_64(&bytes(archive, span).await?, length)?,
    };
    Some(zip_reading::entries(&bytes(archive, directory).await?))
}

/// File of an entry; `None` if it is damaged, encrypted, larger than `max_bytes`, or packed in a way that this browser does not unpack.
pub async fn file(archive: &Blob, entry: &Entry, max_bytes: u64) -> Option<Blob> {
    if entry.size > max_bytes {
        return None;
    }
    let header = bytes(archive, Span { start: entry.header, length: LOCAL_HEADER }).await?;
    let packed = part(archive, zip_reading::content(entry, &header, archive.size() as u64)?)?;
    match entry.packing {
        Packing::Stored => Some(packed),
        Packing::Deflated => unpacked(&packed, entry).await.ok().flatten(),
        Packing::Unknown => None,
    }
}

async fn unpacked(packed: &Blob, entry: &Entry) -> Result<Option<Blob>, JsValue> {
    // Not in web-sys; Chromium has it since 2022, Firefox and Safari since 2023.
    let constructor: Function = Reflect::get(&js_sys::global(), &"DecompressionStream".into())?.dyn_into()?;
    let inflate = Reflect::construct(&constructor, &Array::of1(&"deflate-raw".into()))?;
    let stream: ReadableStream = packed.stream().pipe_through(inflate.unchecked_ref());
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let (mut chunks, mut size, mut crc) = (Array::new(), 0, Crc32::default());
    let mut pieces = Array::new();
    loop {
        let step = JsFuture::from(reader.read()).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            break;
        }
        let chunk: Uint8Array = Reflect::get(&step, &"value".into())?.dyn_into()?;
        size += u64::from(chunk.length());
        if size > entry.size {
            // A stream that is cancelled unpacks nothing more.
            let _ = reader.cancel();
            return Ok(None);
        }
        crc.update(&chunk.to_vec());
        chunks.push(&chunk);
        // What is in a blob the browser may keep on disk.
        if chunks.length() == 64 {
            pieces.push(&Blob::new_with_u8_array_sequence(&std::mem::replace::<Array>(&mut chunks, Array::new()))?.into());
        }
    }
    if (size, crc.value()) != (entry.size, entry.crc) {
        return Ok(None);
    }
    pieces.extend(chunks.iter());
    Blob::new_with_blob_sequence(&pieces).map(Some)
}

/// Part of a file, without its bytes.
fn part(file: &Blob, Span { start, length }: Span) -> Option<Blob> {
    file.slice_with_f64_and_f64(start as f64, (start + length) as f64).ok()
}

/// First bytes of a file; none where it cannot be read.
pub async fn head(file: &Blob, length: u32) -> Option<Vec<u8>> {
    bytes(file, Span { start: 0, length: length.into() }).await
}

async fn bytes(file: &Blob, span: Span) -> Option<Vec<u8>> {
    let buffer: ArrayBuffer = JsFuture::from(part(file, span)?.array_buffer()).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
