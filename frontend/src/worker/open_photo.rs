//! Photo and background picture that the worker keeps between messages.

use matting::compose::Composed;
use matting::{
    Area, CutOut, Encoding, Given, Limits, Options, Output, Photo, Picture, Quality, Saliency, Samples, Session, Size, Source, Watch, encode, resize,
    trim,
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
    /// Those of reading a photo.
    pub fn read(number: u32, input: Input, bytes: Vec<u8>) -> Result<Self, Failure> {
        let picture = read(input, bytes, &Limits::default(), &mut ())?.photo().clone().into_srgb();
        let small = resize::within(picture.clone(), PREVIEW_SIDE)?;
        Ok(Self { number, picture, small })
    }
}

impl OpenPhoto {
    /// Reads a photo.
    ///
    /// # Errors
    /// Those of reading a photo.
    pub fn read(number: u32, input: Input, bytes: Vec<u8>, limits: &Limits, watch: &mut dyn Watch) -> Result<Self, Failure> {
        Ok(Self { number, session: read(input, bytes, limits, watch)?, small: None })
    }

    /// Cut-out at full size.
    ///
    /// # Errors
    /// Those of the core.
    pub fn cut_out(&mut self, network: &dyn Saliency, options: &Options, given: &Given, watch: &mut dyn Watch) -> Result<CutOut, Failure> {
        Ok(self.session.cut_out(network, options, given, watch)?)
    }

    /// Area of the photo that the cut-out shows. The session has its matte already.
    ///
    /// # Errors
    /// Those of the core.
    pub fn visible_area(&mut self, network: &dyn Saliency, options: &Options, given: &Given) -> Result<VisibleArea, Failure> {
        visible_area(&mut self.session, network, options, given)
    }

    /// The photo at the size of previews. Its saliency map is that of the large one, so the network runs once for both.
    ///
    /// # Errors
    /// Those of the core.
    pub fn preview(&mut self, network: &dyn Saliency, quality: Quality) -> Result<Preview<'_>, Failure> {
        let small = match self.small.take() {
            Some((small, made_with)) if made_with == quality => small,
            Some(_) | None => {
                self.session.trimap(network, quality, &Given::default())?;
                self.session.smaller(PREVIEW_SIDE)?
            }
        };
        let (small, _) = self.small.insert((small, quality));
        Ok(Preview(small))
    }

    /// Copy of the photo as a PNG file, which every browser shows.
    ///
    /// # Errors
    /// Those of resizing and encoding.
    pub fn original(&self) -> Result<Vec<u8>, matting::Error> {
        let Photo { picture, colour, .. } = self.session.photo();
        encode::write(&Composed::Colour(resize::within(picture.clone(), ORIGINAL_SIDE)?), colour, None, Encoding::Png)
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
    pub confidence: matting::Doubt,
}

impl Preview<'_> {
    /// PNG file of a result.
    ///
    /// # Errors
    /// Those of the core.
    pub fn render(self, network: &dyn Saliency, options: &Options, given: &Given) -> Result<Previewed, Failure> {
        let Self(session) = self;
        let (composed, confidence) = session.composed(network, options, given, &mut ())?;
        let area = visible_area(session, network, options, given)?;
        let png = encode::write(&composed, &session.photo().colour, None, Encoding::Png)?;
        Ok(Previewed { png, size: composed.size(), area, confidence })
    }
}

fn read(input: Input, bytes: Vec<u8>, limits: &Limits, watch: &mut dyn Watch) -> Result<Session, Failure> {
    Ok(match input {
        Input::File => Session::open(Source::File(&bytes), limits, watch)?,
        Input::Pixels { width, height } => {
            let picture = Picture::new(Size { width, height }, Samples::Eight(bytes))?;
            Session::open(Source::Pixels(picture), limits, watch)?
        }
    })
}

fn visible_area(session: &mut Session, network: &dyn Saliency, options: &Options, given: &Given) -> Result<VisibleArea, Failure> {
    let Some(trim) = options.trim else { return Ok(VisibleArea::WHOLE) };
    let whole = Options { output: Output::Mask, trim: None, ..options.clone() };
    let (mask, _) = session.composed(network, &whole, given, &mut ())?;
    let shadow = match options.output {
        Output::CutOut(scene) => scene.shadow,
        Output::Mask => None,
    };
    let frame = mask.size();
    let area = match mask {
        Composed::Mask(alpha) => trim::area(&alpha, shadow, trim),
        Composed::Colour(_) => Area::whole(frame),
    };
    Ok(VisibleArea::of(area, frame))
}
