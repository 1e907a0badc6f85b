//! The versions of the page that have sums of their own.

use beacon::PageVersion;

/// As many as one server tells apart: those of a few releases. A flood of invented ones ends here.
const MOST: usize = 8;

/// The first versions that were seen; the server's own always has its place.
#[derive(Debug)]
pub struct PageVersions {
    known: Vec<PageVersion>,
}

impl Default for PageVersions {
    fn default() -> Self {
        let mut known = Vec::with_capacity(MOST);
        known.push(PageVersion::CURRENT);
        Self { known }
    }
}

impl PageVersions {
    /// The version itself, or `None` when all places are taken by others.
    pub fn place(&mut self, version: PageVersion) -> Option<PageVersion> {
        if !self.known.contains(&version) {
            if self.known.len() == MOST {
                return None;
            }
            self.known.push(version);
        }
        Some(version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_versions_has_eight_places_and_the_own_is_one_of_them() {
        let mut versions = PageVersions::default();
        let flood = (0..u16::MAX).filter_map(|number| versions.place(PageVersion([9, 9, number])));
        assert_eq!(flood.count(), MOST - 1);
        assert_eq!(versions.place(PageVersion::CURRENT), Some(PageVersion::CURRENT));
        assert_eq!(versions.known.len(), MOST);
    }
}
