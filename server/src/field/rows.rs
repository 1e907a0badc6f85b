//! Tallies as rows of the two tables `counts` and `times`, and back.

use std::cmp::Ordering;

use super::period::Slot;
use super::spread::Spread;
use super::sums::{Count, Start, Sums, Timed};
use super::tally::Tally;

/// One row of a table. Rows are cumulative: of two with the same key the one of the later flush holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// When it happened.
    pub slot: Slot,
    /// Which run of which server counted it.
    pub replica: String,
    /// The number of the write, rising within a run.
    pub flush: i64,
    /// The property.
    pub split: String,
    /// The value of the property.
    pub value: String,
    /// What was counted.
    pub cell: Cell,
}

/// The part of a row in which the tables differ.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A row of `counts`.
    Count {
        /// As [`Count::name`].
        name: String,
        /// How many.
        n: i64,
    },
    /// A row of `times`.
    Times {
        /// As [`Timed::word`].
        stage: String,
        /// Whether they are those of a cold start.
        cold: bool,
        /// How many.
        n: i64,
        /// Their sum.
        sum_ms: f64,
        /// As [`Spread::to_bytes`].
        histogram: Vec<u8>,
    },
}

/// The rows of a tally.
pub fn rows_of(slot: Slot, tally: &Tally, replica: &str, flush: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    for (series, sums) in tally.iter() {
        let mut push = |cell| {
            let (split, value) = (series.split().to_owned(), series.value().into_owned());
            rows.push(Row { slot, replica: replica.to_owned(), flush, split, value, cell });
        };
        for (count, n) in sums.counts() {
            push(Cell::Count { name: count.name().into_owned(), n: signed(n) });
        }
        for (timed, start, spread) in sums.spreads() {
            push(Cell::Times {
                stage: timed.word().to_owned(),
                cold: start == Start::Cold,
                n: signed(spread.count()),
                sum_ms: spread.sum_ms(),
                histogram: spread.to_bytes(),
            });
        }
    }
    rows
}

impl Row {
    /// Adds what this row holds; names and words of another version of the server are passed over.
    pub fn add_to(&self, sums: &mut Sums) {
        match &self.cell {
            Cell::Count { name, n } => {
                if let Some(count) = Count::named(name) {
                    sums.add(count, u64::try_from(*n).unwrap_or(0));
                }
            }
            Cell::Times { stage, cold, sum_ms, histogram, .. } => {
                if let (Some(timed), Some(spread)) = (Timed::named(stage), Spread::from_bytes(*sum_ms, histogram)) {
                    sums.add_spread(timed, Start::cold_if(*cold), &spread);
                }
            }
        }
    }

    /// How many of this it holds.
    pub fn count(&self, wanted: Count) -> u64 {
        match &self.cell {
            Cell::Count { name, n } if *name == wanted.name() => u64::try_from(*n).unwrap_or(0),
            Cell::Count { .. } | Cell::Times { .. } => 0,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn key(&self) -> (Slot, &str, &str, &str, (&str, Option<bool>)) {
        let cell = match &self.cell {
            Cell::Count { name, .. } => (name.as_str(), None),
            Cell::Times { stage, cold, .. } => (stage.as_str(), Some(*cold)),
        };
        (self.slot, &self.replica, &self.split, &self.value, cell)
    }
}

/// Of rows with the same key only the one of the latest flush.
pub fn latest(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|one, other| one.compare(other).then(other.flush.cmp(&one.flush)));
    rows.dedup_by(|later, kept| later.compare(kept).is_eq());
    rows
}

/// The tables have signed numbers; no count of events comes near their end.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::period::Period;

    #[test]
    fn the_later_flush_holds_whatever_the_order() {
        let row = |flush, n| Row {
            slot: Period::Hour.slot(7200),
            replica: "one".to_owned(),
            flush,
            split: "all".to_owned(),
            value: String::new(),
            cell: Cell::Count { name: "ready".to_owned(), n },
        };
        let other = Row { replica: "two".to_owned(), ..row(1, 5) };
        for rows in [vec![row(2, 20), other.clone(), row(1, 10)], vec![row(1, 10), row(2, 20), other.clone()]] {
            let mut sums = Sums::default();
            latest(rows).iter().for_each(|row| row.add_to(&mut sums));
            assert_eq!(sums.get(Count::Ready), 25);
        }
    }
}
