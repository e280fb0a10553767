//! What stands in runbooks and on project pages: data only. `{service}` and `{other}` are names of services.

pub const SIGNS: [&str; 14] = [
    "Error rate above 1% for five minutes", "95th percentile of the latency at twice the usual",
    "Processor above 85% on all instances", "Queue deeper than 1,000 messages", "Health check fails on two instances",
    "Customers report empty lists", "Login works, but pages stay blank", "Exports end without a file",
    "Memory grows by the hour", "Calls to {other} time out", "Restarts more than three times in ten minutes",
    "Certificate warning in the browser", "Search finds nothing new", "Mails arrive with a delay of an hour",
];
pub const FIRST_STEPS: [&str; 18] = [
    "Open the dashboard of {service} and compare with the same hour last week.",
    "Search the logs of {service} for errors of the last thirty minutes.",
    "Check whether a release went out within the last two hours; the current version is {version}.",
    "Look at the number of connections to the database.",
    "Restart one instance and watch it for five minutes.",
    "Check the status page of the cloud provider.",
    "Turn off the newest feature flag.",
    "Follow one failed request by its trace id.",
    "Compare the settings in staging and production.",
    "Check free disk space on all instances.",
    "Look at {other}; most trouble of {service} begins there.",
    "Check that the certificate is valid for more than a week.",
    "Scale out by two instances if the processor is the limit.",
    "Pause the scheduled jobs.",
    "Flush the cache of one account and try again.",
    "Ask support how many customers report it.",
    "Check the length of the dead letter queue.",
    "Look for slow statements in the database.",
];
pub const ROLLBACKS: [&str; 8] = [
    "Roll back to the version before {version}; it takes four minutes.",
    "Migrations of {service} can be undone up to the last three.",
    "Freeze the pipeline before rolling back, or it deploys again.",
    "After a rollback, flush the cache.",
    "Tell the owner before data is restored from a backup.",
    "Rolling back {service} does not need {other} to be rolled back.",
    "If the rollback fails, send traffic to the second zone.",
    "Check that the queue drains after the rollback.",
];
pub const GOOD_TO_KNOW: [&str; 12] = [
    "The nightly report makes a peak at 02:00; that is normal.", "The first minute after a start is always slow.",
    "Debug logging fills the disk within six hours.", "The staging system has half of the memory.",
    "The retry interval is thirty seconds.", "Accounts from before 2021 have no default project.",
    "The health check does not look at the database.", "Uploads above 25 MB are cut by the proxy.",
    "Two instances are the minimum.", "The cache lives for five minutes.",
    "The old API is still used by two customers.", "Time zones are converted in the client only.",
];
pub const GOALS: [&str; 12] = [
    "Replace three tools by one", "Halve the time from order to invoice", "Bring the first ten customers over",
    "Make reports that people read", "Answer within one working day", "Cut paper by two thirds",
    "Have one source of truth for prices", "Support two more languages", "Pass the audit without findings",
    "Train everybody who is concerned", "Switch the old system off", "Save a day per month and person",
];
pub const DECISIONS: [&str; 14] = [
    "We buy the map data instead of collecting it.", "The pilot runs with two teams.",
    "The old export stays until the end of the year.", "Texts are written by the customer.",
    "No mobile version in the first step.", "We use the existing login.", "Weekly status by mail, no meeting.",
    "The budget for training is doubled.", "Photos are taken on site.", "Support is handled by the second line.",
    "Data is migrated in three steps.", "The launch moves behind the summer.",
    "The interface is frozen for two months.", "Accessibility is tested with users.",
];
pub const COMMENTS: [&str; 16] = [
    "Is this still true after the move?", "Helped me last night, thanks!", "The second step needs a screenshot.",
    "Link does not work for guests.", "Who owns this page now?", "Added what we learned on Tuesday.",
    "Can we make this shorter?", "This contradicts the handbook.", "Please add the phone number of the provider.",
    "Checked on the new version, still fine.", "We should split this page.",
    "The order of the steps is wrong, I think.", "Good summary.", "Is there a template for this?",
    "Out of date since spring.", "Asked legal, waiting for an answer.",
];
pub const CHANGE_NOTES: [&str; 10] = [
    "Typos", "New contact", "Added what we learned last week", "Shortened", "Links mended", "After the review",
    "Numbers of this year", "Clearer steps", "New section", "Adapted to the new version",
];
