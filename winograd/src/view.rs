//! Feature maps as the kernels read them.

/// A feature map: `height`×`width` pixels of `channels` floats each, contiguous, channels last (NHWC with N = 1).
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The floats, in (row, column, channel) order.
    pub data: &'a [f32],
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
    /// Floats per pixel.
    pub channels: usize,
}

impl<'a> View<'a> {
    /// A map over `data`.
    ///
    /// # Panics
    /// If `data` is not exactly `height·width·channels` floats.
    pub fn new(data: &'a [f32], height: usize, width: usize, channels: usize) -> Self {
        let view = Self { data, height, width, channels };
        view.check();
        view
    }

    /// Asserts that the sizes describe the data, on which the kernels' pointers rely.
    pub(crate) fn check(&self) {
        let len = self.height.checked_mul(self.width).and_then(|pixels| pixels.checked_mul(self.channels));
        assert_eq!(len, Some(self.data.len()), "a {}×{}×{} view needs as many floats", self.height, self.width, self.channels);
    }
}

/// The common size of several inputs and the sum of their channels.
///
/// # Panics
/// If there are none, their sizes differ, or a view does not fit its data.
pub(crate) fn concatenated(inputs: &[View]) -> (usize, usize, usize) {
    assert!(!inputs.is_empty(), "at least one input is needed");
    let (height, width) = (inputs[0].height, inputs[0].width);
    for input in inputs {
        input.check();
        assert_eq!((input.height, input.width), (height, width), "all inputs need one size");
    }
    (height, width, inputs.iter().map(|input| input.channels).sum())
}
