//! Native module of the Python package: pictures come as files or pixels, options by name; `offcut/__init__.py` is what people import.

mod cutting;
mod failure;
mod loading;
mod named_values;
mod network;
mod pictures;
mod turns;

#[pyo3::pymodule]
mod _offcut {
    use matting::NamedOptions;
    use pyo3::prelude::*;

    use crate::failure::OffcutError;
    #[pymodule_export]
    use crate::network::Network;

    /// Version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");

    /// Names of the options that `Network.cut_out` takes.
    #[pyfunction]
    fn option_names() -> Vec<&'static str> {
        NamedOptions::names().collect()
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // A panic becomes an exception with a sentence, which the trace on standard error would only hide.
        if std::env::var_os("RUST_BACKTRACE").is_none() {
            std::panic::set_hook(Box::new(|_| {}));
        }
        module.add("OffcutError", module.py().get_type::<OffcutError>())
    }
}
