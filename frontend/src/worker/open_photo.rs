//! Photo and background picture that the worker keeps between messages.

use matting::{
    Confidence, CutOut, Encoding, Inputs, KeptMetadata, Limits, Options, Photo, Picture, Pixels, Plane, Progress, Quality, Saliency, Samples,
    Session, Size, Source, encode, resize,
};

use crate::protocol::{Failure, Input, VisibleArea};

/// Longer side of the copy of the original, in pixels at most.
const ORIGINAL_SIDE: u32 = 2048;

/// Longer side of previews, in pixels: fine enough for a screen, small enough for a fraction of a second.
const PREVIEW_SIDE: u32 = 1280;

/// Photo that the page works on.
pub struct OpenPhoto {
    /// Number that the page gave it.
    pub number: u32,
    session: Session,
    /// The photo at [`PREVIEW_SIDE`], and the quality of the saliency map that it was made with.
    small: Option<(Session, Quality)>,
}

/// Picture that the page chose as background.
pub struct BackgroundPicture {
    /// Number that the page gave it.
    pub number: u32,
    /// The picture, in sRGB.
    pub picture: Picture,
    /// The picture at [`PREVIEW_SIDE`].
    pub small: Picture,
}

impl BackgroundPicture {
    /// Reads a background picture.
    ///
    /// # Errors
    /// Errors of reading a photo.
    pub fn read(number: u32, input: Input, bytes: Vec<u8>) -> Result<Self, Failure> {
        let picture = read(input, bytes, &Limits::default(), &mut ())?.into_photo().into_srgb();
        let small = resize::within(&picture, PREVIEW_SIDE)?.into_owned();
        Ok(Self { number, picture, small })
    }
}

impl OpenPhoto {
    /// Reads a photo.
    ///
    /// # Errors
    /// Errors of reading a photo.
    pub fn read(number: u32, input: Input, bytes: Vec<u8>, limits: &Limits, progress: &mut dyn Progress) -> Result<Self, Failure> {
        Ok(Self { number, session: read(input, bytes, limits, progress)?, small: None })
    }

    /// Cut-out at full size.
    ///
    /// # Errors
    /// Errors of the core.
    pub fn cut_out(
        &mut self,
        network: &dyn Saliency,
        options: &Options,
        inputs: &Inputs<'_>,
        progress: &mut dyn Progress,
    ) -> Result<CutOut, Failure> {
        Ok(self.session.cut_out(network, options, inputs, progress)?)
    }

    /// Columns and rows of the photo.
    pub fn size(&self) -> Size {
        self.session.photo().picture.size()
    }

    /// The photo at the size of previews. Its saliency map is that of the large one, so the network runs once for both.
    ///
    /// # Errors
    /// Errors of the core.
    pub fn preview(&mut self, network: &dyn Saliency, quality: Quality) -> Result<Preview<'_>, Failure> {
        let small = match self.small.take() {
            Some((small, made_with)) if made_with == quality => small,
            Some(_) | None => {
                self.session.trimap(network, quality, &Inputs::default())?;
                self.session.smaller(PREVIEW_SIDE)?
            }
        };
        let longer = self.size().longer();
        let (small, _) = self.small.insert((small, quality));
        let scale = f64::from(small.photo().picture.size().longer()) / f64::from(longer.max(1));
        Ok(Preview(small, scale))
    }

    /// Copy of the photo as a PNG file, which every browser shows.
    ///
    /// # Errors
    /// Errors of resizing and encoding.
    pub fn original(&self) -> Result<Vec<u8>, matting::Error> {
        let Photo { picture, colour, .. } = self.session.photo();
        encode(&Pixels::Colour(resize::within(picture, ORIGINAL_SIDE)?.into_owned()), colour, &KeptMetadata::default(), Encoding::Png)
    }
}

/// Photo at the size of previews, and the share of the photo's pixels that it has along a side.
pub struct Preview<'a>(&'a mut Session, f64);

/// Small picture of a result.
pub struct Previewed {
    /// PNG file.
    pub png: Vec<u8>,
    /// Columns and rows.
    pub size: Size,
    /// Area of the photo that it shows.
    pub area: VisibleArea,
    /// Confidence in the cut-out.
    pub confidence: Confidence,
}

impl Preview<'_> {
    /// PNG file of a result.
    ///
    /// # Errors
    /// Errors of the core.
    pub fn render(self, network: &dyn Saliency, options: &Options, inputs: &Inputs<'_>) -> Result<Previewed, Failure> {
        let Self(session, scale) = self;
        let options = Options { frame: options.frame.map(|frame| frame.for_preview(PREVIEW_SIDE, scale)), ..options.clone() };
        let (composed, confidence) = session.composed(network, &options, inputs, &mut ())?;
        let Photo { picture, colour, .. } = session.photo();
        let area = VisibleArea::of(composed.view, picture.size());
        Ok(Previewed {
            png: encode(&composed.pixels, colour, &KeptMetadata::default(), Encoding::Png)?,
            size: composed.pixels.size(),
            area,
            confidence,
        })
    }
}

/// Reads a mask or trimap: alpha of a picture, or its brightness where nothing of it is transparent.
///
/// # Errors
/// Errors of reading a photo.
pub fn read_mask(input: Input, bytes: Vec<u8>) -> Result<Plane, Failure> {
    Ok(read(input, bytes, &Limits::default(), &mut ())?.photo().picture.to_mask())
}

fn read(input: Input, bytes: Vec<u8>, limits: &Limits, progress: &mut dyn Progress) -> Result<Session, Failure> {
    Ok(match input {
        Input::File => Session::open(Source::File(&bytes), limits, progress)?,
        Input::Pixels { width, height } => {
            let picture = Picture::new(Size { width, height }, Samples::Eight(bytes))?;
            Session::open(Source::Pixels(picture), limits, progress)?
        }
        Input::WidePixels { width, height } => {
            let picture = Picture::new(Size { width, height }, Samples::Eight(bytes))?;
            Session::open(Source::DisplayP3(picture), limits, progress)?
        }
    })
}

#[cfg(test)]
mod tests {
    use matting::{Canvas, Error, Frame, NetworkInput};
    use ndarray::{Array2, Array4};

    use super::*;

    /// Sees a disc in the middle.
    struct Disc;

    impl Saliency for Disc {
        fn input(&self) -> NetworkInput {
            NetworkInput { side: 64, mean: [0.0; 3], std: [1.0; 3] }
        }

        fn map(&self, _: Array4<f32>) -> Result<Array2<f32>, Error> {
            Ok(Array2::from_shape_fn((64, 64), |(y, x)| (0.5 + (16.0 - (y as f32 - 32.0).hypot(x as f32 - 32.0)) / 2.0).clamp(0.0, 1.0)))
        }
    }

    #[test]
    fn preview_of_a_frame_shows_what_the_file_does() {
        let (width, height) = (1600, 1200);
        let disc = |x: u32, y: u32| (f64::from(x) - 800.0).hypot((f64::from(y) - 600.0) * 1.333) < 400.0;
        let pixel = |index: u32| if disc(index % width, index / width) { [200, 40, 30, 255] } else { [20, 120, 60, 255] };
        let pixels = (0..width * height).flat_map(pixel).collect();
        let mut photo = OpenPhoto::read(1, Input::Pixels { width, height }, pixels, &Limits::default(), &mut ()).unwrap();
        let frame = |canvas| Options { quality: Quality::Fast, frame: Some(Frame::new(canvas)), ..Options::default() };
        for (canvas, [preview_width, preview_height]) in
            [(Canvas::Pixels(2000, 3000), [853, 1280]), (Canvas::Millimetres(35, 45), [413, 531]), (Canvas::Ratio(1, 2), [640, 1280])]
        {
            let previewed = photo.preview(&Disc, Quality::Fast).unwrap().render(&Disc, &frame(canvas), &Inputs::default()).unwrap();
            assert_eq!(previewed.size, Size { width: preview_width, height: preview_height });
            let file = photo.cut_out(&Disc, &frame(canvas), &Inputs::default(), &mut ()).unwrap();
            let shown = VisibleArea::of(file.view, photo.size());
            for (preview, file) in [
                (previewed.area.left, shown.left),
                (previewed.area.top, shown.top),
                (previewed.area.width, shown.width),
                (previewed.area.height, shown.height),
            ] {
                assert!((preview - file).abs() < 0.01, "{canvas}: {preview} is not {file}");
            }
            assert!(shown.top < 0.0 && shown.height > 1.0, "{canvas}: the frame reaches beyond the photo");
        }
    }
}
