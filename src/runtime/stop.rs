//! Asking blocking threads to stop: by Ctrl-C or SIGTERM, or by a test.

use super::shutdown::Shutdown;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::sync::oneshot;

/// A request to stop that every thread can check, and that ends a wait early. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Wish>);

#[derive(Debug, Default)]
struct Wish {
    made: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    /// Wishes to stop.
    pub fn set(&self) {
        *self.0.made.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }

    /// Whether the wish was made.
    pub fn is_set(&self) -> bool {
        self.wait(Duration::ZERO)
    }

    /// Waits for `pause`, or less when the wish is made; says whether it was.
    pub fn wait(&self, pause: Duration) -> bool {
        let made = self.0.made.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .0
            .changed
            .wait_timeout_while(made, pause, |made| !*made);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Listens for Ctrl-C and SIGTERM until dropped.
#[derive(Debug)]
pub struct StopOnSignal {
    stop: Stop,
    /// Dropping it ends the thread.
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl StopOnSignal {
    /// Starts to listen: the first signal makes the wish, a second one ends the process at once.
    ///
    /// # Errors
    /// When the operating system gives no thread or no signals.
    pub fn listen() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        // Registered here, not in the thread: a signal right after this call must not be missed.
        let mut signals = {
            let _context = runtime.enter();
            Shutdown::listen()?
        };
        let stop = Stop::default();
        let wish = stop.clone();
        let (end, mut ended) = oneshot::channel::<()>();
        let listen = async move {
            tokio::select! {
                _ = signals.requested() => wish.set(),
                _ = &mut ended => return,
            }
            tokio::select! {
                _ = signals.requested() => std::process::exit(1),
                _ = &mut ended => {}
            }
        };
        let thread = thread::Builder::new()
            .name("signals".into())
            .spawn(move || runtime.block_on(listen))?;
        Ok(Self {
            stop,
            end: Some(end),
            thread: Some(thread),
        })
    }

    /// The wish that a signal makes.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }
}

impl Drop for StopOnSignal {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn a_wish_ends_every_wait() {
        let stop = Stop::default();
        assert!(!stop.is_set());
        assert!(!stop.wait(Duration::from_millis(1)));
        let waiting = {
            let stop = stop.clone();
            thread::spawn(move || stop.wait(Duration::from_secs(600)))
        };
        let begun = Instant::now();
        stop.set();
        assert!(waiting.join().unwrap());
        assert!(stop.is_set());
        assert!(begun.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn listening_ends_when_nobody_wants_it() {
        let listening = StopOnSignal::listen().unwrap();
        assert!(!listening.stop().is_set());
        drop(listening);
    }
}
