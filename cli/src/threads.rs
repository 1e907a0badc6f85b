//! Threads of the command: one pool for photos and networks.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Most threads that can be asked for: each works on a photo of its own in a folder, and takes memory for it.
pub const MAX_THREADS: usize = 256;

/// Number of threads from the command line, 0 being one for each core.
///
/// # Errors
/// Sentence with the range.
pub fn parse_threads(typed: &str) -> Result<usize, String> {
    let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    match typed.parse() {
        Ok(count) if count <= MAX_THREADS => Ok(count),
        _ if is_number => Err(format!("at most {MAX_THREADS} threads; 0 takes one for each core")),
        _ => Err(format!("a number from 0 to {MAX_THREADS} is needed; 0 takes one for each core")),
    }
}

/// Runs `work` on a pool of `count` threads, 0 being one for each core. All of its parallel loops use that pool: work from outside would hand in
/// every one of them and wait for it, hundreds of times. Where the system gives fewer threads, there are fewer, and at worst only the calling one.
pub fn on_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let count = if count == 0 { cores() } else { count }.min(MAX_THREADS);
    match most_threads(count, |count| ThreadPoolBuilder::new().num_threads(count).build().ok()) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}

/// The first pool that can be had, of `count` threads, half as many and so on down to the calling thread alone.
fn most_threads(count: usize, start: impl Fn(usize) -> Option<ThreadPool>) -> Option<ThreadPool> {
    let mut counts = std::iter::successors(Some(count), |count| (*count > 1).then_some(count / 2));
    counts.find_map(start).or_else(|| ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn number_of_threads_has_a_maximum() {
        assert_eq!((parse_threads("0"), parse_threads("2"), parse_threads("256")), (Ok(0), Ok(2), Ok(256)));
        for typed in ["257", "100000", "99999999999999999999999"] {
            assert_eq!(parse_threads(typed).unwrap_err(), "at most 256 threads; 0 takes one for each core", "{typed}");
        }
        for typed in ["", "two", "-1", "1.5", "+"] {
            assert!(parse_threads(typed).unwrap_err().starts_with("a number from 0 to 256"), "{typed}");
        }
    }

    #[test]
    fn fewer_threads_are_used_where_the_system_refuses() {
        let asked = RefCell::new(Vec::new());
        let refuse_over_three = |count| {
            asked.borrow_mut().push(count);
            (count <= 3).then(|| ThreadPoolBuilder::new().num_threads(count).build().unwrap())
        };
        assert_eq!(most_threads(26, refuse_over_three).unwrap().current_num_threads(), 3);
        assert_eq!(*asked.borrow(), [26, 13, 6, 3]);
        assert_eq!(most_threads(4, |_| None).unwrap().install(rayon::current_num_threads), 1);
        assert_eq!(on_threads(3, rayon::current_num_threads), 3);
    }
}
