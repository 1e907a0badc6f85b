//! Selection of a list with several choices, as the listbox pattern of WAI-ARIA has it: one entry has the focus, any number are selected, and a
//! range is stretched from the entry that was touched last.

use std::collections::BTreeSet;

use crate::state::PhotoId;

/// Step of the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// By a number of entries, ahead or back.
    By(isize),
    /// To the first entry.
    First,
    /// To the last entry.
    Last,
}

/// Focus and selection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    chosen: BTreeSet<PhotoId>,
    focus: Option<PhotoId>,
    anchor: Option<PhotoId>,
}

impl Selection {
    /// Entry with the focus.
    pub fn focus(&self) -> Option<PhotoId> {
        self.focus
    }

    /// True if an entry is selected.
    pub fn has(&self, id: PhotoId) -> bool {
        self.chosen.contains(&id)
    }

    /// Number of selected entries.
    pub fn len(&self) -> usize {
        self.chosen.len()
    }

    /// True if nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }

    /// Selected entries, in the order of `entries`.
    pub fn among(&self, entries: &[PhotoId]) -> Vec<PhotoId> {
        entries.iter().copied().filter(|id| self.has(*id)).collect()
    }

    /// Puts the focus on an entry.
    pub fn set_focus(&mut self, id: PhotoId) {
        self.focus = Some(id);
        self.anchor = Some(id);
    }

    /// Moves the focus; a range is stretched to it with `extends`. It stays at the ends.
    pub fn go(&mut self, step: Step, extends: bool, entries: &[PhotoId]) {
        let Some(last) = entries.len().checked_sub(1) else { return };
        let from = self.focus.and_then(|id| entries.iter().position(|other| *other == id));
        let to = match (step, from) {
            (Step::First, _) | (Step::By(_), None) => 0,
            (Step::Last, _) => last,
            (Step::By(by), Some(from)) => from.saturating_add_signed(by).min(last),
        };
        if extends {
            self.extend_range(entries[to], entries);
        } else {
            self.set_focus(entries[to]);
        }
    }

    /// Selects an entry, or takes it out of the selection.
    pub fn toggle(&mut self, id: PhotoId) {
        if !self.chosen.remove(&id) {
            self.chosen.insert(id);
        }
        self.set_focus(id);
    }

    /// Selects everything from the entry that was touched last to this one, and nothing else.
    pub fn extend_range(&mut self, id: PhotoId, entries: &[PhotoId]) {
        let place = |id: PhotoId| entries.iter().position(|other| *other == id);
        let Some(to) = place(id) else { return };
        let from = self.anchor.or(self.focus).and_then(place).unwrap_or(to);
        self.chosen = entries[from.min(to)..=from.max(to)].iter().copied().collect();
        self.anchor = Some(entries[from]);
        self.focus = Some(id);
    }

    /// Selects all entries, or none if all are.
    pub fn all_or_none(&mut self, entries: &[PhotoId]) {
        if entries.iter().all(|id| self.has(*id)) {
            self.chosen.clear();
        } else {
            self.chosen = entries.iter().copied().collect();
        }
    }

    /// Selects nothing.
    pub fn clear(&mut self) {
        self.chosen.clear();
    }

    /// Forgets entries that are gone; the focus goes to `next`.
    pub fn forget(&mut self, gone: &[PhotoId], next: Option<PhotoId>) {
        self.chosen.retain(|id| !gone.contains(id));
        if self.focus.is_some_and(|id| gone.contains(&id)) {
            self.focus = next;
        }
        self.anchor = self.anchor.filter(|id| !gone.contains(id)).or(self.focus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: [PhotoId; 5] = [PhotoId(1), PhotoId(2), PhotoId(3), PhotoId(4), PhotoId(5)];

    fn numbers(selection: &Selection) -> Vec<u32> {
        selection.among(&ENTRIES).iter().map(|id| id.0).collect()
    }

    #[test]
    fn focus_moves_and_stays_at_the_ends() {
        let mut selection = Selection::default();
        selection.go(Step::By(1), false, &ENTRIES);
        assert_eq!(selection.focus(), Some(PhotoId(1)), "the first step enters the list");
        selection.go(Step::By(-1), false, &ENTRIES);
        assert_eq!(selection.focus(), Some(PhotoId(1)));
        selection.go(Step::By(3), false, &ENTRIES);
        selection.go(Step::By(3), false, &ENTRIES);
        assert_eq!((selection.focus(), selection.is_empty()), (Some(PhotoId(5)), true));
        selection.go(Step::First, false, &[]);
        assert_eq!(selection.focus(), Some(PhotoId(5)));
    }

    #[test]
    fn range_is_extended_from_the_entry_touched_last() {
        let mut selection = Selection::default();
        selection.toggle(PhotoId(3));
        selection.go(Step::By(1), true, &ENTRIES);
        assert_eq!(numbers(&selection), [3, 4]);
        selection.go(Step::First, true, &ENTRIES);
        assert_eq!(numbers(&selection), [1, 2, 3], "from the third one back, not from the fourth");
        selection.toggle(PhotoId(2));
        assert_eq!((numbers(&selection), selection.focus()), (vec![1, 3], Some(PhotoId(2))));
        selection.all_or_none(&ENTRIES);
        assert_eq!(selection.len(), 5);
        selection.all_or_none(&ENTRIES);
        assert!(selection.is_empty());
    }

    #[test]
    fn entries_that_are_gone_are_forgotten() {
        let mut selection = Selection::default();
        selection.toggle(PhotoId(1));
        selection.toggle(PhotoId(2));
        selection.forget(&[PhotoId(2), PhotoId(3)], Some(PhotoId(4)));
        assert_eq!((numbers(&selection), selection.focus()), (vec![1], Some(PhotoId(4))));
        selection.extend_range(PhotoId(5), &ENTRIES);
        assert_eq!(numbers(&selection), [4, 5]);
    }
}
