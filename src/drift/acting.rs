//! How the tools of one episode act, where they act otherwise than those of the original.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::drift::call::Call;
use crate::drift::operators::behaviour::{Acts, Behaviour};
use crate::model::{Boundary, Failure, FailureKind, ToolRef};

/// What was called so far in an episode, for behaviours that count.
#[derive(Clone, Debug, Default)]
pub struct Acting {
    /// Moments of the calls of tools with a limit that were not refused, since the episode began.
    let_through: BTreeMap<ToolRef, Vec<Duration>>,
    counts: BTreeMap<ToolRef, u32>,
}

/// What a call has to bear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burden {
    /// How much longer it takes.
    pub wait: Duration,
    /// It is answered as so many calls ago.
    pub behind: u32,
}

impl Acting {
    /// Lets a call through, or refuses it.
    pub(crate) fn meet(&mut self, behaviours: &[Behaviour], call: &Call, now: Duration) -> Result<Burden, Failure> {
        let refuse = |kind, message: String| Err(Failure { boundary: Boundary::Tool, kind, message });
        let (mut burden, mut is_counted) = (Burden::default(), false);
        for Behaviour { acts, .. } in behaviours.iter().filter(|behaviour| behaviour.tool == call.tool) {
            match acts {
                // The map knows of it.
                Acts::DefaultChanged { .. } => {}
                Acts::NewError { message, every } => {
                    let count = self.counts.entry(call.tool.clone()).or_default();
                    *count += 1;
                    if (*count - 1).is_multiple_of((*every).max(1)) {
                        return refuse(FailureKind::Other, message.clone());
                    }
                }
                Acts::PermissionAdded { scope } => {
                    return refuse(FailureKind::NotAllowed, format!("this needs the permission `{scope}`"));
                }
                Acts::Slower { milliseconds } => burden.wait += Duration::from_millis(*milliseconds),
                Acts::RateLimited { calls, seconds } => {
                    is_counted = true;
                    let window = Duration::from_secs(u64::from(*seconds));
                    let past = self.let_through.get(&call.tool).map(Vec::as_slice).unwrap_or_default();
                    let recent: Vec<Duration> = past.iter().copied().filter(|at| now < *at + window).collect();
                    if recent.len() >= *calls as usize {
                        let open = recent.first().map_or(window, |first| (*first + window).saturating_sub(now));
                        let seconds_left = open.as_secs_f64().ceil();
                        return refuse(
                            FailureKind::Limit,
                            format!(
                                "rate limit: {calls} calls in {seconds} seconds; try again in {seconds_left} seconds"
                            ),
                        );
                    }
                }
                Acts::EventuallyConsistent { calls } => burden.behind = burden.behind.max(*calls),
            }
        }
        if is_counted {
            self.let_through.entry(call.tool.clone()).or_default().push(now);
        }
        Ok(burden)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn meet(acting: &mut Acting, acts: Acts, seconds: u64) -> Result<Burden, String> {
        let call = Call::new(ToolRef::new("s", "t"), json!({}));
        let behaviours = [Behaviour { tool: ToolRef::new("s", "t"), acts }];
        acting.meet(&behaviours, &call, Duration::from_secs(seconds)).map_err(|failure| failure.message)
    }

    #[test]
    fn one_call_in_three_fails_from_the_first_on() {
        let mut acting = Acting::default();
        let acts = || Acts::NewError { message: "busy".into(), every: 3 };
        let failed: Vec<bool> = (0..7).map(|at| meet(&mut acting, acts(), at).is_err()).collect();
        assert_eq!(failed, [true, false, false, true, false, false, true]);
    }

    #[test]
    fn a_rate_limit_opens_again_and_says_when() {
        let mut acting = Acting::default();
        let acts = || Acts::RateLimited { calls: 2, seconds: 60 };
        let mut at = |seconds| meet(&mut acting, acts(), seconds);
        assert!(at(0).is_ok() && at(10).is_ok());
        assert_eq!(at(20).unwrap_err(), "rate limit: 2 calls in 60 seconds; try again in 40 seconds");
        assert!(at(60).is_ok(), "what was refused does not count");
        assert!(at(61).is_err());
    }

    #[test]
    fn a_permission_is_never_given_and_what_is_slow_still_works() {
        let mut acting = Acting::default();
        let refused = meet(&mut acting, Acts::PermissionAdded { scope: "write".into() }, 0);
        assert_eq!(refused.unwrap_err(), "this needs the permission `write`");
        let slow = meet(&mut acting, Acts::Slower { milliseconds: 30 }, 0).unwrap();
        assert_eq!(slow, Burden { wait: Duration::from_millis(30), behind: 0 });
    }
}
