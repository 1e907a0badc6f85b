//! Failures of the command: their sentences and exit codes.

use std::path::{Path, PathBuf};

use matting::catalogue::megabytes;

use crate::models::DownloadError;

/// Reason for which a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Error of the core about a photo.
    #[error("{}: {error}", shown(.path, "input"))]
    Photo {
        /// As it was typed or found.
        path: PathBuf,
        /// Error of the core.
        error: matting::Error,
    },
    /// A panic while a photo was worked on, outside of what the core guards.
    #[error("{}: offcut itself failed on it; please report it, with what it prints when RUST_BACKTRACE=1 is set", shown(.path, "input"))]
    Broke {
        /// As it was typed or found.
        path: PathBuf,
    },
    /// A file or folder that cannot be read.
    #[error("{}: cannot be read ({error})", shown(.path, "input"))]
    Read {
        /// As it was typed or found.
        path: PathBuf,
        /// Error of the system.
        error: std::io::Error,
    },
    /// A file or folder that cannot be written.
    #[error("{}: cannot be written ({error})", shown(.path, "output"))]
    Write {
        /// As it was typed or made up.
        path: PathBuf,
        /// Error of the system.
        error: std::io::Error,
    },
    /// The folder of the output does not exist.
    #[error("{}: cannot be written, there is no folder {}; make it first", .path.display(), .folder.display())]
    NoFolder {
        /// The output.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// The output exists already.
    #[error("{}: is there already; use --force to overwrite it", .path.display())]
    Exists {
        /// The output.
        path: PathBuf,
    },
    /// The same in a folder.
    #[error("{}: is there already; use --resume to go on with a run that was stopped, or --force to overwrite it", .path.display())]
    ExistsInFolder {
        /// The output.
        path: PathBuf,
    },
    /// Output and photo are the same file.
    #[error("{}: would overwrite the photo itself; choose another output", .path.display())]
    OverInput {
        /// The output.
        path: PathBuf,
    },
    /// A folder stands where one file is meant.
    #[error("{}: is a folder; name a file in it, or use `offcut p` for every photo of a folder", .path.display())]
    IsAFolder {
        /// As it was typed.
        path: PathBuf,
    },
    /// The output of a folder run is a device, named pipe or socket.
    #[error("{}: is a device or pipe; a folder's cut-outs are written to files only", .path.display())]
    NotAFile {
        /// The output.
        path: PathBuf,
    },
    /// Two outputs of one photo have the same path.
    #[error("{}: is named for two outputs; give each a file of its own", .path.display())]
    OneFileForTwo {
        /// The output.
        path: PathBuf,
    },
    /// The output is named like a device of Windows.
    #[error("{}: is the name of a device on Windows, whatever its extension; choose another output", .path.display())]
    DeviceName {
        /// The output.
        path: PathBuf,
    },
    /// Photos and cut-outs are to be in one folder.
    #[error("{}: holds the photos; choose another folder for the cut-outs, it may be inside this one", .path.display())]
    SameFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The cut-out of one photo would have the path of another one.
    #[error("{}: is one of the photos, which are never overwritten; choose another folder for the cut-outs", .path.display())]
    OverOtherPhoto {
        /// The output.
        path: PathBuf,
    },
    /// A picture of an evaluation has nothing to be held to, or nothing is held to it.
    #[error("{}: there is no picture of that name in {}", .path.display(), .folder.display())]
    NoCounterpart {
        /// The picture that is there.
        path: PathBuf,
        /// Folder that should have the other one.
        folder: PathBuf,
    },
    /// Two pictures of an evaluation differ only in their extension.
    #[error("{}: has the same name as {}; leave one of them", .path.display(), .other.display())]
    TwoOfOneName {
        /// The one that is left out.
        path: PathBuf,
        /// The one that counts.
        other: PathBuf,
    },
    /// An alpha is looked for in a picture that is opaque and coloured.
    #[error("{}: is neither a cut-out (nothing of it is transparent) nor a mask (it is not gray)", .path.display())]
    NeitherCutOutNorMask {
        /// The picture.
        path: PathBuf,
    },
    /// A picture of an evaluation does not lie on its truth.
    #[error("{}: has {error}", .path.display())]
    SizesDiffer {
        /// The picture.
        path: PathBuf,
        /// Both sizes.
        error: evaluate::SizesDiffer,
    },
    /// The folder of `offcut p` is none.
    #[error("{}: is not a folder; use `offcut i` for one photo", .path.display())]
    NotAFolder {
        /// As it was typed.
        path: PathBuf,
    },
    /// No network of that name, and no file either.
    #[error("there is no model {name:?}: use one of {known}, or the path of an ONNX file")]
    UnknownModel {
        /// As it was typed.
        name: String,
        /// The names of the catalogue.
        known: String,
    },
    /// No network of that name to get.
    #[error("there is no model {name:?} in the catalogue: get one of {known}")]
    NoSuchModel {
        /// As it was typed.
        name: String,
        /// The names of the catalogue, with their sizes.
        known: String,
    },
    /// No folder of the person's own, and none was named.
    #[error("this system names no folder for data of programs: choose one with --models")]
    NoFolderForModels,
    /// A network that was not got.
    #[error("{model}: {error}{}", kept_sentence(*.kept, *.total))]
    Download {
        /// Name in the catalogue.
        model: &'static str,
        /// Reason.
        error: DownloadError,
        /// Bytes that are kept for the next run.
        kept: u64,
        /// Bytes of the whole.
        total: u64,
    },
    /// The network has a name but its file is not here.
    #[error(
        "the file of model {name} is not here: `offcut models get {name}` gets it ({size}, {licence}); or put {file} into one of {folders}, or give its path with --model"
    )]
    ModelNotHere {
        /// Name in the catalogue.
        name: &'static str,
        /// Its file name.
        file: &'static str,
        /// For people.
        size: String,
        /// The licence of the weights.
        licence: &'static str,
        /// Folders that were searched.
        folders: String,
    },
    /// The file of a network is damaged or is not one.
    #[error("{}: {error}", .path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// Error of the core.
        error: matting::Error,
    },
    /// The output is named like a picture that cannot be written.
    #[error("{}: files with this extension cannot be written; end it with .png, .webp, .avif or .jpg, or choose a type with --format", .path.display())]
    UnknownExtension {
        /// The output.
        path: PathBuf,
    },
    /// No preset of that name, and no file either.
    #[error("there is no preset {name:?}: use one of {known}, or the path of a JSON file")]
    NoPreset {
        /// As it was typed.
        name: String,
        /// Names of those that are built in.
        known: String,
    },
    /// The file of a preset is not one.
    #[error("{}: {sentence}", .path.display())]
    Preset {
        /// The file.
        path: PathBuf,
        /// Sentence that names the field.
        sentence: String,
    },
    /// Options that contradict each other.
    #[error("{sentence}")]
    Options {
        /// Sentence with the way out.
        sentence: String,
    },
    /// Some photos of a folder failed, each told of already.
    #[error("some photos failed")]
    SomeFailed,
}

/// A path as people know it: `-` is standard input or output.
pub fn shown(path: &Path, direction: &str) -> String {
    if path.as_os_str() == "-" { format!("standard {direction}") } else { path.display().to_string() }
}

impl Failure {
    /// 1 for photos and files, 2 for a command that makes no sense (as clap's), 3 for the network, 4 for a download of one that did not come through.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Photo { .. }
            | Failure::Broke { .. }
            | Failure::Read { .. }
            | Failure::Write { .. }
            | Failure::NoFolder { .. }
            | Failure::Exists { .. }
            | Failure::ExistsInFolder { .. }
            | Failure::OverInput { .. }
            | Failure::OverOtherPhoto { .. }
            | Failure::IsAFolder { .. }
            | Failure::NotAFile { .. }
            | Failure::NoCounterpart { .. }
            | Failure::TwoOfOneName { .. }
            | Failure::NeitherCutOutNorMask { .. }
            | Failure::SizesDiffer { .. }
            | Failure::NotAFolder { .. }
            | Failure::SomeFailed
            | Failure::NoFolderForModels => 1,
            Failure::UnknownExtension { .. }
            | Failure::NoPreset { .. }
            | Failure::Preset { .. }
            | Failure::Options { .. }
            | Failure::OneFileForTwo { .. }
            | Failure::DeviceName { .. }
            | Failure::SameFolder { .. } => 2,
            Failure::UnknownModel { .. } | Failure::NoSuchModel { .. } | Failure::ModelNotHere { .. } | Failure::Model { .. } => 3,
            Failure::Download { error, .. } => error.exit_code(),
        }
    }
}

/// What is kept of a download, and how to go on.
fn kept_sentence(kept: u64, total: u64) -> String {
    if kept == 0 { String::new() } else { format!(". {} of {} are kept: the same command goes on from there", megabytes(kept), megabytes(total)) }
}
