//! Input of the worker: file bytes where the core decodes the format, pixels where only the browser does.

use js_sys::{ArrayBuffer, Uint8Array};
use matting::{InputFormat, Limit, Limits, Size};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::protocol::{Failure, Input};
use crate::web::decode;

/// Number of first bytes that [`InputFormat::detect`] gets: more than it reads.
const HEAD: u32 = 4096;

/// Picture for the worker.
pub struct WorkerInput {
    /// Kind of the bytes.
    pub input: Input,
    /// File bytes or pixels.
    pub bytes: ArrayBuffer,
    /// True if browsers do not show this format, so that the worker has to make a copy which they do.
    pub needs_original: bool,
}

impl WorkerInput {
    /// Picture of a file.
    ///
    /// # Errors
    /// The file cannot be read any more or is over a limit, or neither core nor browser decode its format.
    async fn of(blob: &Blob) -> Result<Self, Failure> {
        let bytes = bytes_of(blob, Limits::default().max_file_bytes).await?;
        match InputFormat::detect(&Uint8Array::new(&bytes).subarray(0, HEAD).to_vec()) {
            Some(format) if !format.is_decoded_here() => Self::decoded(blob).await?.ok_or(Failure::NobodyReads { format }),
            format => Ok(Self { input: Input::File, bytes, needs_original: format.is_some_and(|format| !format.is_shown_by_browsers()) }),
        }
    }

    /// Picture decoded by the browser; `None` where it cannot.
    async fn decoded(blob: &Blob) -> Result<Option<Self>, Failure> {
        let decoded = decode::pixels(blob, &Limits::default()).await?;
        Ok(decoded.map(|decode::Pixels { size: Size { width, height }, is_wide, values }| {
            let input = if is_wide { Input::WidePixels { width, height } } else { Input::Pixels { width, height } };
            Self { input, bytes: values, needs_original: false }
        }))
    }

    /// True if the browser decoded it.
    pub fn is_decoded_by_browser(&self) -> bool {
        self.input != Input::File
    }
}

/// Sends a picture with `request`, whose reply is returned with the input that was sent. A file of a known format may still be of a variant that the
/// core does not decode; then it is sent once more, decoded by the browser.
///
/// # Errors
/// Errors of [`WorkerInput::of`] and of the request.
pub async fn send<T>(blob: &Blob, request: impl AsyncFn(&WorkerInput) -> Result<T, Failure>) -> Result<(T, WorkerInput), Failure> {
    let input = WorkerInput::of(blob).await?;
    let failure = match request(&input).await {
        Ok(reply) => return Ok((reply, input)),
        Err(failure) => failure,
    };
    if input.is_decoded_by_browser() || !failure.is_unsupported_picture() {
        return Err(failure);
    }
    let Some(input) = WorkerInput::decoded(blob).await? else { return Err(failure) };
    let reply = request(&input).await?;
    Ok((reply, input))
}

/// Bytes of a file.
///
/// # Errors
/// The file was moved, changed or closed to the page since it was chosen, or is over the limit, which no memory is spent on.
async fn bytes_of(blob: &Blob, max_file_bytes: u64) -> Result<ArrayBuffer, Failure> {
    let found = blob.size() as u64;
    if found > max_file_bytes {
        return Err(matting::Error::OverLimit { limit: Limit::FileBytes, allowed: max_file_bytes, found }.into());
    }
    let bytes = JsFuture::from(blob.array_buffer()).await.map_err(|_| Failure::FileNotReadable)?;
    bytes.dyn_into().map_err(|_| Failure::FileNotReadable)
}
