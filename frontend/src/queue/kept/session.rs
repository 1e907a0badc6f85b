//! Sessions: the photos of one tab, in a folder of its own. The tab holds a lock of that name as long as it lives; a start looks at the folders whose
//! lock is free.

use super::record::{Record, number_of_record};

/// Days after the last change for which a session is kept.
pub const KEPT_DAYS: u32 = 7;

const DAY_MS: f64 = 24.0 * 60.0 * 60.0 * 1000.0;

/// File of a session's folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Name.
    pub name: String,
    /// Number of bytes.
    pub bytes: u64,
    /// Time of the last change, in ms since 1970.
    pub modified_ms: f64,
}

/// What becomes of a session that nobody holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is offered: photos whose files are whole, with their numbers, in order.
    Offer(Vec<(u32, Record)>),
    /// It is deleted: it is old, or has no record.
    Delete,
    /// It stays as it is until it is old: no record in it can be read, perhaps because a newer page wrote them.
    Leave,
}

/// Name of a session that begins now, with a random number below 1; later ones sort behind.
pub fn name(now_ms: f64, random: f64) -> String {
    format!("{:013}-{:08x}", now_ms.max(0.0) as u64, (random * 4_294_967_296.0) as u32)
}

/// Outcome of a session with these files; `text` are those of its records, by the name of the file.
pub fn judge(files: &[Listed], text: impl Fn(&str) -> Option<String>, now_ms: f64) -> Outcome {
    let newest = files.iter().map(|file| file.modified_ms).fold(f64::NEG_INFINITY, f64::max);
    // A clock that was ahead makes a session younger than now, and never deletes it early.
    if now_ms - newest > f64::from(KEPT_DAYS) * DAY_MS {
        return Outcome::Delete;
    }
    // In order by insertion: a sorting algorithm would take kilobytes of the page.
    let mut numbers: Vec<(u32, &str)> = Vec::new();
    for (number, name) in files.iter().filter_map(|file| Some((number_of_record(&file.name)?, file.name.as_str()))) {
        numbers.insert(numbers.partition_point(|(other, _)| *other < number), (number, name));
    }
    if numbers.is_empty() {
        return Outcome::Delete;
    }
    let is_whole = |record: &Record| record.files().iter().all(|mark| files.iter().any(|file| file.name == mark.name && file.bytes == mark.bytes));
    let read = |(number, name): (u32, &str)| Some((number, text(name).as_deref().and_then(Record::parse)?));
    let records: Vec<(u32, Record)> = numbers.into_iter().filter_map(read).collect();
    let whole: Vec<(u32, Record)> = records.into_iter().filter(|(_, record)| is_whole(record)).collect();
    if whole.is_empty() { Outcome::Leave } else { Outcome::Offer(whole) }
}

/// Names of files that no photo of an offered session has: parts of writes that did not end, and records that cannot be read.
pub fn leftovers(files: &[Listed], whole: &[(u32, Record)]) -> Vec<String> {
    let is_needed = |name: &str| match number_of_record(name) {
        Some(number) => whole.iter().any(|(other, _)| *other == number),
        None => whole.iter().any(|(_, record)| record.files().iter().any(|mark| mark.name == name)),
    };
    files.iter().map(|file| file.name.clone()).filter(|name| !is_needed(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::record::record_file;
    use super::super::record::tests::{done, waiting};
    use super::*;

    const NOW: f64 = 1_800_000_000_000.0;

    /// Files of these records, and of the records themselves.
    fn folder(records: &[(u32, Record)]) -> Vec<Listed> {
        let listed = |name: &str, bytes| Listed { name: name.to_owned(), bytes, modified_ms: NOW - DAY_MS };
        let mut files = Vec::new();
        for (number, record) in records {
            files.extend(record.files().iter().map(|mark| listed(&mark.name, mark.bytes)));
            files.push(listed(&record_file(*number), 9));
        }
        files
    }

    fn texts(records: &[(u32, Record)]) -> impl Fn(&str) -> Option<String> {
        move |name| records.iter().find(|(number, _)| record_file(*number) == name).map(|(_, record)| record.to_json())
    }

    #[test]
    fn whole_photos_are_offered_in_order_and_damaged_ones_skipped() {
        let records = [(10, waiting(10)), (2, done(2, 1)), (3, waiting(3)), (4, waiting(4))];
        let mut files = folder(&records);
        files.retain(|file| file.name != "3-photo");
        files.iter_mut().filter(|file| file.name == "4-photo").for_each(|file| file.bytes -= 1);
        files.push(Listed { name: "5.json".to_owned(), bytes: 0, modified_ms: NOW });
        files.push(Listed { name: "6-photo".to_owned(), bytes: 5, modified_ms: NOW });
        let Outcome::Offer(whole) = judge(&files, texts(&records), NOW) else { panic!() };
        assert_eq!(whole, [(2, done(2, 1)), (10, waiting(10))]);
        assert_eq!(leftovers(&files, &whole), ["3.json", "4-photo", "4.json", "5.json", "6-photo"]);
    }

    #[test]
    fn old_sessions_and_those_without_records_are_deleted() {
        let records = [(1, waiting(1))];
        let mut files = folder(&records);
        assert!(matches!(judge(&files, texts(&records), NOW), Outcome::Offer(_)));
        assert!(matches!(judge(&files, texts(&records), NOW - 100.0 * DAY_MS), Outcome::Offer(_)), "a clock set back deletes nothing");
        assert!(matches!(judge(&files, texts(&records), NOW + 5.9 * DAY_MS), Outcome::Offer(_)));
        assert_eq!(judge(&files, texts(&records), NOW + 6.1 * DAY_MS), Outcome::Delete);
        files[0].modified_ms = NOW;
        assert!(matches!(judge(&files, texts(&records), NOW + 6.1 * DAY_MS), Outcome::Offer(_)), "the last change counts");
        files.retain(|file| file.name != "1.json");
        assert_eq!(judge(&files, texts(&records), NOW), Outcome::Delete);
        assert_eq!(judge(&[], texts(&records), NOW), Outcome::Delete);
    }

    #[test]
    fn session_of_which_nothing_can_be_read_is_left_until_it_is_old() {
        let records = [(1, waiting(1))];
        let files = folder(&records);
        assert_eq!(judge(&files, |_| Some("{".to_owned()), NOW), Outcome::Leave);
        assert_eq!(judge(&files, |_| None, NOW), Outcome::Leave);
        assert_eq!(judge(&files, |_| None, NOW + 7.0 * DAY_MS), Outcome::Delete);
    }

    #[test]
    fn names_sort_by_time() {
        assert_eq!(name(NOW, 0.5), "1800000000000-80000000");
        assert!(name(NOW, 0.999) < name(NOW + 1.0, 0.0) && name(9.0, 0.0) < name(NOW, 0.0));
    }
}
