//! Watchdog: other workers in the places of those that do not come back from a photo.
//!
//! A thread cannot be ended from outside. One that hangs keeps its photo, its memory and perhaps a core; there are at most as many given up at one
//! time as there are workers.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::place::Place;
use super::worker::Crew;

/// Interval between two looks.
const INTERVAL: Duration = Duration::from_secs(1);

/// Watch over the workers of a pool.
#[derive(Debug)]
pub struct Watchdog {
    crew: Crew,
    places: Vec<Arc<Place>>,
    workers: usize,
    hired: usize,
    patience: Duration,
}

impl Watchdog {
    /// Starts the workers.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn hire(crew: Crew, workers: usize, patience: Duration) -> io::Result<Self> {
        let places = (1..=workers).map(|number| crew.hire(number)).collect::<io::Result<_>>()?;
        Ok(Self { crew, places, workers, hired: workers, patience })
    }

    /// Watches until the answer is dropped, and notes where all hang.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(mut self, is_stuck: Arc<AtomicBool>) -> io::Result<Sender<()>> {
        let (watch, ended) = channel::<()>();
        thread::Builder::new().name("api-watchdog".to_owned()).spawn(move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let now_stuck = self.look();
                if now_stuck && !is_stuck.swap(now_stuck, Ordering::Relaxed) {
                    tracing::error!("no worker of the API comes back from its photo, nor any that took their places: start the server anew");
                }
                is_stuck.store(now_stuck, Ordering::Relaxed);
            }
        })?;
        Ok(watch)
    }

    /// Replaces workers that hang. True if none is left that does not.
    fn look(&mut self) -> bool {
        let given_up = || usize::try_from(self.crew.metrics.api_workers_hung.get()).unwrap_or(0);
        let workers = self.workers;
        self.places.retain(|place| {
            let Some(stage) = place.hangs(self.patience) else { return true };
            let is_given_up = given_up() < workers && place.give_up();
            if is_given_up {
                let (stage, seconds) = (stage.as_str(), self.patience.as_secs());
                tracing::error!(stage, seconds, "a worker of the API does not come back from a photo: another takes its place");
            }
            !is_given_up
        });
        while self.places.len() < workers {
            match self.crew.hire(self.hired + 1) {
                Ok(place) => {
                    self.hired += 1;
                    self.places.push(place);
                }
                Err(error) => {
                    tracing::error!("the system gives the API no thread for another worker: {error}");
                    break;
                }
            }
        }
        self.places.iter().all(|place| place.hangs(self.patience).is_some())
    }
}
