//! The sums that answer a question, wherever they come from.

use std::collections::{BTreeMap, BTreeSet};

use beacon::Megapixels;

use super::question::Stretch;
use super::rows::Row;
use super::series::{ALL, SERVER, Split};
use super::sums::{Count, Sums};

/// More values of a property than this are put together: a database of many servers may have seen many odd versions of the page.
const MOST_VALUES: usize = 16;

/// Sums over a stretch of time, and step by step.
#[derive(Debug, Default)]
pub struct Course {
    /// All of them.
    pub total: Sums,
    /// By the beginning of the step.
    pub steps: BTreeMap<u64, Sums>,
}

impl Course {
    /// The sums of a step, empty at first.
    pub fn step(&mut self, start: u64) -> &mut Sums {
        self.steps.entry(start).or_default()
    }

    /// Adds the steps up.
    pub fn add_up(&mut self) {
        self.total = Sums::default();
        self.steps.values().for_each(|step| self.total.merge(step));
    }

    fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        other.steps.iter().for_each(|(start, sums)| self.step(*start).merge(sums));
    }
}

/// The sums that answer a question.
#[derive(Debug)]
pub struct Gathered {
    /// The time they are of.
    pub stretch: Stretch,
    /// Where they come from: memory, sqlite, postgres or prometheus.
    pub source: &'static str,
    /// What an operator should know.
    pub warning: Option<String>,
    /// How many runs of servers counted them.
    pub replicas: usize,
    /// Everything, with every step of the stretch.
    pub all: Course,
    /// By the values of the split, in the order to show them; steps without events are left out.
    pub values: Vec<(String, Course)>,
    /// Cut-outs by the size of the photo.
    pub megapixels: BTreeMap<&'static str, u64>,
    /// What the servers' own API did, if that is known.
    pub server: Option<Sums>,
}

impl Gathered {
    /// Adds up rows.
    pub fn from_rows(rows: &[Row], stretch: Stretch, split: Split, source: &'static str, warning: Option<String>) -> Self {
        let mut all = Course { total: Sums::default(), steps: stretch.steps().into_iter().map(|start| (start, Sums::default())).collect() };
        let mut server = Sums::default();
        let mut values: BTreeMap<String, Course> = BTreeMap::new();
        let mut sizes: BTreeMap<&str, u64> = BTreeMap::new();
        let mut replicas = BTreeSet::new();
        for row in rows {
            let step = stretch.step_of(row.slot.start);
            replicas.insert(row.replica.as_str());
            if row.split == ALL {
                row.add_to(all.step(step));
            } else if row.split == SERVER {
                row.add_to(&mut server);
            }
            if row.split == Split::Megapixels.word() {
                *sizes.entry(&row.value).or_default() += row.count(Count::CutOut);
            }
            if row.split == split.word() {
                row.add_to(values.entry(row.value.clone()).or_default().step(step));
            }
        }
        all.add_up();
        values.values_mut().for_each(Course::add_up);
        Self {
            stretch,
            source,
            warning,
            replicas: replicas.len(),
            all,
            values: in_order(split, values),
            megapixels: by_size(&sizes),
            server: Some(server),
        }
    }
}

/// The sizes that are known, without those that no photo had.
pub fn by_size(sizes: &BTreeMap<&str, u64>) -> BTreeMap<&'static str, u64> {
    let of_size = |size: &Megapixels| sizes.get(size.word()).filter(|count| **count > 0).map(|count| (size.word(), *count));
    Megapixels::ALL.iter().filter_map(of_size).collect()
}

/// In our own order; the values with the fewest photos are put together where there are too many.
pub fn in_order(split: Split, values: BTreeMap<String, Course>) -> Vec<(String, Course)> {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by_key(|(_, course)| std::cmp::Reverse(course.total.get(Count::CutOut) + course.total.get(Count::Ready)));
    let mut rest = Course::default();
    values.iter().skip(MOST_VALUES).for_each(|(_, course)| rest.merge(course));
    let too_many = values.len() > MOST_VALUES;
    values.truncate(MOST_VALUES);
    if too_many {
        match values.iter_mut().find(|(value, _)| value == "other") {
            Some((_, course)) => course.merge(&rest),
            None => values.push(("other".to_owned(), rest)),
        }
    }
    values.sort_by_key(|(value, _)| (split.place(value), newest_first(value)));
    values
}

/// `0.10.0` is newer than `0.9.0`.
fn newest_first(value: &str) -> std::cmp::Reverse<Vec<u16>> {
    std::cmp::Reverse(value.split('.').filter_map(|number| number.parse().ok()).collect())
}
