//! Templates of mails: subjects and bodies with slots, so that a thousand worlds do not write the same letters.

/// A mail of somebody: the subject and what it says.
pub struct Template {
    pub subject: &'static str,
    pub body: &'static str,
}

const fn t(subject: &'static str, body: &'static str) -> Template {
    Template { subject, body }
}

/// About a coming appointment, from one of its attendees.
pub const MEETING: [Template; 8] = [
    t(
        "Agenda for {title}",
        "here is what I would like to cover in \"{title}\" on {when}: {point} Anything to add? {extra}",
    ),
    t("Question about {title}", "about \"{title}\" on {when}: {point} Could you let me know before then? {extra}"),
    t("{title}: small request", "I look forward to \"{title}\" ({when}). {point} {extra}"),
    t("Before {title}", "two things before we meet for \"{title}\" on {when}. {point} And: {extra}"),
    t(
        "Running late for {title}?",
        "I may be ten minutes late for \"{title}\" on {when}. Please start without me. {extra}",
    ),
    t("Place for {title}", "is \"{place}\" still the right place for \"{title}\" on {when}? {extra}"),
    t(
        "Can we move {title}?",
        "something came up and {when} is difficult for me. Could we move \"{title}\" by a day? {extra}",
    ),
    t("Looking forward to {title}", "see you on {when} for \"{title}\". {extra}"),
];
/// The first of them speak of work.
pub const MEETING_PRIVATE: usize = 4;

/// About a file.
pub const FILE: [Template; 7] = [
    t("Comments on {stem}", "I read \"{file}\". {point} Otherwise it is in good shape. {extra}"),
    t("{stem}: numbers", "could you check the numbers in \"{file}\"? {point} {extra}"),
    t("Updated {stem}", "I have updated \"{file}\" in our folder. {point} {extra}"),
    t("Access to {stem}", "may I have access to \"{file}\"? I need it for {project}. {extra}"),
    t("Feedback wanted: {stem}", "\"{file}\" is ready for a look. {point} A few lines are enough. {extra}"),
    t("Typo in {stem}", "I found a typo in \"{file}\", second paragraph. {extra}"),
    t("Final version of {stem}?", "is \"{file}\" the final version? {point} {extra}"),
];

/// Work, about a project.
pub const WORK: [Template; 12] = [
    t("{project}: next steps", "after today's talk, these are the next steps for {project}. {point} {extra}"),
    t("{project} timeline", "we are a few days ahead on {project}. {point} {extra}"),
    t("Thoughts on {project}", "I slept on it: {point} What do you think? {extra}"),
    t(
        "New contact for {project}",
        "from next week {other} will help with {project}. You reach them at {other_email}. {extra}",
    ),
    t("Travel for {project}", "I booked the train for the {project} visit. {point} {extra}"),
    t("Help with {project}", "could you spare an hour this week for {project}? {point} {extra}"),
    t("{project} press text", "below the short text about {project}. {point} {extra}"),
    t("Photos from the {project} workshop", "the photos are on the drive. {extra}"),
    t("Results of the {project} survey", "{number} people answered. {point} {extra}"),
    t("{project} on hold?", "I heard that {project} may pause until {month}. Is that so? {extra}"),
    t(
        "Offer for {project}",
        "thank you for the call. Our offer for {project} comes to {sum}, valid for 30 days. {extra}",
    ),
    t(
        "{project}: open invoice",
        "the invoice of {sum} for {project} is still open on our side. Could you check? {extra}",
    ),
];
/// The last of them only other companies would write.
pub const WORK_INSIDE: usize = 10;

/// From friends and family.
pub const PRIVATE: [Template; 16] = [
    t("Dinner on {weekday}?", "are you free on {weekday} evening? We could try the new place near {city}. {extra}"),
    t(
        "Photos from {city}",
        "the photos from {city} are finally sorted. My favourite is the one on the bridge. {extra}",
    ),
    t("{recipe} recipe", "could you send me your recipe for {recipe}? Everybody asked for it. {extra}"),
    t("Visit in {month}", "we are thinking of coming to {city} in {month}. Would a weekend suit you? {extra}"),
    t("Your blue tent", "may I borrow your tent for the trip in {month}? I will bring it back clean. {extra}"),
    t("Present for {other}", "{other} has a birthday soon. Shall we share a present, about {small_sum} each? {extra}"),
    t("{hobby} next week", "{hobby} is on {weekday} this time. Can you bring something to eat? {extra}"),
    t("New address", "we have moved! From now on you find us in {city}. {extra}"),
    t("Book for you", "I found a book that you will like and put it aside. {extra}"),
    t("Train to {city}", "my train to {city} arrives at 18:42. Could you pick me up? {extra}"),
    t("Thank you!", "thank you for the lovely evening. {extra}"),
    t("Concert tickets", "I have two tickets for {weekday}, {small_sum} each. Coming along? {extra}"),
    t("Keys", "I left the spare keys with {other}. {extra}"),
    t("Garden day", "we dig over the garden on {weekday}. Helping hands get {recipe}. {extra}"),
    t("Flat in {city}", "do you know anybody with a room in {city} from {month}? {extra}"),
    t("How are you?", "it has been too long! Call me when you have a minute. {extra}"),
];

/// From senders that write to many.
pub const BULK: [Template; 8] = [
    t("{month} offers at {shop}", "our {month} selection is here: {product} and many more. Free shipping from 100.00."),
    t("Your library loans", "two of your loans are due in five days. You can extend them once."),
    t(
        "Water meter reading in {month}",
        "please read your water meter until the end of {month} and send us the figure.",
    ),
    t("{city} city news", "new cycle lanes, the summer festival and opening hours of the pools in {month}."),
    t("Your receipt from Citycourier", "your ride cost {small_sum}. Thank you for travelling with us."),
    t("Password changed", "your password was changed. If that was not you, please contact us."),
    t(
        "Five articles for your weekend",
        "this week: slow trains, better bread, quiet offices, long letters and {topic}.",
    ),
    t("Your statement for {month}", "your monthly statement is ready in your account."),
];
pub const BULK_SENDERS: [(&str, &str); 8] = [
    ("{shop}", "news@{shop_domain}"),
    ("City Library", "loans@citylibrary.example"),
    ("Water Works", "service@waterworks.example"),
    ("City News", "news@citynews.example"),
    ("Citycourier", "receipts@citycourier.example"),
    ("Letterbird", "security@letterbird.example"),
    ("The Slow Read", "hello@slowread.example"),
    ("Harbour Bank", "statements@harbourbank.example"),
];

pub const POINTS: [&str; 22] = [
    "We still need a decision on the budget.", "The second page is too long.",
    "I would start with the open questions.", "The supplier wants an answer by Friday.",
    "Two people from {company} would like to join.", "We need the figures for {month}.",
    "I suggest we invite {other} as well.", "The risk list needs an owner.", "We could save {small_sum} on printing.",
    "{number} users have signed up so far.", "Let us keep it under an hour.", "The contract ends in {month}.",
    "I would leave out the third option.", "The colours look different on paper.",
    "We have one week less than planned.", "The draft for {company} can go out.", "The new room has no screen.",
    "I changed the order of the chapters.", "Training takes {number} minutes per person.",
    "Nobody has answered the survey in {city} yet.", "The old numbers were wrong.",
    "It depends on the answer of {company}.",
];
pub const EXTRAS: [&str; 16] = [
    "Thanks a lot!", "No hurry.", "Call me if that is easier.", "I am away on {weekday}.", "Greetings from {city}.",
    "Have a good week.", "Sorry for the short notice.", "Let me know what you think.", "Happy to explain.",
    "It can wait until {weekday}.", "Thank you for your patience.", "We can talk about it on {weekday}.",
    "I owe you a coffee.", "All the best for {month}.", "See you soon.", "More when we talk.",
];
pub const REPLIES: [&str; 14] = [
    "that works for me. {extra}", "good point, I will look into it today. {extra}", "yes, gladly. {extra}",
    "I need a day to think about it. {extra}", "not this time, I am afraid. {extra}", "done! {extra}",
    "I agree. {point} {extra}", "thank you, that helps. {extra}", "let us ask {other} first. {extra}",
    "could you send me the details again? {extra}", "I would rather wait until {month}. {extra}",
    "great, I have written it down. {extra}", "I am on it. {extra}", "of course. {extra}",
];
