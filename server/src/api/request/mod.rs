//! Request parsing and admission: origin check, rate limit, upload, photo and parameters.

pub mod admission;
pub mod base64_picture;
pub mod cors;
pub mod form;
pub mod origin_check;
pub mod params;
pub mod params_table;
pub mod photo_source;
pub mod rate_limit;
pub mod upload;
