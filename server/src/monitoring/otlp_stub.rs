//! Stand-in for [`super::otlp`] in a server without the feature `otlp`: no exporter exists.

use std::time::{Duration, SystemTime};

use axum::http::HeaderMap;

use crate::error::StartupError;

/// Span of a request, which nothing can make.
#[derive(Debug, Clone)]
pub enum Context {}

/// Exporter to a collector, which nothing can make.
#[derive(Debug)]
pub enum Otlp {}

impl Otlp {
    /// Refuses `--otlp`.
    ///
    /// # Errors
    /// Always.
    pub fn start(_: &str) -> Result<Self, StartupError> {
        Err(StartupError::NotBuilt { flag: "--otlp" })
    }

    /// Never called.
    pub fn begin(&self, _: &'static str, _: &str, _: &str, _: &HeaderMap) -> Context {
        match *self {}
    }

    /// Never called.
    pub fn end(&self, _: &Context, _: &'static str, _: &str, _: u16, _: Duration) {
        match *self {}
    }

    /// Never called.
    pub fn failure(&self, _: &Context, _: &'static str, _: &'static str) {
        match *self {}
    }

    /// Never called.
    pub fn stage(&self, _: Option<&Context>, _: &'static str, _: SystemTime, _: Duration) {
        match *self {}
    }

    /// Never called.
    pub fn beacon(&self, _: &'static str) {
        match *self {}
    }

    /// Never called.
    pub fn photo(&self, _: &'static str) {
        match *self {}
    }

    /// Never called.
    pub fn stop(&self) {
        match *self {}
    }
}
