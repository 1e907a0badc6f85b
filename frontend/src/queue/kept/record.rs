//! Record of a photo on the device: a small JSON file beside those that it names, and written after them.

use matting::{Confidence, OutputFormat, Warning};
use serde::{Deserialize, Serialize};

use super::format;
use crate::editing::{EditSettings, Strokes};
use crate::protocol::{Input, VisibleArea};

/// Record of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// File name of the photo, where there is one.
    pub name: Option<String>,
    /// Folder that it came in, with slashes; mostly empty.
    pub folder: String,
    /// File of the photo.
    pub photo: FileMark,
    /// Settings of the panel.
    pub settings: EditSettings,
    /// Strokes of the brush.
    pub strokes: Strokes,
    /// Background pictures that settings here name by number.
    pub backgrounds: Vec<BackgroundMark>,
    /// Status.
    pub status: KeptStatus,
}

/// File of a session's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileMark {
    /// Name in the folder.
    pub name: String,
    /// Number of bytes.
    pub bytes: u64,
    /// MIME type; may be empty.
    pub mime: String,
}

/// Background picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackgroundMark {
    /// Number in the settings.
    pub number: u32,
    /// File name as the person knows it.
    pub title: String,
    /// Key that tells the picture from all others.
    pub key: String,
    /// File.
    pub file: FileMark,
}

/// Status of a photo.
#[derive(Debug, Clone, PartialEq)]
pub enum KeptStatus {
    /// Waits, was being processed, or failed: by the next visit the reason may be over.
    Waiting,
    /// Was cancelled.
    Cancelled,
    /// Cut out.
    Done(Box<KeptCutOut>),
}

/// Cut-out of a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCutOut {
    /// File.
    pub file: FileMark,
    /// CRC-32 of its bytes.
    pub crc: u32,
    /// Columns and rows of the file.
    pub size: [u32; 2],
    /// Area of the photo that it shows.
    pub area: VisibleArea,
    /// Confidence in it.
    pub confidence: Confidence,
    /// Settings and strokes that it was made of, where the present ones are others.
    pub made_from: Option<(EditSettings, Strokes)>,
    /// The first result, before edits.
    pub first: FirstResult,
}

/// First result of a photo, as `Finished` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstResult {
    /// Copy of the original that every browser shows, where the worker made one.
    pub original: Option<FileMark>,
    /// Whether anything shows the original.
    pub is_shown: bool,
    /// Input of the worker: pixels are as many as those of the result.
    pub input: Input,
    /// Things about the photo's file that the cut-out does not show.
    pub warnings: Vec<Warning>,
    /// Columns and rows.
    pub size: [u32; 2],
    /// Confidence.
    pub confidence: Confidence,
    /// Duration from taking the photo in to the picture on the page.
    pub total_ms: f32,
}

/// Name of a photo's file.
pub fn photo_file(number: u32) -> String {
    format!("{number}-photo")
}

/// Name of the copy of a photo that every browser shows.
pub fn original_file(number: u32) -> String {
    format!("{number}-original.png")
}

/// Name of a cut-out's file: another one for other bytes, so that a file is never written over.
pub fn cut_out_file(number: u32, crc: u32, bytes: u64, output_format: OutputFormat) -> String {
    format!("{number}-{crc:08x}-{bytes}.{}", output_format.extension())
}

/// Name of a background's file.
pub fn background_file(key: &str) -> String {
    format!("background-{key}")
}

/// Whether several photos may need the file of this name.
pub fn is_shared(name: &str) -> bool {
    name.starts_with("background-")
}

/// Name of a record's file.
pub fn record_file(number: u32) -> String {
    format!("{number}.json")
}

/// Number of the photo whose record has this name.
pub fn number_of_record(name: &str) -> Option<u32> {
    let number = name.strip_suffix(".json")?.parse().ok()?;
    (record_file(number) == name).then_some(number)
}

impl Record {
    /// Record of a photo that waits, with these settings.
    pub fn waiting(name: Option<String>, folder: String, photo: FileMark, settings: EditSettings) -> Self {
        let (strokes, backgrounds, status) = (Strokes::default(), Vec::new(), KeptStatus::Waiting);
        Self { name, folder, photo, settings, strokes, backgrounds, status }
    }

    /// Text of the record.
    pub fn to_json(&self) -> String {
        format::write(self)
    }

    /// Record of a text; `None` of one that is damaged, cut short or of another version.
    pub fn parse(text: &str) -> Option<Self> {
        format::read(text)
    }

    /// Files that it names.
    pub fn files(&self) -> Vec<&FileMark> {
        let mut files = vec![&self.photo];
        files.extend(self.backgrounds.iter().map(|background| &background.file));
        if let KeptStatus::Done(cut_out) = &self.status {
            files.extend(&cut_out.first.original);
            files.push(&cut_out.file);
        }
        files
    }

    /// Numbers of background pictures in its settings.
    pub fn background_numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for number in self.all_settings().filter_map(|settings| settings.background_picture) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    fn all_settings(&self) -> impl Iterator<Item = &EditSettings> {
        let made_from = match &self.status {
            KeptStatus::Done(cut_out) => cut_out.made_from.as_ref().map(|(settings, _)| settings),
            KeptStatus::Waiting | KeptStatus::Cancelled => None,
        };
        std::iter::once(&self.settings).chain(made_from)
    }

    /// Gives background pictures other numbers: their numbers are those of a visit. One without a number is no longer chosen.
    pub fn renumber(&mut self, number: impl Fn(u32) -> Option<u32>) {
        self.settings.background_picture = self.settings.background_picture.and_then(&number);
        if let KeptStatus::Done(cut_out) = &mut self.status
            && let Some((settings, _)) = &mut cut_out.made_from
        {
            settings.background_picture = settings.background_picture.and_then(&number);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use matting::Stroke;

    use super::*;
    use crate::editing::BackgroundKind;

    fn mark(name: String, bytes: u64) -> FileMark {
        FileMark { name, bytes, mime: "image/png".to_owned() }
    }

    /// Record of a photo that waits.
    pub fn waiting(number: u32) -> Record {
        Record::waiting(Some("猫.jpg".to_owned()), "day 1".to_owned(), mark(photo_file(number), 40), EditSettings::default())
    }

    /// Record of a photo that is cut out, with a stroke and a background picture.
    pub fn done(number: u32, crc: u32) -> Record {
        let mut strokes = Strokes::default();
        strokes.push(Stroke { keep: true, radius: 0.02, points: vec![[0.25, 1.0 / 3.0]] });
        strokes.push(Stroke { keep: false, radius: 0.02, points: vec![[0.5, 0.5]] });
        strokes.undo();
        let first = FirstResult {
            original: Some(mark(original_file(number), 30)),
            is_shown: true,
            input: Input::Pixels { width: 4, height: 3 },
            warnings: vec![Warning::Truncated],
            size: [4, 3],
            confidence: Confidence::FULL,
            total_ms: 2000.5,
        };
        let cut_out = KeptCutOut {
            file: mark(cut_out_file(number, crc, 20, OutputFormat::Png), 20),
            crc,
            size: [4, 3],
            area: VisibleArea { left: 0.1, ..VisibleArea::WHOLE },
            confidence: Confidence::FULL,
            made_from: Some((EditSettings { background_picture: Some(3), ..EditSettings::default() }, Strokes::default())),
            first,
        };
        let settings = EditSettings { background: BackgroundKind::Picture, background_picture: Some(5), trims: true, ..EditSettings::default() };
        let background =
            |number, key: &str| BackgroundMark { number, title: "beach.jpg".to_owned(), key: key.to_owned(), file: mark(background_file(key), 10) };
        let backgrounds = vec![background(3, "a"), background(5, "b")];
        Record { settings, strokes, backgrounds, status: KeptStatus::Done(Box::new(cut_out)), ..waiting(number) }
    }

    #[test]
    fn records_survive_a_round_trip_with_edits_and_undone_strokes() {
        for record in [waiting(1), done(7, 0xfff), Record { name: None, status: KeptStatus::Cancelled, ..waiting(2) }] {
            let text = record.to_json();
            assert_eq!(Record::parse(&text).as_ref(), Some(&record), "{text}");
            assert!(record.strokes.can_redo() == matches!(record.status, KeptStatus::Done(_)));
        }
    }

    #[test]
    fn damaged_and_half_written_records_are_none() {
        let text = done(7, 1).to_json();
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert_eq!(Record::parse(&text[..end]), None);
        }
        for damaged in [text.replace("\"version\":1", "\"version\":2"), text.replace("\"crc\":1", "\"crc\":-1"), "null".to_owned(), "[]".to_owned()] {
            assert_eq!(Record::parse(&damaged), None, "{damaged}");
        }
    }

    #[test]
    fn files_are_all_that_the_record_needs() {
        let names = |record: &Record| record.files().iter().map(|file| file.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&waiting(1)), ["1-photo"]);
        assert_eq!(names(&done(7, 0xabc)), ["7-photo", "background-a", "background-b", "7-original.png", "7-00000abc-20.png"]);
    }

    #[test]
    fn numbers_of_records_are_told_from_other_names() {
        assert_eq!([0, 12, u32::MAX].map(|number| number_of_record(&record_file(number))), [Some(0), Some(12), Some(u32::MAX)]);
        for other in ["1-photo", "01.json", "+1.json", ".json", "4294967296.json", "1.json.crswap", "a.json"] {
            assert_eq!(number_of_record(other), None, "{other}");
        }
    }

    #[test]
    fn backgrounds_get_the_numbers_of_the_visit() {
        let mut record = done(1, 1);
        assert_eq!(record.background_numbers(), [5, 3]);
        record.renumber(|number| (number == 3).then_some(0));
        assert_eq!((record.background_numbers(), record.settings.background_picture), (vec![0], None));
    }
}
