//! Options of the core from keyword arguments: names, ranges and sentences are the core's.

use matting::{NamedOptions, Preset};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

/// Names of rembg's arguments, which Python has in place of the core's.
const RENAMED: &[(&str, &str)] = &[("only_mask", "om"), ("bgcolor", "bgc")];

/// Options by name; `None` is one that was not given.
///
/// # Errors
/// `TypeError` for an unknown name, `ValueError` with the core's sentence for a value that the option cannot have.
pub fn named_options(values: &Bound<'_, PyDict>) -> PyResult<NamedOptions> {
    let mut options = NamedOptions::default();
    for (name, value) in values.iter().filter(|(_, value)| !value.is_none()) {
        let name: String = name.extract()?;
        let core_name = RENAMED.iter().find(|(renamed, _)| *renamed == name).map_or(name.as_str(), |(_, core_name)| core_name);
        let set = options.set(core_name, &text(&name, &value)?).ok_or_else(|| unknown(&name))?;
        set.map_err(|sentence| PyValueError::new_err(format!("{name}: {sentence}")))?;
    }
    Ok(options)
}

/// Options of a preset: the name of a built-in one, or a dictionary of options.
///
/// # Errors
/// As [`named_options`], and `ValueError` for a name that there is not.
pub fn preset_options(preset: &Bound<'_, PyAny>) -> PyResult<NamedOptions> {
    if let Ok(values) = preset.cast::<PyDict>() {
        return named_options(values);
    }
    let name: String = preset.extract().map_err(|_| PyTypeError::new_err("preset: give a name or a dictionary of options"))?;
    let known =
        Preset::named(&name).ok_or_else(|| PyValueError::new_err(format!("preset: \"{name}\" is not known; these are: {}", Preset::names())))?;
    known.options().map_err(PyValueError::new_err)
}

fn unknown(name: &str) -> PyErr {
    let known = NamedOptions::names().map(|core_name| RENAMED.iter().find(|(_, renamed)| *renamed == core_name).map_or(core_name, |(name, _)| name));
    PyTypeError::new_err(format!("there is no option {name}; these are: {}", known.collect::<Vec<_>>().join(", ")))
}

/// A value as the core reads it: text, truth, a number, or numbers with commas between.
fn text(name: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(on) = value.cast::<PyBool>() {
        Ok(on.is_true().to_string())
    } else if let Ok(text) = value.cast::<PyString>() {
        text.extract()
    } else if let Ok(number) = value.extract::<i64>() {
        Ok(number.to_string())
    } else if let Ok(number) = value.extract::<f64>() {
        Ok(number.to_string())
    } else if let Ok(numbers) = value.extract::<Vec<i64>>() {
        Ok(numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
    } else {
        Err(PyTypeError::new_err(format!("{name} is neither text nor a number, True or False")))
    }
}
