//! AV1 streams to planes, by re_rav1d: dav1d translated to Rust, which has dav1d's interface and no other. Its functions are those
//! of C, so that a panic inside of it would end the process: the fuzz target `decode` looks for one.

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use re_rav1d::include::dav1d::data::Dav1dData;
use re_rav1d::include::dav1d::dav1d::{Dav1dContext, Dav1dLogger, Dav1dSettings};
use re_rav1d::include::dav1d::headers::{DAV1D_PIXEL_LAYOUT_I400, DAV1D_PIXEL_LAYOUT_I420, DAV1D_PIXEL_LAYOUT_I422};
use re_rav1d::include::dav1d::picture::Dav1dPicture;
use re_rav1d::src::lib::{
    dav1d_close, dav1d_data_create, dav1d_data_unref, dav1d_default_settings, dav1d_get_picture, dav1d_open, dav1d_picture_unref, dav1d_send_data,
};

use super::planes::Planes;
use crate::picture::DecodeError;

/// A decoder without threads of its own.
struct Decoder(Option<Dav1dContext>);

impl Decoder {
    /// A decoder of pictures of so many pixels at most.
    fn open(most_pixels: u32, operating_point: u8) -> Option<Self> {
        let mut settings = MaybeUninit::<Dav1dSettings>::uninit();
        // SAFETY: the settings are written whole before they are read.
        let mut settings = unsafe {
            dav1d_default_settings(NonNull::from(&mut settings).cast());
            settings.assume_init()
        };
        (settings.n_threads, settings.max_frame_delay, settings.all_layers) = (1, 1, 0);
        (settings.operating_point, settings.frame_size_limit) = (c_int::from(operating_point & 31), most_pixels);
        // Without one it is silent; its own writes to standard error.
        // SAFETY: there is nothing to call.
        settings.logger = unsafe { Dav1dLogger::new(None, None) };
        let mut context = None;
        // SAFETY: both are there for as long as the call.
        let result = unsafe { dav1d_open(Some(NonNull::from(&mut context)), Some(NonNull::from(&mut settings))) };
        (result.0 == 0).then_some(Self(context))
    }

    /// The first picture of a stream.
    fn decode(&self, stream: &[u8]) -> Option<Picture> {
        let mut data = Data::copy(stream)?;
        let mut picture = Picture(Dav1dPicture::default());
        loop {
            let left = data.0.sz;
            // SAFETY: the context is that of `dav1d_open`; data and picture are there for as long as the calls.
            let result = unsafe {
                if left > 0 {
                    dav1d_send_data(self.0, Some(NonNull::from(&mut data.0)));
                }
                dav1d_get_picture(self.0, Some(NonNull::from(&mut picture.0)))
            };
            if result.0 == 0 {
                return Some(picture);
            }
            // Whatever was wrong: there is no more to come.
            if data.0.sz == left {
                return None;
            }
        }
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: the context is that of `dav1d_open`, and nobody uses it after this.
        unsafe { dav1d_close(Some(NonNull::from(&mut self.0))) };
    }
}

/// Bytes of a stream, as the decoder takes them.
struct Data(Dav1dData);

impl Data {
    fn copy(stream: &[u8]) -> Option<Self> {
        let mut data = Self(Dav1dData::default());
        // SAFETY: so many bytes are made, and then written.
        unsafe {
            let bytes = dav1d_data_create(Some(NonNull::from(&mut data.0)), stream.len());
            if bytes.is_null() {
                return None;
            }
            bytes.copy_from_nonoverlapping(stream.as_ptr(), stream.len());
        }
        Some(data)
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        // SAFETY: what is left of it belongs to nobody else.
        unsafe { dav1d_data_unref(Some(NonNull::from(&mut self.0))) };
    }
}

/// A picture in the decoder's memory.
struct Picture(Dav1dPicture);

impl Drop for Picture {
    fn drop(&mut self) {
        // SAFETY: the picture is empty or one of `dav1d_get_picture`, and its planes are not used after this.
        unsafe { dav1d_picture_unref(Some(NonNull::from(&mut self.0))) };
    }
}

impl Picture {
    /// Copies of the planes; `None` if one is missing.
    fn planes(&self) -> Option<Planes> {
        let parameters = &self.0.p;
        let halved = match parameters.layout {
            DAV1D_PIXEL_LAYOUT_I400 => None,
            DAV1D_PIXEL_LAYOUT_I420 => Some((true, true)),
            DAV1D_PIXEL_LAYOUT_I422 => Some((true, false)),
            _ => Some((false, false)),
        };
        let (width, height) = (usize::try_from(parameters.w).ok()?, usize::try_from(parameters.h).ok()?);
        let bits = u32::try_from(parameters.bpc).ok().filter(|bits| matches!(bits, 8 | 10 | 12))?;
        let mut planes = Planes { width, height, bits, halved, values: Vec::new() };
        for plane in 0..if halved.is_some() { 3 } else { 1 } {
            let (columns, rows) = (planes.columns(plane), planes.rows(plane));
            let (first, stride) = (self.0.data[plane]?, self.0.stride[plane.min(1)]);
            let mut values = Vec::with_capacity(columns * rows);
            for row in 0..rows {
                // SAFETY: the decoder has made all rows, this many bytes apart, of one byte a value for 8 bits and of two for more, aligned.
                unsafe {
                    let row = first.cast::<u8>().offset(stride * isize::try_from(row).ok()?);
                    if bits == 8 {
                        values.extend(std::slice::from_raw_parts(row.as_ptr(), columns).iter().copied().map(u16::from));
                    } else {
                        values.extend_from_slice(std::slice::from_raw_parts(row.cast::<u16>().as_ptr(), columns));
                    }
                }
            }
            planes.values.push(values);
        }
        Some(planes)
    }
}

/// Planes of the first picture of a stream, which has this size.
///
/// # Errors
/// Damage, and a picture of another size.
pub fn decode(stream: &[u8], (width, height): (u32, u32), operating_point: u8) -> Result<Planes, DecodeError> {
    let damaged = || DecodeError::Damaged("its AV1 stream has no picture of the size that its header says".to_owned());
    if stream.is_empty() {
        return Err(DecodeError::Truncated);
    }
    let most_pixels = u32::try_from(u64::from(width) * u64::from(height)).map_err(|_| DecodeError::Memory)?;
    let decoder = Decoder::open(most_pixels, operating_point).ok_or(DecodeError::Memory)?;
    let planes = decoder.decode(stream).and_then(|picture| picture.planes()).ok_or_else(damaged)?;
    let is_of_size = (planes.width, planes.height) == (width as usize, height as usize);
    if is_of_size { Ok(planes) } else { Err(damaged()) }
}
