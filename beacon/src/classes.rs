//! Classes of raw values: measurements of the page to identifiers of the wire format.

use crate::{Browser, Megapixels, Memory, Model, NetworkBytes, QueueSize, Reason, Threads};

impl Threads {
    /// Class of a number of threads.
    pub fn of(count: usize) -> Self {
        match count {
            0 | 1 => Threads::One,
            2 => Threads::Two,
            3 | 4 => Threads::UpTo4,
            5..=8 => Threads::UpTo8,
            9.. => Threads::More,
        }
    }
}

impl Browser {
    /// Family that a `User-Agent` names. Brands name the ones before them, so the order of the checks counts.
    pub fn of(user_agent: &str) -> Self {
        let has = |word: &str| user_agent.contains(word);
        if has("Edg/") || has("EdgA/") {
            Browser::Edge
        } else if has("Firefox/") {
            Browser::Firefox
        } else if has("Chrome/") {
            Browser::Chromium
        } else if has("Safari/") || has("iPhone") || has("iPad") {
            Browser::Safari
        } else {
            Browser::Other
        }
    }
}

impl Memory {
    /// Class of `navigator.deviceMemory`, which is absent outside of Chromium.
    pub fn of(gigabytes: Option<f64>) -> Self {
        match gigabytes {
            Some(gigabytes) if gigabytes < 4.0 => Memory::Under4,
            Some(gigabytes) if gigabytes < 8.0 => Memory::UpTo8,
            Some(_) => Memory::More,
            None => Memory::Unknown,
        }
    }
}

impl Model {
    /// Network of this name in the catalogue, [`Model::Other`] where it has no word of its own.
    pub fn of(name: &str) -> Self {
        Self::named(name).unwrap_or(Self::Other)
    }
}

impl Reason {
    /// Reason for an error of the core by the identifier of its kind, [`Reason::Other`] where it has no word of its own.
    pub fn of(kind: &str) -> Self {
        Self::named(kind).unwrap_or(Self::Other)
    }
}

impl Megapixels {
    /// Class of a number of pixels.
    pub fn of(pixels: u64) -> Self {
        match pixels {
            0..500_000 => Megapixels::UnderHalf,
            500_000..2_000_000 => Megapixels::UpTo2,
            2_000_000..8_000_000 => Megapixels::UpTo8,
            8_000_000..16_000_000 => Megapixels::UpTo16,
            16_000_000..50_000_000 => Megapixels::UpTo50,
            50_000_000.. => Megapixels::More,
        }
    }
}

impl NetworkBytes {
    /// Class of a number of bytes.
    pub fn of(bytes: u64) -> Self {
        match bytes {
            0..10_000_000 => NetworkBytes::Under10,
            10_000_000..50_000_000 => NetworkBytes::UpTo50,
            50_000_000..100_000_000 => NetworkBytes::UpTo100,
            100_000_000..200_000_000 => NetworkBytes::UpTo200,
            200_000_000.. => NetworkBytes::More,
        }
    }
}

impl QueueSize {
    /// Class of a number of photos.
    pub fn of(photos: u32) -> Self {
        match photos {
            0 | 1 => QueueSize::One,
            2..=5 => QueueSize::UpTo5,
            6..=20 => QueueSize::UpTo20,
            21..=50 => QueueSize::UpTo50,
            51..=200 => QueueSize::UpTo200,
            201.. => QueueSize::More,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PageVersion;

    #[test]
    fn user_agents_and_memory_have_their_classes() {
        for (user_agent, browser) in [
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36", Browser::Chromium),
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", Browser::Edge),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Browser::Firefox),
            ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", Browser::Safari),
            ("Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile Safari/605.1.15", Browser::Safari),
            ("curl/8", Browser::Other),
        ] {
            assert_eq!(Browser::of(user_agent), browser, "{user_agent}");
        }
        assert_eq!([Some(0.25), Some(4.0), Some(8.0), None].map(Memory::of), [Memory::Under4, Memory::UpTo8, Memory::More, Memory::Unknown]);
        assert_eq!(PageVersion::CURRENT.to_string(), env!("CARGO_PKG_VERSION"));
        assert_eq!(["silueta", "no-such-net"].map(Model::of), [Model::Silueta, Model::Other]);
    }

    #[test]
    fn number_classes_have_no_gap() {
        assert_eq!([0, 1, 2, 3, 5, 9].map(|n| Threads::of(n).as_str()), ["1", "1", "2", "3-4", "5-8", "9+"]);
        assert_eq!(
            [499_999, 500_000, 2_000_000, 8_000_000, 16_000_000, 50_000_000].map(|n| Megapixels::of(n).as_str()),
            ["<0.5", "0.5-2", "2-8", "8-16", "16-50", "50+"]
        );
        let bytes = [9_999_999, 44_173_029, 88_000_000, 178_648_008, 200_000_000].map(|n| NetworkBytes::of(n).as_str());
        assert_eq!(bytes, ["<10", "10-50", "50-100", "100-200", "200+"]);
        let photos = [1, 2, 5, 6, 20, 21, 50, 51, 200, 201].map(|n| QueueSize::of(n).as_str());
        assert_eq!(photos, ["1", "2-5", "2-5", "6-20", "6-20", "21-50", "21-50", "51-200", "51-200", "201+"]);
    }
}
