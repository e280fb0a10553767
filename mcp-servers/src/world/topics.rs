//! What the code of the company's services is about: small rules with a number in them, which bugs and features change.

/// How a rule uses its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A caller's wish is kept within a limit.
    Cap,
    /// A wait doubles with each attempt.
    Backoff,
    /// Something is good for a while.
    Expiry,
}

#[derive(Debug)]
pub struct Topic {
    /// The words of the module: `page size`.
    pub name: &'static str,
    pub shape: Shape,
    /// What the number may be.
    pub values: [i64; 3],
    /// What the rule does, as its documentation says it.
    pub doc: &'static str,
    /// A defect that another number mends.
    pub bug: &'static str,
    /// Why somebody wants the rule.
    pub feature: &'static str,
    /// What it is about, as teams label it.
    pub label: &'static str,
}

impl Topic {
    /// The words of the constant: `max page size`.
    pub fn constant(&self) -> String {
        match self.shape {
            Shape::Cap => format!("max {}", self.name),
            Shape::Backoff => format!("base {} ms", self.name),
            Shape::Expiry => format!("{} ttl seconds", self.name),
        }
    }

    /// The words of the function: `session expired`.
    pub fn function(&self) -> String {
        match self.shape {
            Shape::Expiry => format!("{} expired", self.name),
            Shape::Cap | Shape::Backoff => self.name.to_owned(),
        }
    }

    /// Whether code of a language has to do with it: screens are the business of some, databases of others.
    pub fn fits(&self, language: &str) -> bool {
        const BEHIND: [&str; 6] =
            ["batch size", "parallel jobs", "open connections", "lock wait", "failover delay", "redelivery delay"];
        let in_front = matches!(language, "TypeScript" | "Swift");
        if in_front { !BEHIND.contains(&self.name) } else { self.label != "frontend" }
    }

    /// The words of its test: `page size is capped`.
    pub fn test(&self) -> String {
        let end = match self.shape {
            Shape::Cap => "is capped",
            Shape::Backoff => "doubles",
            Shape::Expiry => "after ttl",
        };
        format!("{} {end}", self.function())
    }
}

const fn topic(
    name: &'static str,
    shape: Shape,
    values: [i64; 3],
    label: &'static str,
    doc: &'static str,
    bug: &'static str,
    feature: &'static str,
) -> Topic {
    Topic { name, shape, values, doc, bug, feature, label }
}

use Shape::{Backoff, Cap, Expiry};

#[rustfmt::skip]
pub const TOPICS: [Topic; 38] = [
    topic("page size", Cap, [50, 100, 200], "performance", "How many items a page of a list may hold.", "Listing all items times out for large accounts", "Let clients choose the page size"),
    topic("batch size", Cap, [100, 250, 500], "performance", "How many records are written in one batch.", "Nightly import runs out of memory", "Write records in batches"),
    topic("upload megabytes", Cap, [10, 25, 50], "uploads", "How large an uploaded file may be.", "Uploads of scanned contracts are rejected", "Accept file uploads up to a limit"),
    topic("search depth", Cap, [3, 5, 8], "search", "How many levels a search goes down.", "Search misses documents in nested folders", "Search nested folders"),
    topic("query length", Cap, [120, 256, 512], "search", "How many characters of a query are used.", "Long queries return nothing", "Limit the length of search queries"),
    topic("export rows", Cap, [1000, 5000, 20000], "reporting", "How many rows an export may have.", "Exports stop in the middle without a message", "Export tables as CSV"),
    topic("parallel jobs", Cap, [4, 8, 16], "performance", "How many jobs run at the same time.", "Queue grows faster than it is worked off", "Run jobs in parallel"),
    topic("thumbnail width", Cap, [320, 480, 640], "frontend", "How wide a preview image may be, in pixels.", "Preview images are blurred on large screens", "Show preview images in lists"),
    topic("webhook count", Cap, [5, 10, 20], "integrations", "How many webhooks a customer may register.", "Customers cannot register a sixth webhook", "Let customers register webhooks"),
    topic("tag count", Cap, [10, 20, 40], "frontend", "How many tags an item may carry.", "Saving an item with many tags fails silently", "Tag items"),
    topic("zoom level", Cap, [14, 16, 18], "frontend", "How far a map can be zoomed in.", "Map tiles are missing at street level", "Zoom the delivery map"),
    topic("retry count", Cap, [3, 5, 7], "reliability", "How often a failed call is repeated.", "One lost packet fails the whole sync", "Repeat failed calls"),
    topic("open connections", Cap, [20, 50, 80], "reliability", "How many connections the pool keeps open.", "Requests wait for a database connection at peak times", "Pool database connections"),
    topic("comment length", Cap, [500, 1000, 4000], "frontend", "How many characters a comment may have.", "Pasting a log into a comment loses the end", "Limit the length of comments"),
    topic("retry delay", Backoff, [100, 250, 500], "reliability", "How long to wait before a failed call is repeated.", "Clients hammer the service after a timeout", "Wait longer between attempts"),
    topic("reconnect delay", Backoff, [200, 500, 1000], "reliability", "How long to wait before a lost connection is opened again.", "All clients reconnect in the same second", "Reopen lost connections"),
    topic("poll interval", Backoff, [500, 1000, 2000], "performance", "How long to wait before asking for news again.", "Polling drains the battery", "Poll for news with growing intervals"),
    topic("redelivery delay", Backoff, [1000, 3000, 5000], "integrations", "How long to wait before a webhook is delivered again.", "Webhooks are redelivered too fast for slow receivers", "Deliver failed webhooks again"),
    topic("login throttle", Backoff, [300, 600, 1200], "security", "How long to wait after a wrong password.", "Password guessing is not slowed down enough", "Slow down repeated wrong passwords"),
    topic("lock wait", Backoff, [20, 50, 100], "reliability", "How long to wait for a lock that somebody else holds.", "Deadlock between import and cleanup", "Wait for locks instead of failing"),
    topic("reminder delay", Backoff, [1000, 2000, 4000], "notifications", "How long to wait before a notification is repeated.", "Users get the same reminder three times", "Repeat unread notifications"),
    topic("sync interval", Backoff, [2000, 5000, 8000], "integrations", "How long to wait between two synchronisations.", "Changes made offline take minutes to appear", "Synchronise in the background"),
    topic("rate window", Backoff, [250, 500, 750], "security", "How long a caller waits after too many requests.", "Rate limit blocks well-behaved partners", "Limit the rate of requests"),
    topic("failover delay", Backoff, [150, 300, 600], "reliability", "How long to wait before another replica is tried.", "Failover flaps between replicas", "Fail over to another replica"),
    topic("session", Expiry, [900, 1800, 3600], "security", "Whether a session has been idle for too long.", "Users are logged out while typing", "End idle sessions"),
    topic("access token", Expiry, [300, 600, 900], "security", "Whether an access token is too old.", "Token expires during long uploads", "Issue access tokens that expire"),
    topic("invite link", Expiry, [86400, 259200, 604800], "onboarding", "Whether an invitation can no longer be used.", "Invite links expire over the weekend", "Invite people by link"),
    topic("cache entry", Expiry, [60, 120, 300], "performance", "Whether a cached answer is stale.", "Dashboard shows yesterday's numbers", "Cache answers of slow services"),
    topic("reservation", Expiry, [600, 900, 1200], "orders", "Whether a reservation of stock has lapsed.", "Stock stays reserved after an abandoned order", "Reserve stock during checkout"),
    topic("one-time code", Expiry, [60, 120, 180], "security", "Whether a one-time code is too old.", "Codes are rejected when the text message is late", "Sign in with one-time codes"),
    topic("upload url", Expiry, [300, 900, 1800], "uploads", "Whether an address for an upload has run out.", "Uploads over slow connections end with 403", "Upload files directly to the store"),
    topic("idempotency key", Expiry, [3600, 7200, 86400], "orders", "Whether a repeated request counts as a new one.", "Orders are created twice after a retry", "Recognise repeated requests"),
    topic("report snapshot", Expiry, [1800, 3600, 7200], "reporting", "Whether a report has to be computed again.", "Report differs from the exported file", "Keep snapshots of reports"),
    topic("draft", Expiry, [86400, 172800, 604800], "frontend", "Whether an unsaved draft can be dropped.", "Drafts disappear overnight", "Keep unsaved drafts"),
    topic("device pairing", Expiry, [120, 240, 300], "onboarding", "Whether a pairing request has lapsed.", "Pairing a scanner needs several attempts", "Pair devices by code"),
    topic("price quote", Expiry, [600, 1800, 3600], "orders", "Whether a quoted price no longer holds.", "Customers see a different price at checkout", "Guarantee quoted prices for a while"),
    topic("feature snapshot", Expiry, [30, 60, 90], "performance", "Whether the known feature flags are stale.", "Flag changes arrive minutes late", "Keep feature flags in memory"),
    topic("download link", Expiry, [600, 3600, 14400], "reporting", "Whether a link to an export has run out.", "Export links in mails are dead on arrival", "Send links to finished exports"),
];
