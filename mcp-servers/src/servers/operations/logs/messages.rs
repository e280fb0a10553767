//! What services write when all is well, or nearly: data only.

use super::types::LogLevel;
use super::types::LogLevel::{Debug, Error, Info, Warning};

/// Of services that answer requests.
pub const SERVING: [(LogLevel, &str); 28] = [
    (Info, "GET /v1/projects/{n} 200 in {ms} ms"),
    (Info, "POST /v1/sessions 201 in {ms} ms"),
    (Info, "GET /v1/search?q=invoice 200 in {ms} ms, {n} hits"),
    (Info, "PATCH /v1/accounts/{n}/settings 200 in {ms} ms"),
    (Info, "GET /healthz 200 in 1 ms"),
    (Info, "DELETE /v1/uploads/{trace} 204 in {ms} ms"),
    (Info, "user {n} signed in from a new device"),
    (Info, "account {n} changed its plan to team"),
    (Info, "configuration reloaded, {n} keys"),
    (Info, "instance started, version {version}"),
    (Info, "instance draining, {n} connections left"),
    (Info, "feature flag compact_lists enabled for {n}% of accounts"),
    (Info, "webhook delivered to account {n} in {ms} ms"),
    (Debug, "cache hit for key session:{trace}"),
    (Debug, "cache miss for key plan:{n}, loaded in {ms} ms"),
    (Debug, "connection pool: {n} idle, 3 in use"),
    (Debug, "token refreshed for client {trace}"),
    (Debug, "query plan reused for statement {n}"),
    (Warning, "slow request: GET /v1/reports/{n} took {ms}0 ms"),
    (Warning, "rate limit reached for account {n}, 429 returned"),
    (Warning, "deprecated endpoint /v0/items called by client {trace}"),
    (Warning, "retrying call after {ms} ms, attempt 2 of 3"),
    (Warning, "payload of {n}00 kB is near the limit"),
    (Warning, "session {trace} used from two countries within {n} minutes"),
    (Warning, "certificate expires in {n} days"),
    (Error, "webhook to account {n} failed 5 times, disabled"),
    (Error, "could not parse body of POST /v1/imports: unexpected end of input at byte {n}"),
    (Error, "500 GET /v1/exports/{trace} after {ms} ms: division by zero"),
];
/// Of services that work in the background.
pub const WORKING: [(LogLevel, &str); 22] = [
    (Info, "job {trace} done in {ms} ms"),
    (Info, "batch of {n} messages committed in {ms} ms"),
    (Info, "scheduled run finished: {n} items, 0 failures"),
    (Info, "picked up job {trace} (attempt 1)"),
    (Info, "report {trace} rendered, {n} pages"),
    (Info, "sent {n} notifications in {ms} ms"),
    (Info, "consumer joined group, {n} partitions assigned"),
    (Info, "instance started, version {version}"),
    (Info, "archived {n}00 rows older than 90 days"),
    (Info, "invoice run prepared for {n} customers"),
    (Debug, "polling queue, {n} messages visible"),
    (Debug, "heartbeat of job {trace}"),
    (Debug, "lock acquired after {ms} ms"),
    (Debug, "checkpoint written at offset {n}0{n}"),
    (Warning, "job {trace} took {ms}00 ms, longer than its budget"),
    (Warning, "message {trace} retried, attempt 3 of 5"),
    (Warning, "queue depth {n}0 above the target of 100"),
    (Warning, "skipped duplicate message {trace}"),
    (Warning, "address of customer {n} bounced, marked as unreachable"),
    (Error, "job {trace} failed: missing field `currency` in line {n}"),
    (Error, "message {trace} moved to dead letter queue after 5 attempts"),
    (Error, "could not upload report {trace}: checksum mismatch"),
];
/// Of callers of a service that is unwell.
pub const UPSTREAM: [&str; 5] = [
    "call to {other} failed: deadline of {ms} ms exceeded",
    "call to {other} failed: 503 service unavailable",
    "fallback used because {other} did not answer (trace {trace})",
    "circuit breaker for {other} is open, {n} calls rejected",
    "giving up on {other} after 3 attempts",
];
