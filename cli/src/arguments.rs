//! Flags and arguments of the command. Names follow rembg where it has them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use matting::{EncodeQuality, Limits, Metadata, NamedOptions, Options, OutputFormat, Quality, catalogue};
use url::Url;

use crate::failure::Failure;
use crate::files::is_picture_extension;
use crate::network::{PerChannel, parse_mean, parse_std};
use crate::picture_flags::PictureFlags;
use crate::threads::parse_threads;
use crate::watch::parse_interval;

/// Headings of the flags in help texts.
const NETWORK: &str = "Network and speed";
const EDGES: &str = "Subject and edges";
const FILE: &str = "Output file";
const LIMITS: &str = "Limits of what is read";

/// Examples at the end of help texts.
const EXAMPLES: &str = "Examples:
  offcut i photo.jpg cut-out.png
  offcut i photo.jpg cut-out.webp --bgcolor white --trim
  offcut i photo.jpg shop.jpg --preset square
  offcut i - - < photo.jpg > cut-out.png
  offcut p photos/ cut-outs/ --recursive --resume
  offcut p inbox/ cut-outs/ --watch
  offcut models get u2net";

/// Cut the subject out of photos, on this machine. Only `offcut models get` uses the network.
///
/// Exit codes: 0 success, 1 a photo or file could not be read, cut out or written, 2 wrong usage, 3 the model cannot be used, 4 its download failed.
#[derive(Debug, Parser)]
#[command(name = "offcut", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    /// Subcommand.
    #[command(subcommand)]
    pub command: Command,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Cut out one photo.
    I(Single),
    /// Cut out every photo of a folder.
    P(Folder),
    /// Measure the quality of cut-outs on photos with known alpha.
    Eval(Eval),
    /// List the networks of the catalogue with the paths of their files, or get one of them.
    Models(Models),
    /// Write man pages and shell completions into a folder, for packages.
    #[command(hide = true)]
    Manual {
        /// Folder to write to; created if it does not exist.
        folder: PathBuf,
    },
}

/// `offcut i`
#[derive(Debug, Args)]
pub struct Single {
    /// Photo, or - for standard input; its format is detected by content: JPEG, PNG, WebP, GIF, BMP, TIFF, QOI, PNM or AVIF, and HEIC where the system
    /// has libheif.
    pub input: PathBuf,
    /// Output file, or - for standard output. The extension sets the file type: .png, .webp, .avif or .jpg; PNG without one.
    pub output: PathBuf,
    /// Mask instead of the network's saliency map: gray, white for subject, black for background.
    #[arg(long, value_name = "FILE", conflicts_with = "trimap", help_heading = EDGES)]
    pub mask: Option<PathBuf>,
    /// Trimap instead of the one computed from the saliency map: gray, white for subject, black for background, anything else unknown.
    #[arg(long, value_name = "FILE", help_heading = EDGES)]
    pub trimap: Option<PathBuf>,
    /// Additional output file for the alpha of the cut-out, as a gray PNG.
    #[arg(long, value_name = "FILE", help_heading = FILE)]
    pub save_mask: Option<PathBuf>,
    /// Additional output file for the trimap, as a gray PNG.
    #[arg(long, value_name = "FILE", help_heading = FILE)]
    pub save_trimap: Option<PathBuf>,
    /// Flags of every photo.
    #[command(flatten)]
    pub flags: PhotoFlags,
}

/// `offcut p`
#[derive(Debug, Args)]
pub struct Folder {
    /// Folder with the photos.
    pub input: PathBuf,
    /// Folder for the cut-outs, created if missing. Names are kept, with the extension of the file type (.png unless --format sets another); photos whose
    /// names differ only in their extension keep both extensions (cat.jpg.png).
    pub output: PathBuf,
    /// Include the photos of subfolders.
    #[arg(short, long)]
    pub recursive: bool,
    /// Skip photos whose cut-outs exist: continues a run that was stopped.
    #[arg(long, conflicts_with = "force")]
    pub resume: bool,
    /// Watch the folder and cut out photos as they come, until Ctrl-C. The folder is polled every SECONDS; a file is complete when it has not changed between two polls
    /// (default 2). Implies --resume without --force.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, require_equals = true, default_missing_value = "2", value_parser = parse_interval)]
    pub watch: Option<Duration>,
    /// Include hidden files and folders. System files (._NAME of macOS, .DS_Store, Thumbs.db) are always skipped.
    #[arg(long)]
    pub hidden: bool,
    /// Flags of every photo.
    #[command(flatten)]
    pub flags: PhotoFlags,
}

/// `offcut eval`
#[derive(Debug, Args)]
pub struct Eval {
    /// Folder with image/ (photos), alpha/ (true alphas, gray) and optionally trimap/ (gray; neither black nor white is unknown) and foreground/
    /// (true colours). Pictures with the same name, whatever their extension, belong together.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Folder with the results of another program, as cut-outs or gray masks of the same names; repeatable.
    #[arg(long, value_name = "OTHERDIR")]
    pub compare: Vec<PathBuf>,
    /// JSON document on standard output instead of the table.
    #[arg(long)]
    pub json: bool,
    /// Network and threads.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// `offcut models`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Models {
    /// Task instead of listing.
    #[command(subcommand)]
    pub action: Option<ModelsAction>,
    /// List the networks, which is also done without it.
    #[arg(long)]
    pub list: bool,
    /// Folder to search for networks before the default ones.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS")]
    pub models: Option<PathBuf>,
    /// JSON document on standard output instead of the table.
    #[arg(long)]
    pub json: bool,
}

/// Tasks of `offcut models`.
#[derive(Debug, Subcommand)]
pub enum ModelsAction {
    /// Get the file of a network from its publisher, hold it to its published checksum, and put it where --model NAME finds it.
    ///
    /// What a stopped or cut download has brought is kept, and the same command goes on with it. Proxies are those of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
    /// NO_PROXY.
    Get(GetModel),
}

/// `offcut models get`
#[derive(Debug, Args)]
pub struct GetModel {
    /// Name of a network from `offcut models`.
    pub name: String,
    /// Address of the same file elsewhere, such as a mirror.
    #[arg(long, value_name = "URL", value_parser = parse_address)]
    pub from: Option<Url>,
    /// Folder for it, instead of Offcut's own.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS")]
    pub models: Option<PathBuf>,
    /// Seconds without a byte after which the connection is given up.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
    /// Number of new tries, one after the other, where a connection is cut or nothing comes.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub retries: u32,
}

/// Address of a file on the web.
pub fn parse_address(text: &str) -> Result<Url, String> {
    let address: Url = text.parse().map_err(|error| format!("{error}; an address begins with https:// or http://"))?;
    match address.scheme() {
        "https" | "http" if address.host_str().is_some_and(|host| !host.is_empty()) => Ok(address),
        _ => Err("an address begins with https:// or http://".to_owned()),
    }
}

/// Network and threads.
#[derive(Debug, Args)]
pub struct NetworkFlags {
    /// Network: a name from `offcut models`, or the path of an ONNX file that works like U²-Net.
    #[arg(short, long, value_name = "NAME|PATH", default_value = catalogue::BUNDLED.name, help_heading = NETWORK)]
    pub model: String,
    /// Folder to search for networks before the default ones.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS", help_heading = NETWORK)]
    pub models: Option<PathBuf>,
    /// Side of the network's square input in pixels, overriding the catalogue's or the file's.
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(32..=4096), help_heading = NETWORK)]
    pub input_side: Option<u32>,
    /// Mean for the normalisation of the network's input: one number or one per channel R,G,B (default for unknown networks: ImageNet's).
    #[arg(long, value_name = "R,G,B", value_parser = parse_mean, help_heading = NETWORK)]
    pub mean: Option<PerChannel>,
    /// Standard deviation for the normalisation of the network's input, in the same notation.
    #[arg(long, value_name = "R,G,B", value_parser = parse_std, help_heading = NETWORK)]
    pub std: Option<PerChannel>,
    /// Quality of the matte, against time (default balanced).
    #[arg(long, value_enum, help_heading = EDGES)]
    pub quality: Option<QualityName>,
    /// Number of threads, 256 at most, 0 for one per core; in a folder, number of photos processed at the same time.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_threads, help_heading = NETWORK)]
    pub threads: usize,
}

/// Flags of cutting out and writing.
#[derive(Debug, Args)]
pub struct PhotoFlags {
    /// Network and threads.
    #[command(flatten)]
    pub network: NetworkFlags,
    /// Alpha matting, as the flag of rembg: the same as --quality balanced, which is the default.
    #[arg(short, long, conflicts_with = "quality", help_heading = EDGES)]
    pub alpha_matting: bool,
    /// Keep the old background's colour in soft edges (no colour decontamination).
    #[arg(long, help_heading = EDGES)]
    pub keep_edge_colour: bool,
    /// Background, frame and what else is seen.
    #[command(flatten)]
    pub picture: PictureFlags,
    /// File type, overriding the output's extension: png, webp, avif or jpeg. JPEG has no transparency: without a background it gets a white one.
    #[arg(long, value_name = "TYPE", help_heading = FILE)]
    pub format: Option<OutputFormat>,
    /// Quality of lossy file types, 1 to 100 (default 80 for AVIF, 90 for JPEG; WebP is lossless without it).
    #[arg(long, value_name = "N", help_heading = FILE)]
    pub encode_quality: Option<EncodeQuality>,
    /// Metadata to keep (EXIF, XMP, IPTC and PNG text): none, no-place (no GPS, no city) or all (default none). Thumbnail and maker notes are never kept, the resolution always is.
    #[arg(long, value_name = "WHAT", help_heading = FILE)]
    pub metadata: Option<Metadata>,
    /// Overwrite existing outputs, but never the photo itself.
    #[arg(short, long, help_heading = FILE)]
    pub force: bool,
    /// JSON report with sizes, verdict and the time of each stage, one line per photo, on standard output (on standard error when the picture goes to standard output).
    #[arg(long)]
    pub json: bool,
    /// Maximum number of pixels of a photo.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_pixels, help_heading = LIMITS)]
    pub max_pixels: u64,
    /// Maximum side of a photo in pixels.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_side, help_heading = LIMITS)]
    pub max_side: u32,
    /// Maximum size of a photo's file in bytes.
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_file_bytes, help_heading = LIMITS)]
    pub max_file_bytes: u64,
}

/// [`Quality`] as a value of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QualityName {
    /// Upscaled saliency map, as rembg's default.
    Raw,
    /// One saliency pass, and a guided filter for the edges.
    Fast,
    /// One to five saliency passes, and closed-form matting.
    Balanced,
    /// Balanced, with closed-form matting at a finer size.
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

impl PhotoFlags {
    /// Limits of what is read.
    pub fn limits(&self) -> Limits {
        Limits { max_file_bytes: self.max_file_bytes, max_side: self.max_side, max_pixels: self.max_pixels }
    }

    /// The core's options for the file type that `--format`, or else the output's name, or else the preset sets.
    ///
    /// # Errors
    /// [`Failure::UnknownExtension`] for the extension of pictures that cannot be written, [`Failure::Options`] for options that contradict each other, and
    /// those of [`PictureFlags::preset`].
    pub fn options_for(&self, output: Option<&Path>) -> Result<Options, Failure> {
        let extension = output.and_then(Path::extension).map(|extension| extension.to_string_lossy());
        let format = match (self.format, extension) {
            (Some(output_format), _) => Some(output_format),
            (None, Some(extension)) => match OutputFormat::from_extension(&extension) {
                Some(output_format) => Some(output_format),
                None if is_picture_extension(&extension) => {
                    return Err(Failure::UnknownExtension { path: output.unwrap_or(Path::new("")).to_path_buf() });
                }
                None => None,
            },
            (None, None) => None,
        };
        let own = NamedOptions {
            format,
            encode_quality: self.encode_quality,
            quality: self.network.quality.map(Quality::from).or(self.alpha_matting.then(Quality::default)),
            metadata: self.metadata,
            keep_edge_colour: self.keep_edge_colour.then_some(true),
            ..self.picture.named()
        };
        let options = own.or(self.picture.preset()?).options(OutputFormat::default(), self.limits());
        options.map_err(|sentence| Failure::Options { sentence })
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
    use matting::{Background, Colour, Dpi, Encoding, Frame, Margin, Outline, Output, Percent, Preset, Scene, Shadow, Trim};

    use super::*;

    fn single(line: &str) -> Single {
        match Arguments::parse_from(as_clap_knows_them(line.split(' ').map(OsString::from))).command {
            Command::I(single) => single,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn rembg_spellings_are_accepted() {
        assert_eq!(single("offcut i -om a b").flags.options_for(None).unwrap().output, Output::Mask);
        let red = Colour { red: 255, green: 0, blue: 0, alpha: 255 };
        let red = Output::CutOut(Scene { background: Background::Colour(red), ..Scene::default() });
        assert_eq!(single("offcut i -bgc 255 0 0 255 a b").flags.options_for(None).unwrap().output, red);
        assert_eq!(single("offcut i --bgcolor 255,0,0 a b").flags.options_for(None).unwrap().output, red);
        assert_eq!(single("offcut i --bgcolor red a b").flags.options_for(None).unwrap().output, red);
        assert_eq!(single("offcut i a b").flags.options_for(None).unwrap(), Options::default());
        assert_eq!(single("offcut i -a a b").flags.options_for(None).unwrap(), Options::default());
    }

    #[test]
    fn output_name_sets_type_unless_format_does() {
        let encoding = |line: &str| {
            let single = single(line);
            single.flags.options_for(Some(&single.output)).map(|options| options.encoding)
        };
        let quality = |number: u8| number.try_into().unwrap();
        for line in ["offcut i a b", "offcut i a b.png", "offcut i a -", "offcut i a b.d/c", "offcut i a b.tmp", "offcut i --format png a b.webp"] {
            assert_eq!(encoding(line).unwrap(), Encoding::Png, "{line}");
        }
        assert_eq!(encoding("offcut i a b.WebP").unwrap(), Encoding::WebPLossless);
        assert_eq!(encoding("offcut i --encode-quality 70 a b.webp").unwrap(), Encoding::WebP(quality(70)));
        assert_eq!(encoding("offcut i --format avif a -").unwrap(), Encoding::Avif(quality(80)));
        assert_eq!(encoding("offcut i a b.jpg").unwrap(), Encoding::Jpeg(quality(90)));
        assert!(matches!(encoding("offcut i a b.tiff"), Err(Failure::UnknownExtension { .. })));
        assert!(matches!(encoding("offcut i --encode-quality 70 a b.png"), Err(Failure::Options { .. })));
    }

    #[test]
    fn effect_takes_value_only_after_equals_sign() {
        let effects = single("offcut i --shadow --trim --bgblur a b").flags.options_for(None).unwrap();
        let scene = Scene { background: Background::Blur { radius: Background::default_radius() }, shadow: Some(Shadow::default()) };
        assert_eq!((effects.output, effects.trim), (Output::CutOut(scene), Some(Trim::default())));
        let told = single("offcut i --shadow=60 --shadow-right -2 --trim=12px --bgblur=0.5 a b").flags.options_for(None).unwrap();
        let shadow = Shadow { opacity: Percent::clamped(60.0), right: Percent::clamped(-2.0), ..Shadow::default() };
        let scene = Scene { background: Background::Blur { radius: Percent::clamped(0.5) }, shadow: Some(shadow) };
        assert_eq!((told.output, told.trim), (Output::CutOut(scene), Some(Trim { margin: Margin::Pixels(12) })));
    }

    /// Wording of each default that is a constant of the core, by flag: help and README both have to say it.
    fn stated_defaults() -> Vec<(&'static str, String)> {
        let quality = |output_format| match Encoding::new(output_format, None) {
            Ok(Encoding::Avif(quality) | Encoding::Jpeg(quality)) => quality.get(),
            other => panic!("{other:?} has no quality"),
        };
        let Margin::Percent(margin) = Margin::default() else { panic!("the default margin is a share") };
        vec![
            ("shadow", format!("default {})", Shadow::default().opacity.get())),
            ("shadow-right", format!("default {})", Shadow::default().right.get())),
            ("shadow-down", format!("default {})", Shadow::default().down.get())),
            ("shadow-blur", format!("default {})", Shadow::default().blur.get())),
            ("shadow-colour", "default black)".to_owned()),
            ("bgblur", format!("default {})", Background::default_radius().get())),
            ("trim", format!("default {}%)", margin.get())),
            ("encode-quality", format!("default {} for AVIF, {} for JPEG", quality(OutputFormat::Avif), quality(OutputFormat::Jpeg))),
            ("quality", format!("default {})", Quality::default().as_str())),
            ("metadata", "default none)".to_owned()),
            ("outline", format!("default {})", Outline::default().width.get())),
            ("frame-fill", format!("default {})", Frame::default_fill().get())),
            ("frame-align", "default centre)".to_owned()),
            ("frame-margin", "default 0px)".to_owned()),
            ("frame-dpi", format!("{} for millimetres", Dpi::default().get())),
            ("preset", Preset::names()),
            ("model", format!("default {})", catalogue::BUNDLED.name)),
        ]
    }

    #[test]
    fn help_and_readme_state_the_defaults_of_the_core() {
        let mut command = Arguments::command();
        let single = command.find_subcommand_mut("i").unwrap();
        let readme = include_str!("../../README.md").replace(['`', '\\'], "");
        for (flag, stated) in stated_defaults() {
            let argument = single.get_arguments().find(|argument| argument.get_long() == Some(flag)).unwrap();
            let values: Vec<_> = argument.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
            let help = format!("{} (default {})", argument.get_help().unwrap(), values.join(","));
            assert!(help.contains(&stated), "--help of --{flag} does not say \"{stated}\": {help}");
            let is_row = |line: &&str| line.starts_with("| ") && line.split('|').nth(1).is_some_and(|cell| cell.contains(&format!("--{flag}")));
            let row = readme.lines().find(is_row).unwrap_or_else(|| panic!("README.md has no row for --{flag}"));
            assert!(row.contains(&stated), "README.md does not say \"{stated}\" for --{flag}: {row}");
        }
    }

    #[test]
    fn document_of_frames_has_every_flag_default_and_preset() {
        let document = include_str!("../../docs/frames.md").replace('`', "");
        let mut command = Arguments::command();
        let single = command.find_subcommand_mut("i").unwrap();
        let is_framing = |name: &&str| name.starts_with("frame") || name.starts_with("outline");
        let rows = |start: String| document.lines().find(|line| line.starts_with(&start)).map(str::to_owned);
        for flag in single.get_arguments().filter_map(|argument| argument.get_long()).filter(is_framing) {
            let row = rows(format!("| --{flag} | {} |", flag.replace('-', "_"))).unwrap_or_else(|| panic!("docs/frames.md has no row for --{flag}"));
            // In the column of defaults a number stands alone.
            let stated = stated_defaults().into_iter().find(|(name, _)| *name == flag).map(|(_, stated)| stated.replace("default ", ""));
            let (_, default) = row.trim_end_matches(" |").rsplit_once("| ").unwrap();
            assert!(default.contains(stated.as_deref().unwrap_or("").trim_end_matches(')')), "--{flag}: {default}");
        }
        for name in NamedOptions::names() {
            assert!(
                document.contains(&format!("| {name} |")) || document.contains(&format!(" {name},")) || document.contains(&format!(" {name}. ")),
                "{name}"
            );
        }
        for preset in matting::PRESETS {
            assert!(document.lines().any(|line| line.starts_with("| ") && line.split('|').nth(1).is_some_and(|names| names.contains(preset.name))));
        }
    }
}
