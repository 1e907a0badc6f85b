//! Exceptions: errors of the core with their sentences.

use pyo3::exceptions::PyException;
use pyo3::prelude::*;

pyo3::create_exception!(
    offcut,
    OffcutError,
    PyException,
    "A picture, a network or a cut-out that cannot be had. The text is a sentence that says what to do; `kind` is a word for programs."
);

/// [`OffcutError`] with a sentence, and with the kind of error for programs.
pub fn offcut_error(py: Python<'_>, kind: &str, sentence: String) -> PyErr {
    let error = OffcutError::new_err(sentence);
    // An exception of ours takes attributes.
    match error.value(py).setattr("kind", kind) {
        Ok(()) => error,
        Err(unexpected) => unexpected,
    }
}

/// Error of the core about `what`: the photo without a name, other pictures and networks with theirs.
pub fn core_error(py: Python<'_>, what: Option<&str>, error: &matting::Error) -> PyErr {
    let sentence = what.map_or_else(|| error.to_string(), |what| format!("{what}: {error}"));
    offcut_error(py, error.kind().as_str(), sentence)
}
