//! From a request to a photo with parameters.

pub mod admission;
pub mod origin_check;
pub mod params;
pub mod params_table;
pub mod rate_limit;
pub mod upload;
