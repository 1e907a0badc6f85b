//! Networks in the folder of the models: looked at when the server starts and when they change, listed in `models.json`, handed out.

pub mod description;
pub mod model_file;
pub mod model_folder;
pub mod model_list;
pub mod model_route;
mod range_digests;

pub use model_file::ModelFile;
pub use model_folder::ModelFolder;
