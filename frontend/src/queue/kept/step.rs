//! Steps from what is on the device to what the page has. Each leaves the device whole: a record is written after the files that it names, and they
//! are removed after it names them no more.

use super::record::{FileMark, Record};

/// What is on the device of one photo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OnDevice {
    /// Names of its files, without those of backgrounds, which photos share.
    pub files: Vec<String>,
    /// Its record.
    pub record: Option<Record>,
}

/// A photo as it is to be kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wanted<'a> {
    /// With this record.
    Kept(&'a Record),
    /// Not by the next visit, but its files may be needed in this one: removed with a way back, or keeping is switched off.
    ForThisVisit,
    /// Gone.
    Gone,
}

/// Next thing to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Write a file.
    WriteFile(FileMark),
    /// Write the record.
    WriteRecord,
    /// Remove the record.
    RemoveRecord,
    /// Remove a file.
    RemoveFile(String),
}

impl Step {
    /// Bytes that it needs.
    pub fn needs(&self) -> u64 {
        match self {
            Step::WriteFile(mark) => mark.bytes,
            Step::WriteRecord | Step::RemoveRecord | Step::RemoveFile(_) => 0,
        }
    }

    /// Whether it gives room back.
    pub fn frees(&self) -> bool {
        matches!(self, Step::RemoveRecord | Step::RemoveFile(_))
    }
}

/// Next step for a photo; `None` once the device has what is wanted. `shared` are the files of backgrounds in its folder.
pub fn next(wanted: Wanted<'_>, on_device: &OnDevice, shared: &[String]) -> Option<Step> {
    let record = match wanted {
        Wanted::Kept(record) => record,
        Wanted::ForThisVisit => return on_device.record.as_ref().map(|_| Step::RemoveRecord),
        Wanted::Gone if on_device.record.is_some() => return Some(Step::RemoveRecord),
        Wanted::Gone => return on_device.files.first().cloned().map(Step::RemoveFile),
    };
    let marks = record.files();
    if let Some(missing) = marks.iter().find(|mark| !on_device.files.contains(&mark.name) && !shared.contains(&mark.name)) {
        return Some(Step::WriteFile((*missing).clone()));
    }
    if on_device.record.as_ref() != Some(record) {
        return Some(Step::WriteRecord);
    }
    let unneeded = |name: &&String| marks.iter().all(|mark| mark.name != **name);
    on_device.files.iter().find(unneeded).cloned().map(Step::RemoveFile)
}

#[cfg(test)]
mod tests {
    use super::super::record::tests::{done, waiting};
    use super::*;

    /// Does a step as the browser does.
    fn take(step: &Step, wanted: Wanted<'_>, on_device: &mut OnDevice, shared: &mut Vec<String>) {
        match step {
            Step::WriteFile(mark) if mark.name.starts_with("background") => shared.push(mark.name.clone()),
            Step::WriteFile(mark) => on_device.files.push(mark.name.clone()),
            Step::WriteRecord => {
                let Wanted::Kept(record) = wanted else { panic!() };
                on_device.record = Some(record.clone());
            }
            Step::RemoveRecord => on_device.record = None,
            Step::RemoveFile(name) => on_device.files.retain(|other| other != name),
        }
    }

    /// Takes every step; after each of them the device has to be whole, since the next one may never come.
    fn settle(wanted: Wanted<'_>, on_device: &mut OnDevice, shared: &mut Vec<String>) -> usize {
        for steps in 0..20 {
            let Some(step) = next(wanted, on_device, shared) else { return steps };
            take(&step, wanted, on_device, shared);
            for mark in on_device.record.iter().flat_map(Record::files) {
                assert!(on_device.files.contains(&mark.name) || shared.contains(&mark.name), "{} is missing after {step:?}", mark.name);
            }
        }
        panic!("it never ends");
    }

    #[test]
    fn device_is_whole_after_every_step_whatever_happens_to_the_photo() {
        let (waiting, done, again) = (waiting(7), done(7, 1), done(7, 2));
        let all = [Wanted::Kept(&waiting), Wanted::Kept(&done), Wanted::Kept(&again), Wanted::ForThisVisit, Wanted::Gone];
        for first in all {
            for second in all {
                for third in all {
                    let (mut on_device, mut shared) = (OnDevice::default(), Vec::new());
                    for wanted in [first, second, third] {
                        settle(wanted, &mut on_device, &mut shared);
                        let expected = if let Wanted::Kept(record) = wanted { Some(record) } else { None };
                        assert_eq!(on_device.record.as_ref(), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let (mut on_device, mut shared) = (OnDevice::default(), vec!["background-a".to_owned()]);
        let record = done(7, 1);
        assert_eq!(settle(Wanted::Kept(&record), &mut on_device, &mut shared), 5, "photo, background, original, cut-out and record");
        assert_eq!(settle(Wanted::Kept(&record), &mut on_device, &mut shared), 0);
        assert_eq!(settle(Wanted::Kept(&done(7, 2)), &mut on_device, &mut shared), 3, "the new cut-out, the record, and the old one removed");
        assert_eq!(on_device.files, ["7-photo", "7-original.png", "7-00000002-20.png"]);
    }

    #[test]
    fn nothing_of_a_photo_that_is_gone_stays_and_the_record_goes_first() {
        let (mut on_device, mut shared) = (OnDevice::default(), Vec::new());
        settle(Wanted::Kept(&done(7, 1)), &mut on_device, &mut shared);
        assert_eq!(next(Wanted::Gone, &on_device, &shared), Some(Step::RemoveRecord));
        assert_eq!(settle(Wanted::ForThisVisit, &mut on_device, &mut shared), 1);
        assert_eq!(on_device.files.len(), 3, "an undo finds its files");
        settle(Wanted::Gone, &mut on_device, &mut shared);
        assert_eq!(on_device, OnDevice::default());
    }
}
