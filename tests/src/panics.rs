//! Recording of panics by a panic hook, caught ones included.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

thread_local! {
    /// Panics of this thread while it records; `None` while it does not.
    static RECORDED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// The result of `work`, and message and place of every panic on this thread meanwhile, caught or not. A panic that nothing catches continues.
///
/// Panics of other threads are left to the hook that was there before.
pub fn recorded<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let is_recorded = RECORDED.with_borrow_mut(|recorded| match recorded {
                Some(panics) => {
                    panics.push(info.to_string());
                    true
                }
                None => false,
            });
            if !is_recorded {
                before(info);
            }
        }));
    });
    /// Ends the recording when `work` panics, too: what panics later on this thread is then reported as usual.
    struct Recording;
    impl Drop for Recording {
        fn drop(&mut self) {
            RECORDED.set(None);
        }
    }
    RECORDED.set(Some(Vec::new()));
    let recording = Recording;
    let result = work();
    let panics = RECORDED.take().unwrap_or_default();
    drop(recording);
    (result, panics)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caught_panic_is_recorded_with_its_message() {
        let (result, panics) = recorded(|| panic::catch_unwind(|| panic!("a bug of a decoder")).is_err());
        assert!(result);
        assert!(panics.len() == 1 && panics[0].contains("a bug of a decoder") && panics[0].contains("panics.rs"), "{panics:?}");
        assert_eq!(recorded(|| 7), (7, Vec::new()));
    }

    #[test]
    fn recording_ends_with_a_panic_that_nothing_catches() {
        assert!(panic::catch_unwind(|| recorded(|| panic!("meant"))).is_err());
        assert!(RECORDED.with_borrow(Option::is_none));
    }
}
