//! IPTC records of a photo (IIM 4.2), reduced to those that may go into a cut-out.

use crate::Metadata;

/// Numbers of record 2: title, urgency, categories, keywords, instructions, dates and times, authors and their titles, job, headline, credit, source,
/// copyright, caption and its writer.
const KEPT: &[u8] = &[0, 5, 10, 15, 20, 25, 40, 55, 60, 62, 63, 80, 85, 103, 105, 110, 115, 116, 120, 122];
/// Locations of the content, city, sublocation, province, country, contact.
const PLACES: &[u8] = &[26, 27, 90, 92, 95, 100, 101, 118];
/// Record 1 has the character set.
const CHARACTER_SET: (u8, u8) = (1, 90);

/// Most bytes of records that are kept: a segment of JPEG has no more.
const MAX_BYTES: usize = 60_000;

/// IPTC records that may go from a photo into its cut-out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iptc(Vec<Record>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    number: (u8, u8),
    value: Vec<u8>,
}

impl Iptc {
    /// Reads records. Unknown ones are skipped; `None` when nothing is left.
    pub fn read(mut bytes: &[u8]) -> Option<Self> {
        let mut records = Vec::new();
        while let [0x1c, record, number, high, low, rest @ ..] = bytes {
            // Lengths from 2^15 on are written in another way, for data that is no text.
            let Some((value, after)) = rest.split_at_checked(usize::from(u16::from_be_bytes([*high, *low]))) else { break };
            bytes = after;
            let number = (*record, *number);
            if number == CHARACTER_SET || (number.0 == 2 && (KEPT.contains(&number.1) || PLACES.contains(&number.1))) {
                records.push(Record { number, value: value.to_vec() });
            }
        }
        let length: usize = records.iter().map(|record| record.value.len() + 5).sum();
        let has_content = records.iter().any(|record| record.number.0 == 2 && record.number.1 != 0);
        (has_content && length < MAX_BYTES).then_some(Self(records))
    }

    /// Records of what is to be kept; `None` when that is nothing.
    pub fn to_bytes(&self, keep: Metadata) -> Option<Vec<u8>> {
        if keep == Metadata::None {
            return None;
        }
        let is_place = |record: &Record| record.number.0 == 2 && PLACES.contains(&record.number.1);
        let kept: Vec<&Record> = self.0.iter().filter(|record| keep == Metadata::All || !is_place(record)).collect();
        kept.iter().any(|record| record.number.0 == 2 && record.number.1 != 0).then(|| {
            let written = kept.iter().flat_map(|Record { number: (record, number), value }| {
                let [high, low] = (value.len() as u16).to_be_bytes();
                [0x1c, *record, *number, high, low].into_iter().chain(value.iter().copied())
            });
            written.collect()
        })
    }
}

/// Records as one of Photoshop's image resources.
pub(crate) fn as_resource(records: &[u8]) -> Vec<u8> {
    let padding = &[0][..records.len() % 2];
    [b"8BIM\x04\x04\0\0", &(records.len() as u32).to_be_bytes()[..], records, padding].concat()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record(record: u8, number: u8, value: &str) -> Vec<u8> {
        [&[0x1c, record, number, 0, value.len() as u8][..], value.as_bytes()].concat()
    }

    fn sample() -> Vec<u8> {
        let records = [
            record(1, 90, "\u{1b}%G"),
            record(2, 0, "\0\u{4}"),
            record(2, 80, "Someone"),
            record(2, 90, "Berlin"),
            record(2, 116, "(c)"),
            record(2, 202, "PREVIEW"),
        ];
        records.concat()
    }

    #[test]
    fn author_is_kept_and_place_only_when_asked() {
        let iptc = Iptc::read(&sample()).unwrap();
        assert_eq!(iptc.to_bytes(Metadata::None), None);
        let holds = |keep, word: &str| iptc.to_bytes(keep).unwrap().windows(word.len()).any(|found| found == word.as_bytes());
        for keep in [Metadata::WithoutPlace, Metadata::All] {
            assert!(holds(keep, "Someone") && holds(keep, "(c)") && holds(keep, "%G") && !holds(keep, "PREVIEW"));
        }
        assert!(holds(Metadata::All, "Berlin") && !holds(Metadata::WithoutPlace, "Berlin"));
    }

    #[test]
    fn records_without_content_are_nothing() {
        assert_eq!(Iptc::read(&[record(1, 90, "\u{1b}%G"), record(2, 0, "\0\u{4}")].concat()), None);
        let place = Iptc::read(&record(2, 90, "Berlin")).unwrap();
        assert_eq!(place.to_bytes(Metadata::WithoutPlace), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(prop_oneof![Just(0x1c), Just(2), any::<u8>()], 0..200)) {
            if let Some(iptc) = Iptc::read(&bytes) {
                let written = iptc.to_bytes(Metadata::All).unwrap();
                prop_assert_eq!(Iptc::read(&written), Some(iptc));
            }
        }
    }
}
