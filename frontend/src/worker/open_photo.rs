//! Photo and background picture that the worker keeps between messages.

use matting::{
    Confidence, CutOut, Encoding, Inputs, KeptMetadata, Limits, Options, Photo, Picture, Pixels, Progress, Quality, Saliency, Samples, Session, Size,
    Source, encode, resize,
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
        let (small, _) = self.small.insert((small, quality));
        Ok(Preview(small))
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

/// Photo at the size of previews.
pub struct Preview<'a>(&'a mut Session);

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
        let Self(session) = self;
        let (composed, confidence) = session.composed(network, options, inputs, &mut ())?;
        let Photo { picture, colour, .. } = session.photo();
        let area = VisibleArea::of(composed.area, picture.size());
        Ok(Previewed {
            png: encode(&composed.pixels, colour, &KeptMetadata::default(), Encoding::Png)?,
            size: composed.pixels.size(),
            area,
            confidence,
        })
    }
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
