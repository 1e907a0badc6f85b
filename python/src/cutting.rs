//! One cut-out: what may be asked for together, and the way through the core.

use matting::{Area, Confidence, Error, Fit, Inputs, NamedOptions, Options, Photo, Picture, Pixels, Saliency, Session, Size, StageError, Warning};

pub use crate::pictures::Given;

/// What was given beside the options, as far as options depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Wishes<'a> {
    /// A file in place of pixels.
    pub as_file: bool,
    /// A mask.
    pub has_mask: bool,
    /// A trimap.
    pub has_trimap: bool,
    /// A picture for the background.
    pub has_background: bool,
    /// Its fit.
    pub background_fit: Option<&'a str>,
}

impl Wishes<'_> {
    /// Options with those of a preset where they leave something open.
    ///
    /// # Errors
    /// A sentence, without its full stop, that names the arguments that contradict each other.
    pub fn checked(self, own: NamedOptions, preset: NamedOptions) -> Result<NamedOptions, String> {
        if self.has_mask && self.has_trimap {
            return Err("mask and trimap contradict each other: leave one of them out".to_owned());
        }
        if self.has_background && (own.colour.is_some() || own.blur.flatten().is_some()) {
            return Err("background, bgcolor and bgblur are several backgrounds: leave all but one of them out".to_owned());
        }
        if !self.as_file && (own.format.is_some() || own.encode_quality.is_some() || own.metadata.is_some()) {
            return Err("format, encode_quality and metadata are those of a file: add force_return_bytes=True to get one".to_owned());
        }
        let picture = match (self.has_background, self.background_fit) {
            (true, Some(fit)) => Some(fit.parse::<Fit>().map_err(|sentence| format!("background_fit: {sentence}"))?),
            (true, None) => Some(Fit::default()),
            (false, Some(_)) => return Err("background_fit needs a background: give background, too".to_owned()),
            (false, None) => None,
        };
        let options = NamedOptions { picture, ..own }.or(preset);
        // Of a preset's file, pixels have nothing.
        Ok(if self.as_file { options } else { NamedOptions { format: None, encode_quality: None, ..options } })
    }
}

/// Pictures and options of a cut-out.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// The photo.
    pub photo: &'a Given,
    /// A file in place of pixels.
    pub as_file: bool,
    /// The core's options.
    pub options: &'a Options,
    /// Mask in place of the network's map.
    pub mask: Option<&'a Given>,
    /// Trimap in place of the network's.
    pub trimap: Option<&'a Given>,
    /// Picture for the background.
    pub background: Option<&'a Given>,
}

/// File or pixels.
#[derive(Debug)]
pub enum Made {
    /// Bytes of a file.
    File(Vec<u8>),
    /// Pixels.
    Pixels(Pixels),
}

/// A finished cut-out.
#[derive(Debug)]
pub struct Finished {
    /// File or pixels.
    pub made: Made,
    /// Width and height.
    pub size: Size,
    /// Area of the photo that is in it.
    pub area: Area,
    /// Confidence in it.
    pub confidence: Confidence,
    /// Things that it does not show.
    pub warnings: Vec<Warning>,
}

/// Error of the core, and the argument that it is about unless that is the photo.
#[derive(Debug)]
pub struct Failed {
    /// Name of the argument.
    pub what: Option<&'static str>,
    /// The error.
    pub error: Error,
}

impl From<StageError> for Failed {
    fn from(failed: StageError) -> Self {
        failed.error.into()
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self { what: None, error }
    }
}

impl Task<'_> {
    /// Cuts the subject out.
    ///
    /// # Errors
    /// As [`matting::cut_out`], and those of the other pictures.
    pub fn run(&self, network: &dyn Saliency) -> Result<Finished, Failed> {
        let mask = self.beside("mask", self.mask)?.map(|photo| photo.picture.to_mask());
        let trimap = self.beside("trimap", self.trimap)?.map(|photo| photo.picture.to_mask());
        let background: Option<Picture> = self.beside("background", self.background)?.map(Photo::into_srgb);
        let inputs = Inputs { mask: mask.as_ref(), trimap: trimap.as_ref(), background: background.as_ref(), ..Inputs::default() };
        let source = self.photo.source()?;
        if self.as_file {
            let made = matting::cut_out(source, network, self.options, &inputs, &mut ())?;
            return Ok(Finished {
                made: Made::File(made.file),
                size: made.size,
                area: made.area,
                confidence: made.confidence,
                warnings: made.warnings,
            });
        }
        let mut session = Session::open(source, &self.options.limits, &mut ())?;
        let (composed, confidence) = session.composed(network, self.options, &inputs, &mut ())?;
        let mut warnings = session.into_photo().warnings;
        warnings.extend(composed.is_enlarged.then_some(Warning::Enlarged));
        Ok(Finished { size: composed.pixels.size(), area: composed.area, confidence, warnings, made: Made::Pixels(composed.pixels) })
    }

    /// A picture beside the photo.
    fn beside(&self, what: &'static str, given: Option<&Given>) -> Result<Option<Photo>, Failed> {
        given.map(|given| given.read(&self.options.limits)).transpose().map_err(|error| Failed { what: Some(what), error })
    }
}
