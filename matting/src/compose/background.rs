//! Background of a cut-out, painted a strip of rows at a time: a picture is never held at the full size.

use std::borrow::Cow;
use std::ops::Range;

use crate::resize::{self, Filter, Region, Resize};
use crate::{Area, Colour, Error, Fit, Percent, Picture, Samples, Size};

use super::blend::Depth;
use super::gaussian_blur;

/// [`crate::Background`] with the pictures that it needs. Their values have to mean what those of the photo mean; depth and size are free.
#[derive(Debug, Clone, Copy)]
pub enum BackgroundSource<'a> {
    /// Nothing.
    Transparent,
    /// One colour, straight alpha.
    Colour(Colour),
    /// Another picture, over all of the canvas; what is transparent in it stays so.
    Picture {
        /// The picture.
        picture: &'a Picture,
        /// Fit of it.
        fit: Fit,
    },
    /// The photo's own background, out of focus.
    Blur {
        /// Estimated background of the whole photo, without its subject. Where the subject's own colours are left in it, a halo remains.
        estimated: &'a Picture,
        /// Standard deviation of the Gaussian, in per cent of the photo's longer side; 0 leaves it as it is.
        radius: Percent<0, 20>,
    },
}

/// [`BackgroundSource`] that is ready to be painted.
pub(crate) enum BackgroundPainter<'a> {
    Clear,
    Plain(Colour),
    Stretched(StretchedPicture<'a>),
}

/// Region of a picture that is stretched over an area of the canvas.
pub(crate) struct StretchedPicture<'a> {
    picture: Cow<'a, Picture>,
    how: Resize,
    area: Area,
    canvas: Size,
    bars: Colour,
}

impl<'a> BackgroundPainter<'a> {
    /// For a canvas that shows `area` of a photo of size `photo`.
    pub(crate) fn new(source: BackgroundSource<'a>, photo: Size, area: Area) -> Result<Self, Error> {
        Self::of(source, photo, area.size, |picture, filter| {
            let region = Region::of(area, photo, picture.size());
            StretchedPicture::new(picture, region, filter, Area::whole(area.size), area.size)
        })
    }

    /// For the canvas of a frame, with a photo of size `photo` on it. The photo's own background fills it as another picture would: it may end before the canvas does.
    pub(crate) fn of_frame(source: BackgroundSource<'a>, photo: Size, canvas: Size) -> Result<Self, Error> {
        Self::of(source, photo, canvas, |picture, filter| StretchedPicture::fitted(picture, Fit::Cover, filter, canvas))
    }

    fn of(
        source: BackgroundSource<'a>,
        photo: Size,
        canvas: Size,
        stretched: impl FnOnce(Cow<'a, Picture>, Filter) -> StretchedPicture<'a>,
    ) -> Result<Self, Error> {
        Ok(match source {
            BackgroundSource::Transparent => BackgroundPainter::Clear,
            BackgroundSource::Colour(colour) if colour.alpha == 0 => BackgroundPainter::Clear,
            BackgroundSource::Colour(colour) => BackgroundPainter::Plain(colour),
            BackgroundSource::Picture { picture, fit } => {
                BackgroundPainter::Stretched(StretchedPicture::fitted(Cow::Borrowed(picture), fit, Filter::Lanczos, canvas))
            }
            BackgroundSource::Blur { estimated, radius } => BackgroundPainter::Stretched(match radius.get() > 0.0 {
                true => stretched(Cow::Owned(blurred(estimated, radius, photo)?), Filter::Linear),
                false => stretched(Cow::Borrowed(estimated), Filter::Lanczos),
            }),
        })
    }

    /// Fills `into` with these rows of the canvas.
    pub(crate) fn paint<T: Depth>(&self, rows: Range<u32>, into: &mut [T]) -> Result<(), Error> {
        match self {
            BackgroundPainter::Clear => into.fill(T::default()),
            BackgroundPainter::Plain(colour) => fill(into, *colour),
            BackgroundPainter::Stretched(picture) => picture.paint(rows, into)?,
        }
        Ok(())
    }
}

impl<'a> StretchedPicture<'a> {
    fn new(picture: Cow<'a, Picture>, region: Region, filter: Filter, area: Area, canvas: Size) -> Self {
        let how = Resize { region, filter, weighted: picture.has_transparency() };
        Self { picture, how, area, canvas, bars: Colour::transparent() }
    }

    fn fitted(picture: Cow<'a, Picture>, fit: Fit, filter: Filter, canvas: Size) -> Self {
        let [width, height] = [picture.size().width, picture.size().height].map(f64::from);
        let [across, down] = [f64::from(canvas.width) / width, f64::from(canvas.height) / height];
        match fit {
            Fit::Cover => {
                let scale = across.max(down);
                let [seen_width, seen_height] = [f64::from(canvas.width) / scale, f64::from(canvas.height) / scale];
                let region = Region { left: (width - seen_width) / 2.0, top: (height - seen_height) / 2.0, width: seen_width, height: seen_height };
                Self::new(picture, region, filter, Area::whole(canvas), canvas)
            }
            Fit::Contain { bars } => {
                let scale = across.min(down);
                let shown = |side: f64, most: u32| ((side * scale).round() as u32).clamp(1, most);
                let size = Size { width: shown(width, canvas.width), height: shown(height, canvas.height) };
                let area = Area { left: (canvas.width - size.width) / 2, top: (canvas.height - size.height) / 2, size };
                let region = Region::whole(picture.size());
                Self { bars, ..Self::new(picture, region, filter, area, canvas) }
            }
        }
    }

    fn paint<T: Depth>(&self, rows: Range<u32>, into: &mut [T]) -> Result<(), Error> {
        if self.area.size != self.canvas {
            fill(into, self.bars);
        }
        let (top, size) = (self.area.top, self.area.size);
        let seen = rows.start.max(top)..rows.end.min(top + size.height);
        if seen.is_empty() {
            return Ok(());
        }
        let region = self.how.region.strip(&(seen.start - top..seen.end - top), size.height);
        let strip = resize::region_of_picture(&self.picture, Resize { region, ..self.how }, Size { height: seen.end - seen.start, ..size })?;
        let strip = T::of(strip.into_samples());
        let (row, offset) = (self.canvas.width as usize * 4, self.area.left as usize * 4);
        let shown = size.width as usize * 4;
        let targets = into.chunks_exact_mut(row).skip((seen.start - rows.start) as usize);
        for (target, source) in targets.zip(strip.chunks_exact(shown)) {
            target[offset..offset + shown].copy_from_slice(source);
        }
        Ok(())
    }
}

fn fill<T: Depth>(into: &mut [T], Colour { red, green, blue, alpha }: Colour) {
    let pixel = if alpha == 0 { [T::default(); 4] } else { [red, green, blue, alpha].map(T::from_eight) };
    for target in into.chunks_exact_mut(4) {
        target.copy_from_slice(&pixel);
    }
}

/// `estimated` background out of focus, at the size where that is cheap. 16 bits, so that slow gradients do not band once they are enlarged.
fn blurred(estimated: &Picture, radius: Percent<0, 20>, frame: Size) -> Result<Picture, Error> {
    let size = gaussian_blur::small_size(frame, radius);
    let small = resize::picture(estimated, size)?;
    let weighted = small.has_transparency();
    let mut values: Vec<u16> = Depth::of(small.into_samples());
    if weighted {
        weigh(&mut values, size, resample::multiply_alpha)?;
    }
    gaussian_blur::gaussian(&mut values, size, 4, gaussian_blur::in_pixels([radius.fraction(); 2], frame, size), (0.0, 0.0));
    if weighted {
        weigh(&mut values, size, resample::divide_alpha)?;
    }
    Picture::new(size, Samples::Sixteen(values))
}

fn weigh(values: &mut [u16], size: Size, work: fn(&mut [u16], resample::Sides) -> Result<(), resample::Mismatch>) -> Result<(), Error> {
    let found = values.len() as u64;
    work(values, (size.width, size.height)).map_err(|_| Error::SizeMismatch {
        width: size.width,
        height: size.height,
        needed: size.pixels() * 4,
        found,
    })
}
