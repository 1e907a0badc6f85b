//! What can be typed. Names follow rembg where it has them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use matting::{Colour, Limits, Options, Output, Quality};

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
    /// Show which networks there are, and which of them are here.
    Models(Models),
}

/// `offcut i`
#[derive(Debug, Args)]
pub struct Single {
    /// The photo, or - for standard input. What it is is told by its content, not by its name.
    pub input: PathBuf,
    /// The PNG file to write, or - for standard output.
    pub output: PathBuf,
    /// What to make of it.
    #[command(flatten)]
    pub choices: Choices,
}

/// `offcut p`
#[derive(Debug, Args)]
pub struct Folder {
    /// The folder with the photos.
    pub input: PathBuf,
    /// The folder for the cut-outs; made if it is not there. Names stay, with .png at the end.
    pub output: PathBuf,
    /// Go into folders inside the folder too.
    #[arg(short, long)]
    pub recursive: bool,
    /// What to make of them.
    #[command(flatten)]
    pub choices: Choices,
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

/// What to make of a photo.
#[derive(Debug, Args)]
pub struct Choices {
    /// The network: a name from `offcut models`, or the path of an ONNX file that works like U²-Net.
    #[arg(short, long, value_name = "NAME|PATH", default_value = "u2netp")]
    pub model: String,
    /// A folder to look for networks in, before the usual ones.
    #[arg(long, value_name = "DIR", env = "OFFCUT_MODELS")]
    pub models: Option<PathBuf>,
    /// How much work goes into the edges.
    #[arg(long, value_enum, default_value_t)]
    pub quality: QualityName,
    /// Write only the alpha of the cut-out, as a gray picture.
    #[arg(long, conflicts_with = "bgcolor")]
    pub only_mask: bool,
    /// Put this colour behind the subject: #rrggbb, #rrggbbaa, R,G,B, R,G,B,A or a name such as white.
    #[arg(long, value_name = "COLOUR")]
    pub bgcolor: Option<Colour>,
    /// Overwrite what is there (never the photo itself).
    #[arg(short, long)]
    pub force: bool,
    /// Report sizes, verdict and the time of each stage as JSON, one line a photo, on standard output (on standard error when the picture goes to standard output).
    #[arg(long)]
    pub json: bool,
    /// Threads to use; 0 is one for each core. In a folder each works on a photo of its own.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
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
    #[default]
    Raw,
}

impl Choices {
    /// Starts as many threads as were asked for. Where the system gives none, everything runs on the calling thread, only slower.
    pub fn start_threads(&self) {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global();
    }

    /// The core's options.
    pub fn options(&self) -> Options {
        let output = match (self.only_mask, self.bgcolor) {
            (true, _) => Output::Mask,
            (false, Some(colour)) => Output::Over(colour),
            (false, None) => Output::CutOut,
        };
        let quality = match self.quality {
            QualityName::Raw => Quality::Raw,
        };
        Options { quality, output, limits: Limits { max_file_bytes: self.max_file_bytes, max_side: self.max_side, max_pixels: self.max_pixels } }
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
        let red = Output::Over(Colour { red: 255, green: 0, blue: 0, alpha: 255 });
        assert_eq!(single("offcut i -bgc 255 0 0 255 a b").choices.options().output, red);
        assert_eq!(single("offcut i --bgcolor 255,0,0 a b").choices.options().output, red);
        assert_eq!(single("offcut i --bgcolor red a b").choices.options().output, red);
        assert_eq!(single("offcut i a b").choices.options(), Options::default());
    }
}
