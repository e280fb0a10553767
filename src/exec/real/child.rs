//! A child process that speaks MCP: its pipes, its last words, and its end.

use std::collections::VecDeque;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::process::{self, ChildStderr, ChildStdin, ChildStdout};
use tokio::time::timeout;

use super::lines::{Line, Lines};
use crate::exec::config::Command;
use crate::exec::secret::Redactor;
use crate::exec::server::Tail;

/// Lines of stderr that are kept.
const LAST_WORDS: usize = 20;
const LONGEST_WORD: usize = 2000;
/// How long a child may take to leave after its input was closed.
const GRACE: Duration = Duration::from_secs(2);
/// How long a child that has closed its output may take to exit, and its stderr to arrive.
const SETTLE: Duration = Duration::from_millis(500);

pub struct Child {
    process: process::Child,
    /// The child leads a process group of this number, to which its own children belong.
    group: Option<u32>,
    stderr: Arc<Mutex<VecDeque<String>>>,
    reading: tokio::task::JoinHandle<()>,
}

impl Child {
    pub fn spawn(command: &Command, server: &str, redactor: Redactor) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let mut builder = process::Command::new(&command.command);
        builder.args(&command.args).kill_on_drop(true);
        builder.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, value) in &command.env {
            match value {
                Some(value) => builder.env(name, value.reveal()),
                None => builder.env_remove(name),
            };
        }
        if let Some(cwd) = &command.cwd {
            builder.current_dir(cwd);
        }
        #[cfg(unix)]
        builder.process_group(0);
        let mut process = builder.spawn()?;
        let missing = || io::Error::other("the pipes to the process are missing");
        let stdin = process.stdin.take().ok_or_else(missing)?;
        let stdout = process.stdout.take().ok_or_else(missing)?;
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        let pipe = process.stderr.take().ok_or_else(missing)?;
        let reading = tokio::spawn(keep_last_words(pipe, Arc::clone(&stderr), server.to_owned(), redactor));
        let group = process.id();
        Ok((Self { process, group, stderr, reading }, stdin, stdout))
    }

    /// The last lines of stderr.
    pub fn last_words(&self) -> Tail {
        Tail(self.stderr.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect())
    }

    /// Waits a moment for the end of a child whose output has ended, and for its last words.
    pub async fn settle(&mut self) -> Option<ExitStatus> {
        let status = timeout(SETTLE, self.process.wait()).await.ok()?.ok();
        // A grandchild may hold stderr open, hence the limit.
        let _ = timeout(SETTLE, &mut self.reading).await;
        status
    }

    /// Ends the child: it was asked by closing its input; whoever is still there after a while is killed.
    pub async fn stop(mut self) {
        let _ = timeout(GRACE, self.process.wait()).await;
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.reading.abort();
        #[cfg(unix)]
        if let Some(group) = self.group.and_then(|id| rustix::process::Pid::from_raw(id.cast_signed())) {
            // Fails only if nobody is left, which is what we want.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

async fn keep_last_words(pipe: ChildStderr, kept: Arc<Mutex<VecDeque<String>>>, server: String, redactor: Redactor) {
    let mut lines = Lines::new(pipe, LONGEST_WORD);
    while let Some(line) = lines.next().await {
        let (Line::Whole(bytes) | Line::TooLong { head: bytes, .. }) = line;
        let text = redactor.text(String::from_utf8_lossy(&bytes).trim_end());
        tracing::debug!(server, stderr = text);
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == LAST_WORDS {
            kept.pop_front();
        }
        if !text.is_empty() {
            kept.push_back(text);
        }
    }
}
