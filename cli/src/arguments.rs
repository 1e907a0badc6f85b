//! What can be typed. Names follow rembg where it has them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use matting::{
    Background, Colour, EncodeQuality, Encoding, FileType, Fit, Limits, Margin, Metadata, Options, Output, Percent, Quality, Scene, Shadow, Trim,
};

use crate::failure::Failure;
use crate::folder::is_picture_ending;

/// Cut the subject out of photos, on this machine and without a network connection.
///
/// Exit codes: 0 all done, 1 a photo could not be read, cut out or written, 2 the command was not understood, 3 the model cannot be used.
#[derive(Debug, Parser)]
#[command(name = "offcut", version, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Cut out one photo.
    I(Single),
    /// Cut out every photo of a folder.
    P(Folder),
    /// Measure how good cut-outs are, where the right ones are known.
    Eval(Eval),
    /// Show which networks there are, and which of them are here.
    Models(Models),
}

/// `offcut i`
#[derive(Debug, Args)]
pub struct Single {
    /// The photo, or - for standard input. What it is is told by its content, not by its name.
    pub input: PathBuf,
    /// The file to write, or - for standard output. Its ending says of what type: .png, .webp, .avif or .jpg; PNG where there is none.
    pub output: PathBuf,
    /// A gray picture to start from in place of what the network sees: white subject, black background.
    #[arg(long, value_name = "FILE", conflicts_with = "trimap")]
    pub mask: Option<PathBuf>,
    /// A trimap to start from in place of what the network sees: white subject, black background, anything else unknown.
    #[arg(long, value_name = "FILE")]
    pub trimap: Option<PathBuf>,
    /// Write the alpha of the cut-out here, too, as a gray PNG.
    #[arg(long, value_name = "FILE")]
    pub save_mask: Option<PathBuf>,
    /// Write the trimap that the edges were found from here, too, as a gray PNG.
    #[arg(long, value_name = "FILE")]
    pub save_trimap: Option<PathBuf>,
    /// What to make of it.
    #[command(flatten)]
    pub choices: Choices,
}

/// `offcut p`
#[derive(Debug, Args)]
pub struct Folder {
    /// The folder with the photos.
    pub input: PathBuf,
    /// The folder for the cut-outs; made if it is not there. Names stay, with the ending of their new type (.png unless --format says another).
    pub output: PathBuf,
    /// Go into folders inside the folder too.
    #[arg(short, long)]
    pub recursive: bool,
    /// What to make of them.
    #[command(flatten)]
    pub choices: Choices,
}

/// `offcut eval`
#[derive(Debug, Args)]
pub struct Eval {
    /// The folder with image/ (photos), alpha/ (the right alphas, gray) and, if there are any, trimap/ (gray; neither black nor white is open) and
    /// foreground/ (the right colours). Pictures with the same name, whatever their ending, belong together.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// A folder with the results of another program, as cut-outs or gray masks of the same names. May be given many times.
    #[arg(long, value_name = "OTHERDIR")]
    pub compare: Vec<PathBuf>,
    /// Write one JSON document to standard output instead of a table.
    #[arg(long)]
    pub json: bool,
    /// What runs.
    #[command(flatten)]
    pub effort: Effort,
}

/// `offcut models`
#[derive(Debug, Args)]
pub struct Models {
    /// A folder to look for networks in, before the usual ones.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS")]
    pub models: Option<PathBuf>,
    /// Write one JSON document to standard output instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// What runs, and how hard.
#[derive(Debug, Args)]
pub struct Effort {
    /// The network: a name from `offcut models`, or the path of an ONNX file that works like U²-Net.
    #[arg(short, long, value_name = "NAME|PATH", default_value = "u2netp")]
    pub model: String,
    /// A folder to look for networks in, before the usual ones.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS")]
    pub models: Option<PathBuf>,
    /// How much work goes into the edges.
    #[arg(long, value_enum, default_value_t)]
    pub quality: QualityName,
    /// Threads to use; 0 is one for each core. In a folder each works on a photo of its own.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
}

impl Effort {
    /// Starts as many threads as were asked for, 0 being one for each core. Where the system gives none, everything runs on the calling thread,
    /// only slower.
    pub fn start_threads(&self) {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global();
    }
}

/// What to make of a photo.
#[derive(Debug, Args)]
pub struct Choices {
    /// What runs.
    #[command(flatten)]
    pub effort: Effort,
    /// Closed-form matting in the edges, as rembg calls it: the same as --quality balanced, which is the default.
    #[arg(short, long, conflicts_with = "quality")]
    pub alpha_matting: bool,
    /// Leave the old background's colour in the soft edge.
    #[arg(long)]
    pub keep_edge_colour: bool,
    /// Write only the alpha of the cut-out, as a gray picture.
    #[arg(long, conflicts_with_all = ["bgcolor", "bgpicture", "bgblur", "shadow"])]
    pub only_mask: bool,
    /// Put this colour behind the subject: #rrggbb, #rrggbbaa, R,G,B, R,G,B,A or a name such as white.
    #[arg(long, value_name = "COLOUR")]
    pub bgcolor: Option<Colour>,
    /// Put this picture behind the subject.
    #[arg(long, value_name = "FILE", conflicts_with = "bgcolor")]
    pub bgpicture: Option<PathBuf>,
    /// How that picture is fitted in: cover, contain, or contain:COLOUR for coloured bars.
    #[arg(long, value_name = "FIT", default_value = "cover", requires = "bgpicture")]
    pub bgfit: Fit,
    /// Keep the photo's own background, out of focus by so many per cent of the longer side (2 unless told).
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "2", conflicts_with_all = ["bgcolor", "bgpicture"])]
    pub bgblur: Option<Percent<0, 20>>,
    /// Let the subject cast a soft shadow, so dark in per cent (35 unless told).
    #[arg(long, value_name = "PERCENT", num_args = 0..=1, require_equals = true, default_missing_value = "35")]
    pub shadow: Option<Percent<0, 100>>,
    /// Cut to the subject, with a margin such as 5% or 40px (5% unless told).
    #[arg(long, value_name = "MARGIN", num_args = 0..=1, require_equals = true, default_missing_value = "5%")]
    pub trim: Option<Margin>,
    /// The type of the file, whatever its name: png, webp, avif or jpeg. JPEG cannot be transparent: without a background it gets a white one.
    #[arg(long, value_name = "TYPE")]
    pub format: Option<FileType>,
    /// How much a file that may lose detail keeps, 1 to 100. WebP is lossless without it; AVIF takes 80 and JPEG 90.
    #[arg(long, value_name = "N")]
    pub encode_quality: Option<EncodeQuality>,
    /// What to keep of what the camera wrote about the photo: none, no-place (no GPS) or all. Thumbnail and maker notes never stay.
    #[arg(long, value_name = "WHAT", default_value = "none")]
    pub metadata: Metadata,
    /// Overwrite what is there (never the photo itself).
    #[arg(short, long)]
    pub force: bool,
    /// Report sizes, verdict and the time of each stage as JSON, one line a photo, on standard output (on standard error when the picture goes to standard output).
    #[arg(long)]
    pub json: bool,
    /// Refuse photos with more pixels than this.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_pixels)]
    pub max_pixels: u64,
    /// Refuse photos with a longer side than this.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_side)]
    pub max_side: u32,
    /// Refuse files with more bytes than this.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_file_bytes)]
    pub max_file_bytes: u64,
}

/// [`Quality`] as it is typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum QualityName {
    /// The network's map stretched to the photo, as rembg gives it.
    Raw,
    /// One saliency pass, and edges that follow the photo's by a guided filter.
    Fast,
    /// Two to five saliency passes, and closed-form matting.
    #[default]
    Balanced,
    /// The same, with closed-form matting at a finer size.
    Best,
}

impl From<QualityName> for Quality {
    fn from(name: QualityName) -> Self {
        match name {
            QualityName::Raw => Quality::Raw,
            QualityName::Fast => Quality::Fast,
            QualityName::Balanced => Quality::Balanced,
            QualityName::Best => Quality::Best,
        }
    }
}

/// Runs on a thread of the pool: work that comes from outside would hand in every one of its parallel loops and wait for it, hundreds of times.
pub fn on_the_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| work())
}

impl Choices {
    /// The core's options, for a PNG.
    pub fn options(&self) -> Options {
        let background = match (self.bgcolor, &self.bgpicture, self.bgblur) {
            (Some(colour), _, _) => Background::Colour(colour),
            (None, Some(_), _) => Background::Picture { fit: self.bgfit },
            (None, None, Some(radius)) => Background::Blur { radius },
            (None, None, None) => Background::Transparent,
        };
        let shadow = self.shadow.map(|opacity| Shadow { opacity, ..Shadow::default() });
        let output = if self.only_mask { Output::Mask } else { Output::CutOut(Scene { background, shadow }) };
        let limits = Limits { max_file_bytes: self.max_file_bytes, max_side: self.max_side, max_pixels: self.max_pixels };
        Options {
            quality: self.effort.quality.into(),
            clean_edge: !self.keep_edge_colour,
            output,
            trim: self.trim.map(|margin| Trim { margin }),
            encoding: Encoding::Png,
            metadata: self.metadata,
            limits,
        }
    }

    /// The same, for the type of file that was asked for: by `--format`, or else by a file's name.
    ///
    /// # Errors
    /// [`Failure::UnknownEnding`] for the ending of pictures that cannot be written, [`Failure::FileType`] for a quality that the type does not have.
    pub fn options_for(&self, output: Option<&Path>) -> Result<Options, Failure> {
        let ending = output.and_then(Path::extension).map(|ending| ending.to_string_lossy());
        let file_type = match (self.format, ending) {
            (Some(file_type), _) => file_type,
            (None, Some(ending)) => match FileType::of_extension(&ending) {
                Some(file_type) => file_type,
                None if is_picture_ending(&ending) => return Err(Failure::UnknownEnding { path: output.unwrap_or(Path::new("")).to_path_buf() }),
                None => FileType::default(),
            },
            (None, None) => FileType::default(),
        };
        let encoding = Encoding::new(file_type, self.encode_quality).map_err(|sentence| Failure::FileType { sentence })?;
        Ok(Options { encoding, ..self.options() })
    }
}

/// rembg's spellings that clap cannot express: `-om`, `-bgc`, and a colour as four separate numbers.
pub fn as_clap_knows_them(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut typed = typed.into_iter().peekable();
    while let Some(word) = typed.next() {
        match word.to_str() {
            Some("-om") => words.push("--only-mask".into()),
            Some("-bgc" | "--bgcolor") => {
                words.push("--bgcolor".into());
                let mut numbers = Vec::new();
                while numbers.len() < 4
                    && let Some(number) = typed.next_if(|next| next.to_str().is_some_and(|next| next.parse::<u8>().is_ok()))
                {
                    numbers.push(number.to_string_lossy().into_owned());
                }
                if !numbers.is_empty() {
                    words.push(numbers.join(",").into());
                }
            }
            _ => words.push(word),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn single(line: &str) -> Single {
        match Arguments::parse_from(as_clap_knows_them(line.split(' ').map(OsString::from))).command {
            Command::I(single) => single,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_definition_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn rembgs_spellings_are_understood() {
        assert_eq!(single("offcut i -om a b").choices.options().output, Output::Mask);
        let red = Colour { red: 255, green: 0, blue: 0, alpha: 255 };
        let red = Output::CutOut(Scene { background: Background::Colour(red), ..Scene::default() });
        assert_eq!(single("offcut i -bgc 255 0 0 255 a b").choices.options().output, red);
        assert_eq!(single("offcut i --bgcolor 255,0,0 a b").choices.options().output, red);
        assert_eq!(single("offcut i --bgcolor red a b").choices.options().output, red);
        assert_eq!(single("offcut i a b").choices.options(), Options::default());
        assert_eq!(single("offcut i -a a b").choices.options(), Options::default());
    }

    #[test]
    fn the_name_says_the_type_unless_told_otherwise() {
        let encoding = |line: &str| {
            let single = single(line);
            single.choices.options_for(Some(&single.output)).map(|options| options.encoding)
        };
        let quality = |number: u8| number.try_into().unwrap();
        for line in ["offcut i a b", "offcut i a b.png", "offcut i a -", "offcut i a b.d/c", "offcut i a b.tmp", "offcut i --format png a b.webp"] {
            assert_eq!(encoding(line).unwrap(), Encoding::Png, "{line}");
        }
        assert_eq!(encoding("offcut i a b.WebP").unwrap(), Encoding::WebPLossless);
        assert_eq!(encoding("offcut i --encode-quality 70 a b.webp").unwrap(), Encoding::WebP(quality(70)));
        assert_eq!(encoding("offcut i --format avif a -").unwrap(), Encoding::Avif(quality(80)));
        assert_eq!(encoding("offcut i a b.jpg").unwrap(), Encoding::Jpeg(quality(90)));
        assert!(matches!(encoding("offcut i a b.tiff"), Err(Failure::UnknownEnding { .. })));
        assert!(matches!(encoding("offcut i --encode-quality 70 a b.png"), Err(Failure::FileType { .. })));
    }

    #[test]
    fn an_effect_has_a_value_only_after_an_equals_sign() {
        let effects = single("offcut i --shadow --trim --bgblur a b").choices.options();
        let scene = Scene { background: Background::Blur { radius: Background::default_radius() }, shadow: Some(Shadow::default()) };
        assert_eq!((effects.output, effects.trim), (Output::CutOut(scene), Some(Trim::default())));
        let told = single("offcut i --shadow=60 --trim=12px --bgblur=0.5 a b").choices.options();
        let shadow = Shadow { opacity: Percent::clamped(60.0), ..Shadow::default() };
        let scene = Scene { background: Background::Blur { radius: Percent::clamped(0.5) }, shadow: Some(shadow) };
        assert_eq!((told.output, told.trim), (Output::CutOut(scene), Some(Trim { margin: Margin::Pixels(12) })));
    }
}
