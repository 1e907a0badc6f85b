//! Output of `offcut eval`: a table for people, a JSON document for programs.

use evaluate::{Better, COLUMNS, Column, Group, MeanMeasures, Measures};
use serde::Serialize;

use crate::evaluation::{Evaluation, Program};

/// Legend of the table.
const LEGEND: &str =
    "↓ the lower the better, ↑ the higher the better. Totals are means over the photos; max F is that of the mean precision and recall.
SAD, Grad and Conn are in thousands of pixels, MSE in thousandths, fringe in levels of 8 bits (est.: from photo and true alpha alone).";

/// The table: a line for each photo and program, the totals last, without the columns that nothing has a value for.
pub fn table(evaluation: &Evaluation) -> String {
    let programs = &evaluation.programs;
    let totals: Vec<(&Program, MeanMeasures)> = programs.iter().map(|program| (program, total(program))).collect();
    let shown: Vec<&Column> = COLUMNS
        .iter()
        .filter(|column| totals.iter().any(|(_, total)| total.measures().is_some_and(|measures| (column.value)(&measures).is_some())))
        .collect();
    let mut groups = vec![String::new(); 3];
    let mut heads = vec!["photo".to_owned(), "program".to_owned(), "ms".to_owned()];
    let mut last = None;
    for column in &shown {
        groups.push(if last == Some(column.group) { String::new() } else { title(column.group).to_owned() });
        heads.push(format!("{} {}", column.heading, arrow(column.better)));
        last = Some(column.group);
    }

    let line = |photo: String, program: &str, time_ms: Option<f64>, measures: &Measures| {
        let number = |value: Option<f64>, decimals: usize| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.decimals$}"));
        let values = shown.iter().map(|column| number((column.value)(measures), column.decimals));
        [photo, program.to_owned(), number(time_ms, 0)].into_iter().chain(values).collect::<Vec<String>>()
    };
    let mut lines: Vec<(String, usize, Vec<String>)> = Vec::new();
    for (place, program) in programs.iter().enumerate() {
        for score in &program.scores {
            let cells = line(score.photo.clone(), &program.name, score.time_ms, &score.measured.measures);
            lines.push((score.photo.clone(), place, cells));
        }
    }
    lines.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut rows: Vec<Vec<String>> = [heads].into_iter().chain(lines.into_iter().map(|(_, _, cells)| cells)).collect();
    for (program, total) in &totals {
        let photo = format!("total of {}", total.count());
        rows.push(match total.measures() {
            Some(measures) => line(photo, &program.name, mean_ms(program), &measures),
            None => vec![photo, program.name.clone()],
        });
    }
    format!("{}\n{LEGEND}", aligned(&groups, &rows))
}

/// Words to the left, numbers to the right; above each group of columns its title, from its first column on.
fn aligned(groups: &[String], rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..groups.len()).map(width).collect();
    let mut text = String::new();
    let mut place = 0;
    for (group, width) in groups.iter().zip(&widths) {
        if !group.is_empty() {
            text.push_str(&" ".repeat(place - text.chars().count().min(place)));
            text.push_str(group);
        }
        place += width + 2;
    }
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 | 1 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push('\n');
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    text
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Mask => "mask",
        Group::Everywhere => "alpha",
        Group::InBand => "alpha in the open band",
        Group::Colour => "fringe",
    }
}

fn arrow(better: Better) -> char {
    match better {
        Better::Lower => '↓',
        Better::Higher => '↑',
    }
}

fn total(program: &Program) -> MeanMeasures {
    let mut total = MeanMeasures::default();
    program.scores.iter().for_each(|score| total.add(score.measured.clone()));
    total
}

fn mean_ms(program: &Program) -> Option<f64> {
    let times: Vec<f64> = program.scores.iter().filter_map(|score| score.time_ms).collect();
    (!times.is_empty()).then(|| times.iter().sum::<f64>() / times.len() as f64)
}

/// The document. A change that a program could stumble over raises its version.
#[derive(Debug, Serialize)]
struct Document<'a> {
    format: &'static str,
    version: u32,
    /// Measures: name, group, better direction, unit. Those of `everywhere` and `in_band` are in an object of
    /// that name.
    measures: &'static [Column],
    programs: Vec<ProgramRow<'a>>,
    /// Sentences about results that could not be measured.
    failures: &'a [String],
}

#[derive(Debug, Serialize)]
struct ProgramRow<'a> {
    name: &'a str,
    /// Folder that its results were read from; null for Offcut itself.
    folder: Option<String>,
    /// Number of photos in the total.
    photos: usize,
    /// The mean of the times; null for results that were read.
    time_ms: Option<f64>,
    /// Null if no photo could be measured.
    total: Option<Measures>,
    files: Vec<FileRow<'a>>,
}

#[derive(Debug, Serialize)]
struct FileRow<'a> {
    photo: &'a str,
    time_ms: Option<f64>,
    #[serde(flatten)]
    measures: Measures,
}

/// The document as text.
pub fn json(evaluation: &Evaluation) -> String {
    let programs = evaluation
        .programs
        .iter()
        .map(|program| ProgramRow {
            name: &program.name,
            folder: program.folder.as_ref().map(|folder| folder.display().to_string()),
            photos: program.scores.len(),
            time_ms: mean_ms(program),
            total: total(program).measures(),
            files: program
                .scores
                .iter()
                .map(|score| FileRow { photo: &score.photo, time_ms: score.time_ms, measures: score.measured.measures })
                .collect(),
        })
        .collect();
    let document = Document { format: "offcut-eval", version: 1, measures: COLUMNS, programs, failures: &evaluation.failures };
    serde_json::to_string_pretty(&document).unwrap_or_default()
}
