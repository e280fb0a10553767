//! Work of one kind that is done several at once, until it is done or somebody says stop.

use std::pin::pin;

use tokio::task::JoinSet;

/// Does all work, so much of it at the same time, and hands each piece on as it ends; says whether all was done. When `stop`
/// comes, what is under way is left as if it had never begun, and what it has started ends with it.
pub(super) async fn each<W, T, E>(
    work: impl IntoIterator<Item = W>,
    at_once: usize,
    stop: impl Future<Output = ()>,
    mut on_end: impl FnMut(T) -> Result<(), E>,
) -> Result<bool, E>
where
    W: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut left = work.into_iter();
    let mut open = JoinSet::new();
    let (mut stop, mut stopped) = (pin!(stop), false);
    loop {
        while open.len() < at_once.max(1) && !stopped {
            let Some(next) = left.next() else { break };
            open.spawn(next);
        }
        let ended = tokio::select! {
            biased;
            () = &mut stop, if !stopped => {
                stopped = true;
                open.abort_all();
                continue;
            }
            ended = open.join_next() => ended,
        };
        match ended {
            Some(Ok(done)) => on_end(done)?,
            Some(Err(error)) if error.is_cancelled() => {}
            // A panic is a bug of ours and must not pass for an episode.
            Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            None => return Ok(!stopped && left.next().is_none()),
        }
    }
}
