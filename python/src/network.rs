//! A network with its threads, as a class of Python.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use matting::{Limits, OutputFormat, U2Net};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use rayon::ThreadPool;

use crate::cutting::{Given, Made, Task, Wishes};
use crate::failure::{core_error, offcut_error};
use crate::loading;
use crate::named_values::{named_options, preset_options};
use crate::pictures::pixels_of;
use crate::turns::Turns;

/// A network that is ready to run. Several threads may use it at once.
#[pyclass(frozen, module = "offcut._offcut")]
#[derive(Debug)]
pub struct Network {
    /// Name in the catalogue, or the file's.
    #[pyo3(get)]
    name: String,
    network: U2Net,
    pool: ThreadPool,
    turns: Turns,
    /// Process that made it: the pool's threads are in no other.
    process: u32,
}

/// A cut-out for Python, as a dictionary.
#[derive(Debug, IntoPyObject)]
pub struct Done<'py> {
    /// Bytes of the file, or pixels row by row.
    data: Bound<'py, PyBytes>,
    width: u32,
    height: u32,
    /// 1 or 4; 0 of a file.
    channels: usize,
    /// 8 or 16; 0 of a file.
    bits: usize,
    /// Left, top, width and height of what is in it of the photo.
    area: (u32, u32, u32, u32),
    verdict: &'static str,
    confidence: f32,
    notes: Vec<&'static str>,
}

#[pymethods]
impl Network {
    /// Loads a network of the catalogue, held to its checksum, or an ONNX file.
    #[new]
    #[pyo3(signature = (name, path, folder, threads, input_side, mean, std))]
    #[expect(clippy::too_many_arguments, reason = "called by one function of the package")]
    fn new(
        py: Python<'_>,
        name: &str,
        path: Option<PathBuf>,
        folder: Option<PathBuf>,
        threads: i64,
        input_side: Option<i64>,
        mean: Option<[f32; 3]>,
        std: Option<[f32; 3]>,
    ) -> PyResult<Self> {
        let overrides = loading::overrides(input_side, mean, std).map_err(PyValueError::new_err)?;
        let pool = loading::pool(py, threads)?;
        let file = loading::find(py, name, path, folder.as_deref())?;
        let onnx = py.detach(|| file.read())?;
        let network = py.detach(|| pool.install(|| file.load(onnx, overrides))).map_err(|error| core_error(py, Some(&file.name), &error))?;
        let turns = Turns::new(pool.current_num_threads());
        Ok(Self { name: file.name, network, pool, turns, process: std::process::id() })
    }

    /// Number of its threads.
    #[getter]
    fn threads(&self) -> usize {
        self.pool.current_num_threads()
    }

    /// Cuts the subject out of a photo, to a file or to pixels.
    #[pyo3(signature = (photo, as_file, options, preset, mask, trimap, background, background_fit))]
    #[expect(clippy::too_many_arguments, reason = "called by one function of the package")]
    fn cut_out<'py>(
        &self,
        py: Python<'py>,
        photo: Given,
        as_file: bool,
        options: &Bound<'py, PyDict>,
        preset: Option<&Bound<'py, PyAny>>,
        mask: Option<Given>,
        trimap: Option<Given>,
        background: Option<Given>,
        background_fit: Option<&str>,
    ) -> PyResult<Done<'py>> {
        let wishes = Wishes { as_file, has_mask: mask.is_some(), has_trimap: trimap.is_some(), has_background: background.is_some(), background_fit };
        let preset = preset.map(preset_options).transpose()?.unwrap_or_default();
        let options = wishes.checked(named_options(options)?, preset).map_err(PyValueError::new_err)?;
        let options = options.options(OutputFormat::default(), Limits::default()).map_err(PyValueError::new_err)?;
        if self.process != std::process::id() {
            let sentence = "this session was made before the process was forked, and its threads stayed behind: make it in the process that uses it";
            return Err(offcut_error(py, "other", sentence.to_owned()));
        }
        let task = Task { photo: &photo, as_file, options: &options, mask: mask.as_ref(), trimap: trimap.as_ref(), background: background.as_ref() };
        let done = py.detach(|| {
            let _turn = self.turns.take();
            catch_unwind(AssertUnwindSafe(|| self.pool.install(|| task.run(&self.network))))
        });
        let broke = |_| {
            offcut_error(py, "other", "offcut itself failed on it; please report it, with what it prints when RUST_BACKTRACE=1 is set".to_owned())
        };
        let done = done.map_err(broke)?.map_err(|failed| core_error(py, failed.what, &failed.error))?;
        let (data, channels, bits) = match &done.made {
            Made::File(bytes) => (PyBytes::new(py, bytes), 0, 0),
            Made::Pixels(pixels) => pixels_of(py, pixels)?,
        };
        Ok(Done {
            data,
            width: done.size.width,
            height: done.size.height,
            channels,
            bits,
            area: (done.area.left, done.area.top, done.area.size.width, done.area.size.height),
            verdict: done.confidence.verdict.as_str(),
            confidence: done.confidence.score,
            notes: done.warnings.iter().map(|warning| warning.as_str()).collect(),
        })
    }
}
