//! Estimate of the memory that the worker takes with a network.

/// Bytes of memory for each byte of the file: the file itself while it is read, and its weights as they are transformed (IS-Net's take twice its file).
const PER_FILE_BYTE: u64 = 3;

/// Bytes of memory for each pixel of the network's input: the maps between its layers.
const PER_INPUT_PIXEL: u64 = 256;

/// Memory of the worker without a network, with an ordinary photo.
const WITHOUT_NETWORK: u64 = 150_000_000;

/// Memory that WebAssembly can have.
const MOST: u64 = 4 << 30;

/// Whether a network fits a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Nothing speaks against it.
    Yes,
    /// It needs more than half of the device's memory.
    Tight {
        /// Bytes that it needs.
        needs: u64,
    },
    /// It needs more than a page can have.
    No {
        /// Bytes that it needs.
        needs: u64,
    },
}

/// Estimate of the worker's memory with a network of so many bytes and this input side, in bytes.
pub fn needs(bytes: u64, side: u32) -> u64 {
    let pixels = u64::from(side).saturating_mul(side.into());
    bytes.saturating_mul(PER_FILE_BYTE).saturating_add(pixels.saturating_mul(PER_INPUT_PIXEL)).saturating_add(WITHOUT_NETWORK)
}

/// Whether it fits a device with so much memory, in gigabytes; `None` where the browser does not say. Chromium says 8 for all that have more.
pub fn fit(bytes: u64, side: u32, gigabytes: Option<f64>) -> Fit {
    let needs = needs(bytes, side);
    let half = gigabytes.map(|gigabytes| (gigabytes * 0.5 * (1_u64 << 30) as f64) as u64);
    if needs > MOST {
        Fit::No { needs }
    } else if half.is_some_and(|half| needs > half) {
        Fit::Tight { needs }
    } else {
        Fit::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_of_the_catalogue_fit_ordinary_devices() {
        let isnet = |gigabytes| fit(178_648_008, 1024, gigabytes);
        assert_eq!([isnet(Some(8.0)), isnet(Some(2.0)), isnet(None)], [Fit::Yes; 3]);
        let needs = needs(178_648_008, 1024);
        assert_eq!((isnet(Some(1.0)), needs / 100_000_000), (Fit::Tight { needs }, 9));
        assert_eq!(fit(44_173_029, 320, Some(1.0)), Fit::Yes);
        assert!(matches!(fit(2_000_000_000, 1024, Some(8.0)), Fit::No { .. }));
        assert!(matches!(fit(u64::MAX, u32::MAX, None), Fit::No { .. }));
    }
}
