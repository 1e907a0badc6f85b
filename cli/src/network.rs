//! Networks: lookup by name or path, and loading.

use std::path::PathBuf;

use matting::catalogue::folders::{Location, folders, locate};
use matting::catalogue::{self, Model};
use matting::{InputOverrides, Saliency, Threads, U2Net};

use crate::arguments::NetworkFlags;
use crate::failure::Failure;

/// A network that is ready to run, and what to call it in reports.
#[derive(Debug)]
pub struct Network {
    /// Its name in the catalogue, or its file's name.
    pub name: String,
    /// The network.
    pub network: U2Net,
}

impl Network {
    /// The network as the core sees it.
    pub fn as_saliency(&self) -> &dyn Saliency {
        &self.network
    }
}

/// Loads the network that `--model` names. A file of the catalogue is held to its published checksum.
///
/// # Errors
/// A [`Failure`] with exit code 3.
pub fn load(flags: &NetworkFlags, threads: &Threads) -> Result<Network, Failure> {
    let (name_or_path, models) = (flags.model.as_str(), flags.models.as_deref());
    let Some(model) = catalogue::by_name(name_or_path) else { return from_path(name_or_path, flags, threads) };
    let (path, onnx) = match locate(model, models) {
        Location::Bundled => (PathBuf::from(model.file), catalogue::U2NETP.to_vec()),
        Location::File(path) => (path.clone(), std::fs::read(&path).map_err(|error| Failure::Read { path, error })?),
        Location::NotHere => {
            let folders = folders(models).iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ");
            return Err(Failure::ModelNotHere { name: model.name, file: model.file, size: model.size(), licence: model.licence, folders });
        }
    };
    let network = load_verified(model, onnx, overrides(flags), threads).map_err(|error| Failure::Model { path, error })?;
    Ok(Network { name: model.name.to_owned(), network })
}

fn load_verified(model: &Model, onnx: Vec<u8>, overrides: InputOverrides, threads: &Threads) -> Result<U2Net, matting::Error> {
    model.verify(&onnx)?;
    U2Net::load_with_overrides(onnx, Some(model.input), overrides, threads)
}

fn overrides(flags: &NetworkFlags) -> InputOverrides {
    InputOverrides { side: flags.input_side, mean: flags.mean.map(|mean| mean.0), std: flags.std.map(|std| std.0) }
}

/// Number for each of red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerChannel(pub [f32; 3]);

/// One number for all channels or three with commas between, each finite.
pub fn parse_mean(text: &str) -> Result<PerChannel, String> {
    let numbers = text.split(',').map(|part| part.trim().parse().ok().filter(|number: &f32| number.is_finite())).collect::<Option<Vec<f32>>>();
    match numbers.as_deref() {
        Some(&[all]) => Ok(PerChannel([all; 3])),
        Some(&[red, green, blue]) => Ok(PerChannel([red, green, blue])),
        _ => Err("it has to be one number, or three as in 0.485,0.456,0.406".to_owned()),
    }
}

/// The same, each more than zero.
pub fn parse_std(text: &str) -> Result<PerChannel, String> {
    parse_mean(text).and_then(|std| if std.0.iter().all(|value| *value > 0.0) { Ok(std) } else { Err("it has to be more than 0".to_owned()) })
}

fn from_path(path: &str, flags: &NetworkFlags, threads: &Threads) -> Result<Network, Failure> {
    let path = PathBuf::from(path);
    if !path.is_file() {
        let known = catalogue::MODELS.iter().map(|model| model.name).collect::<Vec<_>>().join(", ");
        return Err(Failure::UnknownModel { name: path.display().to_string(), known });
    }
    let onnx = std::fs::read(&path).map_err(|error| Failure::Read { path: path.clone(), error })?;
    let known = catalogue::by_bytes(&onnx).map(|model| model.input);
    let network = U2Net::load_with_overrides(onnx, known, overrides(flags), threads).map_err(|error| Failure::Model { path: path.clone(), error })?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok(Network { name, network })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_deviations_are_one_number_or_three() {
        assert_eq!(parse_mean("0.5"), Ok(PerChannel([0.5; 3])));
        assert_eq!(parse_std("0.229, 0.224,0.225"), Ok(PerChannel([0.229, 0.224, 0.225])));
        for wrong in ["", "0.5,0.5", "1,2,3,4", "a", "inf"] {
            assert!(parse_mean(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_mean("0"), Ok(PerChannel([0.0; 3])));
        assert!(parse_std("1,0,1").is_err());
    }
}
