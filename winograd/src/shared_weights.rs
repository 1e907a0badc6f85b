//! Weights that the clones of an operator share.

use std::ops::Deref;
use std::sync::Arc;

/// Weights that the clones of an operator share. They have no useful equality: they equal their clones alone.
#[derive(Debug)]
pub struct SharedWeights<T>(Arc<T>);

impl<T> SharedWeights<T> {
    /// Weights that nothing else has.
    pub fn new(weights: T) -> Self {
        Self(Arc::new(weights))
    }
}

impl<T> Clone for SharedWeights<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for SharedWeights<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for SharedWeights<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for SharedWeights<T> {}
