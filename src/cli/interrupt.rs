//! Ctrl-C, and the signal by which schedulers end a process: the first one ends a run where it can be resumed, the second
//! one ends the process at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Runtime;
use tokio::sync::Notify;

use super::ExitCode;

/// The wish to stop, for threads that look and for tasks that wait.
#[derive(Clone)]
pub struct Interrupt {
    pub flag: Arc<AtomicBool>,
    notify: Arc<Notify>,
}

impl Interrupt {
    /// Watches for signals from now on.
    pub fn watch(runtime: &Runtime) -> Self {
        let interrupt = Self { flag: Arc::default(), notify: Arc::default() };
        let watched = interrupt.clone();
        runtime.spawn(async move {
            if signalled().await.is_err() {
                return;
            }
            watched.flag.store(true, Ordering::Relaxed);
            watched.notify.notify_waiters();
            if signalled().await.is_ok() {
                std::process::exit(ExitCode::Incomplete as i32);
            }
        });
        interrupt
    }

    /// Waits until the user has had enough.
    pub async fn stopped(self) {
        self.unless_stopped(std::future::pending::<()>()).await;
    }

    /// Runs a future until it ends or the user has had enough.
    pub async fn unless_stopped<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        // Made before the look, so that no wish comes in between.
        let notified = self.notify.notified();
        if self.flag.load(Ordering::Relaxed) {
            return None;
        }
        tokio::select! {
            biased;
            () = notified => None,
            value = future => Some(value),
        }
    }
}

/// Waits for SIGINT or SIGTERM.
async fn signalled() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
