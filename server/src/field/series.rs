//! What sums are kept apart for: everything together, and one value of one property at a time.
//!
//! There is no cross product, so there are about forty series however many visits come.

use std::borrow::Cow;

use beacon::{Browser, Build, Megapixels, Memory, Model, PageVersion, Threads};

/// One line of sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    /// All that browsers told.
    All,
    /// What this server's own API did; not part of [`Series::All`].
    Server,
    /// One worker build.
    Build(Build),
    /// One number of threads.
    Threads(Threads),
    /// One family of browsers.
    Browser(Browser),
    /// One class of memory.
    Memory(Memory),
    /// One size of photos.
    Megapixels(Megapixels),
    /// One network.
    Model(Model),
    /// One version of the page; `None` stands for all versions that have no place of their own.
    Version(Option<PageVersion>),
}

impl Series {
    /// The word for the property, as in tables and on the wire.
    pub fn split(self) -> &'static str {
        match self {
            Self::All => ALL,
            Self::Server => SERVER,
            Self::Build(_) => Split::Build.word(),
            Self::Threads(_) => Split::Threads.word(),
            Self::Browser(_) => Split::Browser.word(),
            Self::Memory(_) => Split::Memory.word(),
            Self::Megapixels(_) => Split::Megapixels.word(),
            Self::Model(_) => Split::Model.word(),
            Self::Version(_) => Split::Version.word(),
        }
    }

    /// The word for the value; empty where the property has none.
    pub fn value(self) -> Cow<'static, str> {
        match self {
            Self::All | Self::Server => Cow::Borrowed(""),
            Self::Build(build) => build.word().into(),
            Self::Threads(threads) => threads.word().into(),
            Self::Browser(browser) => browser.word().into(),
            Self::Memory(memory) => memory.word().into(),
            Self::Megapixels(megapixels) => megapixels.word().into(),
            Self::Model(model) => model.word().into(),
            Self::Version(Some(version)) => version.to_string().into(),
            Self::Version(None) => "other".into(),
        }
    }
}

/// The word of [`Series::All`].
pub const ALL: &str = "all";

/// The word of [`Series::Server`].
pub const SERVER: &str = "server";

/// A property that events can be compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// By worker build.
    Build,
    /// By number of threads.
    Threads,
    /// By family of browsers.
    Browser,
    /// By memory of the device.
    Memory,
    /// By size of the photo.
    Megapixels,
    /// By network.
    Model,
    /// By version of the page.
    Version,
}

impl Split {
    /// Every property, in the order they are offered.
    pub const EVERY: [Self; 7] = [Self::Build, Self::Threads, Self::Browser, Self::Memory, Self::Megapixels, Self::Model, Self::Version];

    /// The word in addresses and tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Threads => "threads",
            Self::Browser => "browser",
            Self::Memory => "memory",
            Self::Megapixels => "megapixels",
            Self::Model => "model",
            Self::Version => "version",
        }
    }

    /// The word for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Build => "Build",
            Self::Threads => "Threads",
            Self::Browser => "Browser",
            Self::Memory => "Memory",
            Self::Megapixels => "Megapixels",
            Self::Model => "Model",
            Self::Version => "Version",
        }
    }

    /// The place of a value among those of its property: our own order where there is one, the newest version first.
    pub fn place(self, value: &str) -> usize {
        let among = |words: &[&str]| words.iter().position(|word| *word == value).unwrap_or(words.len());
        match self {
            Self::Build => among(&Build::ALL.iter().map(|build| build.word()).collect::<Vec<_>>()),
            Self::Threads => among(&Threads::ALL.iter().map(|threads| threads.word()).collect::<Vec<_>>()),
            Self::Browser => among(&Browser::ALL.iter().map(|browser| browser.word()).collect::<Vec<_>>()),
            Self::Memory => among(&Memory::ALL.iter().map(|memory| memory.word()).collect::<Vec<_>>()),
            Self::Megapixels => among(&Megapixels::ALL.iter().map(|megapixels| megapixels.word()).collect::<Vec<_>>()),
            Self::Model => among(&Model::ALL.iter().map(|model| model.word()).collect::<Vec<_>>()),
            Self::Version => usize::from(value == "other"),
        }
    }
}
