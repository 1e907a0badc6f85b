//! Text of a record: JSON of strings and lists of numbers. A deserialiser for each type of the core would take a tenth of the page's bytes.

use matting::{
    Align, Canvas, Colour, Confidence, Dpi, EncodeQuality, Fit, Frame, Margin, Metadata, Outline, OutputFormat, Percent, Quality, Shadow, Side,
    Stroke, Verdict, Warning,
};
use serde::{Deserialize, Serialize};

use super::record::{BackgroundMark, FileMark, FirstResult, KeptCutOut, KeptStatus, Record};
use crate::editing::{BackgroundKind, EditSettings, Snapshot, Strokes};
use crate::protocol::{Input, VisibleArea};

/// Version of the format: another one has other numbers, or the same in another order. Records of another version are passed over.
const VERSION: u32 = 1;

const OUTPUT_FORMATS: [OutputFormat; 4] = [OutputFormat::Png, OutputFormat::WebP, OutputFormat::Jpeg, OutputFormat::Avif];
const METADATA: [Metadata; 3] = [Metadata::None, Metadata::WithoutPlace, Metadata::All];
const VERDICTS: [Verdict; 3] = [Verdict::Fine, Verdict::PleaseCheck, Verdict::NoClearSubject];
const WARNINGS: [Warning; 4] = [Warning::Truncated, Warning::FirstPictureOnly, Warning::GainMapIgnored, Warning::Enlarged];

#[derive(Serialize, Deserialize)]
struct Text {
    version: u32,
    name: Option<String>,
    folder: String,
    photo: FileMark,
    backgrounds: Vec<BackgroundMark>,
    edits: TextOfEdits,
    is_cancelled: bool,
    done: Option<TextOfCutOut>,
}

#[derive(Serialize, Deserialize)]
struct TextOfEdits {
    settings: Vec<f32>,
    /// Of each stroke: whether it keeps, its radius, and its points.
    drawn: Vec<Vec<f32>>,
    undone: Vec<Vec<f32>>,
}

#[derive(Serialize, Deserialize)]
struct TextOfCutOut {
    file: FileMark,
    crc: u32,
    original: Option<FileMark>,
    numbers: Vec<f32>,
    warnings: Vec<f32>,
    made_from: Option<TextOfEdits>,
}

/// Text of a record.
pub fn write(record: &Record) -> String {
    let (is_cancelled, done) = match &record.status {
        KeptStatus::Waiting => (false, None),
        KeptStatus::Cancelled => (true, None),
        KeptStatus::Done(cut_out) => (false, Some(text_of_cut_out(cut_out))),
    };
    let text = Text {
        version: VERSION,
        name: record.name.clone(),
        folder: record.folder.clone(),
        photo: record.photo.clone(),
        backgrounds: record.backgrounds.clone(),
        edits: text_of_edits(&record.settings, &record.strokes),
        is_cancelled,
        done,
    };
    // Strings, numbers and lists: there is nothing that JSON could not hold.
    serde_json::to_string(&text).unwrap_or_default()
}

/// Record of a text; `None` of one that is damaged, cut short or of another version.
pub fn read(text: &str) -> Option<Record> {
    let Text { version, name, folder, photo, backgrounds, edits, is_cancelled, done } = serde_json::from_str(text).ok()?;
    if version != VERSION {
        return None;
    }
    let (settings, strokes) = edits_of(&edits)?;
    let status = match done {
        Some(done) => KeptStatus::Done(Box::new(cut_out_of(done)?)),
        None if is_cancelled => KeptStatus::Cancelled,
        None => KeptStatus::Waiting,
    };
    Some(Record { name, folder, photo, settings, strokes, backgrounds, status })
}

/// Text of the settings alone.
pub fn write_settings(settings: &EditSettings) -> String {
    numbers_of(settings).iter().map(f32::to_string).collect::<Vec<_>>().join(",")
}

/// Settings of such a text; `None` of one that is damaged.
pub fn read_settings(text: &str) -> Option<EditSettings> {
    let numbers = text.split(',').map(|number| number.parse().ok()).collect::<Option<Vec<f32>>>()?;
    settings_of(&mut Numbers(&numbers))
}

fn text_of_edits(settings: &EditSettings, strokes: &Strokes) -> TextOfEdits {
    let numbers = |stroke: &Stroke| -> Vec<f32> {
        let head = [f32::from(u8::from(stroke.keep)), stroke.radius];
        head.into_iter().chain(stroke.points.iter().flatten().copied()).collect()
    };
    let (drawn, undone) = (strokes.drawn().iter().map(numbers).collect(), strokes.undone().iter().map(numbers).collect());
    TextOfEdits { settings: numbers_of(settings), drawn, undone }
}

fn edits_of(text: &TextOfEdits) -> Option<Snapshot> {
    let stroke = |numbers: &Vec<f32>| {
        let (head, points) = numbers.split_first_chunk::<2>()?;
        let (points, rest) = points.as_chunks::<2>();
        (rest.is_empty() && !points.is_empty()).then(|| Stroke { keep: head[0] != 0.0, radius: head[1], points: points.to_vec() })
    };
    let strokes = |all: &[Vec<f32>]| all.iter().map(stroke).collect::<Option<Vec<_>>>();
    Some((settings_of(&mut Numbers(&text.settings))?, Strokes::kept(strokes(&text.drawn)?, strokes(&text.undone)?)))
}

/// Place of a value in its list.
fn place<T: PartialEq>(list: &[T], value: &T) -> f32 {
    list.iter().position(|other| other == value).unwrap_or(0) as f32
}

/// Numbers that are read one after the other.
struct Numbers<'a>(&'a [f32]);

impl Numbers<'_> {
    fn next(&mut self) -> Option<f32> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn is(&mut self) -> Option<bool> {
        self.next().map(|number| number != 0.0)
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let number = self.next()?;
        list.get(number as usize).copied()
    }

    fn colour(&mut self) -> Option<Colour> {
        let [red, green, blue, alpha] = [self.next()?, self.next()?, self.next()?, self.next()?].map(|number| number as u8);
        Some(Colour { red, green, blue, alpha })
    }

    fn percent<const MIN: i16, const MAX: i16>(&mut self) -> Option<Percent<MIN, MAX>> {
        self.next().map(Percent::clamped)
    }

    fn size(&mut self) -> Option<[u32; 2]> {
        Some([self.next()?, self.next()?].map(|number| number as u32))
    }

    fn confidence(&mut self) -> Option<Confidence> {
        Some(Confidence { score: self.next()?, verdict: self.of(&VERDICTS)? })
    }
}

fn of_colour(colour: Colour) -> [f32; 4] {
    [colour.red, colour.green, colour.blue, colour.alpha].map(f32::from)
}

fn numbers_of(settings: &EditSettings) -> Vec<f32> {
    let EditSettings { quality, background, colour, background_picture, fit, blur, has_shadow, shadow, trims, margin, mask_only, .. } = settings;
    let EditSettings { output_format, file_quality, metadata, has_frame, frame, outline, keeps_edge_colour, .. } = settings;
    let is = |yes: bool| f32::from(u8::from(yes));
    let (is_contained, bars) = match fit {
        Fit::Cover => (false, Colour::transparent()),
        Fit::Contain { bars } => (true, *bars),
    };
    let mut numbers = vec![place(Quality::ALL, quality), place(&BackgroundKind::ALL, background)];
    numbers.extend(of_colour(*colour));
    // 0 for none.
    numbers.push(background_picture.map_or(0.0, |number| number as f32 + 1.0));
    numbers.push(is(is_contained));
    numbers.extend(of_colour(bars));
    numbers.extend([blur.get(), is(*has_shadow), shadow.right.get(), shadow.down.get(), shadow.blur.get(), shadow.opacity.get()]);
    numbers.extend(of_colour(shadow.colour));
    numbers.extend([is(*trims), margin.get(), is(*mask_only), place(&OUTPUT_FORMATS, output_format)]);
    numbers.extend([f32::from(file_quality.get()), place(&METADATA, metadata)]);
    let (kind, [width, height]) = match frame.canvas {
        Canvas::Ratio(width, height) => (0.0, [width, height]),
        Canvas::Pixels(width, height) => (1.0, [width, height]),
        Canvas::Millimetres(width, height) => (2.0, [width, height]),
    };
    let (in_pixels, margin) = match frame.margin {
        Margin::Percent(share) => (0.0, share.get()),
        Margin::Pixels(pixels) => (1.0, pixels.into()),
    };
    numbers.extend([is(*has_frame), kind, width.into(), height.into(), frame.fill.get()]);
    numbers.extend([place(&Side::ALL, &frame.align.across), place(&Side::ALL, &frame.align.down), in_pixels, margin]);
    // Below 0, and 0, for none.
    numbers.extend([frame.ground.map_or(-1.0, Percent::get), frame.dpi.map_or(0.0, |dpi| dpi.get().into())]);
    numbers.push(outline.width.get());
    numbers.extend(of_colour(outline.colour));
    numbers.push(is(*keeps_edge_colour));
    numbers
}

fn settings_of(numbers: &mut Numbers<'_>) -> Option<EditSettings> {
    let settings = EditSettings {
        quality: numbers.of(Quality::ALL)?,
        background: numbers.of(&BackgroundKind::ALL)?,
        colour: numbers.colour()?,
        background_picture: (numbers.next()? as u32).checked_sub(1),
        fit: {
            let (is_contained, bars) = (numbers.is()?, numbers.colour()?);
            if is_contained { Fit::Contain { bars } } else { Fit::Cover }
        },
        blur: numbers.percent()?,
        has_shadow: numbers.is()?,
        shadow: Shadow {
            right: numbers.percent()?,
            down: numbers.percent()?,
            blur: numbers.percent()?,
            opacity: numbers.percent()?,
            colour: numbers.colour()?,
        },
        trims: numbers.is()?,
        margin: numbers.percent()?,
        mask_only: numbers.is()?,
        output_format: numbers.of(&OUTPUT_FORMATS)?,
        file_quality: EncodeQuality::clamped(numbers.next()? as u8),
        metadata: numbers.of(&METADATA)?,
        ..EditSettings::default()
    };
    // What was written before there were frames ends here.
    if numbers.0.is_empty() {
        return Some(settings);
    }
    Some(EditSettings {
        has_frame: numbers.is()?,
        frame: Frame {
            canvas: {
                let (kind, sides) = (numbers.next()?, [numbers.next()?, numbers.next()?].map(|side| (side as u16).max(1)));
                match (kind as u8, sides) {
                    (0, [width, height]) => Canvas::Ratio(width, height),
                    (1, [width, height]) => Canvas::Pixels(width, height),
                    (2, [width, height]) => Canvas::Millimetres(width, height),
                    _ => return None,
                }
            },
            fill: numbers.percent()?,
            align: Align { across: numbers.of(&Side::ALL)?, down: numbers.of(&Side::ALL)? },
            margin: if numbers.is()? { Margin::Pixels(numbers.next()? as u16) } else { Margin::Percent(numbers.percent()?) },
            ground: numbers.next().map(|ground| (ground >= 0.0).then(|| Percent::clamped(ground)))?,
            dpi: Dpi::try_from(numbers.next()? as u16).ok(),
        },
        outline: Outline { width: numbers.percent()?, colour: numbers.colour()? },
        keeps_edge_colour: numbers.is()?,
        ..settings
    })
}

fn text_of_cut_out(cut_out: &KeptCutOut) -> TextOfCutOut {
    let KeptCutOut { file, crc, size, area, confidence, made_from, first } = cut_out;
    let input = match first.input {
        Input::File => 0.0,
        Input::Pixels { .. } => 1.0,
        Input::WidePixels { .. } => 2.0,
    };
    let of_size = |size: &[u32; 2]| size.map(|side| side as f32);
    let of_confidence = |confidence: &Confidence| [confidence.score, place(&VERDICTS, &confidence.verdict)];
    let mut numbers = of_size(size).to_vec();
    numbers.extend([area.left, area.top, area.width, area.height]);
    numbers.extend(of_confidence(confidence));
    numbers.extend([f32::from(u8::from(first.is_shown)), input]);
    numbers.extend(of_size(&first.size));
    numbers.extend(of_confidence(&first.confidence));
    numbers.push(first.total_ms);
    TextOfCutOut {
        file: file.clone(),
        crc: *crc,
        original: first.original.clone(),
        numbers,
        warnings: first.warnings.iter().map(|warning| place(&WARNINGS, warning)).collect(),
        made_from: made_from.as_ref().map(|(settings, strokes)| text_of_edits(settings, strokes)),
    }
}

fn cut_out_of(text: TextOfCutOut) -> Option<KeptCutOut> {
    let TextOfCutOut { file, crc, original, numbers, warnings, made_from } = text;
    let mut numbers = Numbers(&numbers);
    let size = numbers.size()?;
    let area = VisibleArea { left: numbers.next()?, top: numbers.next()?, width: numbers.next()?, height: numbers.next()? };
    let confidence = numbers.confidence()?;
    let (is_shown, input) = (numbers.is()?, numbers.next()?);
    let first_size = numbers.size()?;
    let [width, height] = first_size;
    let input = match input {
        1.0 => Input::Pixels { width, height },
        2.0 => Input::WidePixels { width, height },
        _ => Input::File,
    };
    let warnings = warnings.iter().map(|warning| WARNINGS.get(*warning as usize).copied()).collect::<Option<_>>()?;
    let first = FirstResult { original, is_shown, input, warnings, size: first_size, confidence: numbers.confidence()?, total_ms: numbers.next()? };
    let made_from = match &made_from {
        Some(text) => Some(edits_of(text)?),
        None => None,
    };
    Some(KeptCutOut { file, crc, size, area, confidence, made_from, first })
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::waiting;
    use super::*;

    #[test]
    fn every_setting_survives_a_round_trip() {
        let settings = EditSettings {
            quality: Quality::Best,
            background: BackgroundKind::Picture,
            colour: Colour { red: 1, green: 2, blue: 3, alpha: 4 },
            background_picture: Some(0),
            fit: Fit::Contain { bars: Colour { red: 5, green: 6, blue: 7, alpha: 8 } },
            blur: Percent::clamped(1.1),
            has_shadow: true,
            shadow: Shadow {
                right: Percent::clamped(-2.2),
                down: Percent::clamped(3.3),
                blur: Percent::clamped(4.4),
                opacity: Percent::clamped(55.5),
                colour: Colour { red: 9, green: 10, blue: 11, alpha: 12 },
            },
            trims: true,
            margin: Percent::clamped(6.6),
            mask_only: true,
            output_format: OutputFormat::Avif,
            file_quality: EncodeQuality::clamped(77),
            metadata: Metadata::All,
            has_frame: true,
            frame: Frame {
                fill: Percent::clamped(72.5),
                align: Align { across: Side::Start, down: Side::End },
                margin: Margin::Pixels(40),
                ground: Some(Percent::clamped(0.0)),
                dpi: Dpi::try_from(600_u16).ok(),
                ..Frame::new(Canvas::Millimetres(35, 45))
            },
            outline: Outline { width: Percent::clamped(1.3), colour: Colour { red: 13, green: 14, blue: 15, alpha: 16 } },
            keeps_edge_colour: true,
        };
        for settings in [settings, EditSettings::default()] {
            assert_eq!(read_settings(&write_settings(&settings)), Some(settings.clone()));
            let record = Record { settings, ..waiting(1) };
            assert_eq!(read(&write(&record)), Some(record));
        }
        for damaged in ["", "1", "1,2,x", "-"] {
            assert_eq!(read_settings(damaged), None);
        }
    }

    #[test]
    fn record_of_before_there_were_frames_is_read() {
        let settings = EditSettings { trims: true, has_shadow: true, ..EditSettings::default() };
        let all = write_settings(&settings);
        let old: Vec<&str> = all.split(',').take(OLD).collect();
        assert_eq!(read_settings(&old.join(",")), Some(settings));
        for cut in [OLD - 1, OLD + 1, OLD + 16] {
            assert_eq!(read_settings(&all.split(',').take(cut).collect::<Vec<_>>().join(",")), None, "{cut} numbers are damage");
        }
    }

    /// Numbers of settings without frame, outline and what came with them.
    const OLD: usize = 28;

    #[test]
    fn lists_have_every_value() {
        assert!(OutputFormat::ALL.iter().all(|format| OUTPUT_FORMATS.contains(format)));
        assert_eq!(Numbers(&[4.0]).of(&OUTPUT_FORMATS), None, "a number that is none is damage");
        assert_eq!(Numbers(&[]).of(&WARNINGS), None);
    }
}
