//! What notes of this world say: data only. Slots are filled from the cast.

/// Notes of a project: the end of the title, its headings, and lines to choose from under each.
pub struct Form {
    pub title: &'static str,
    pub tag: &'static str,
    pub sections: &'static [(&'static str, &'static [&'static str])],
}

const OPEN: [&str; 14] = [
    "- [ ] Ask {given} who signs off the texts", "- [ ] Get a second offer for {sum}",
    "- [ ] Move the demo to {month}", "- [ ] {given} sends the numbers of last quarter", "- [x] Invite {company}",
    "- [ ] Check the rooms in {city}", "- [ ] Write down what support needs", "- [x] Close the old accounts",
    "- [ ] {given}: list of open contracts", "- [ ] Agree on the name before {month}", "- [x] Order two test devices",
    "- [ ] Find a stand-in for {given}", "- [ ] Translate the form", "- [ ] Compare both layouts with five people",
];
const DECIDED: [&str; 14] = [
    "- We start with one team and grow from there", "- {given} has the last word on design",
    "- Spending above {sum} goes through the steering group", "- No work on weekends, whatever the plan says",
    "- The old system is switched off in {month}", "- We meet every second Tuesday", "- English for all documents",
    "- Prices are shown with tax", "- {company} gets access from {month} on", "- One page per decision, no slides",
    "- Data stays in the house", "- We measure waiting time, not clicks", "- The pilot runs in {city}",
    "- Small changes need no approval",
];
const RISKS: [&str; 12] = [
    "- Two key people are away in {month}", "- The supplier has missed a date before",
    "- {company} may change its mind", "- Nobody has tested with more than {number} users",
    "- The budget has no reserve", "- {given} carries too much alone", "- The contract ends in {month}",
    "- Data from the old system is incomplete", "- Translations come late", "- The site in {city} has a slow line",
    "- Training is not planned yet", "- Legal has not seen the new texts",
];
const AIMS: [&str; 10] = [
    "- Fewer questions to support: below {number} a week.", "- A launch in {month} that nobody notices.",
    "- One list of customers in place of four.", "- Answers within a day, also for {company}.",
    "- Savings of {sum} a year.", "- A process that {given} can run without help.",
    "- Half of the forms gone by {month}.", "- People in {city} use it by themselves.",
    "- Numbers that finance believes.", "- Room for {number} more orders a day.",
];
const IDEAS: [&str; 12] = [
    "- Let customers pick the day themselves", "- A short film in place of the manual",
    "- Ask {given} for the workshop room", "- Colour codes like in {city}",
    "- Show the waiting time on the first page", "- A lottery among the testers", "- Print nothing at all",
    "- Pair every new colleague with one from {company}", "- Office hours on Thursdays",
    "- A glossary of our own words", "- Start with the complaints of {month}",
    "- Copy what worked in the last project",
];

pub const PROJECT_FORMS: [Form; 5] = [
    Form { title: "brief", tag: "brief", sections: &[("Aim", &AIMS), ("Decided", &DECIDED), ("Open", &OPEN)] },
    Form { title: "decisions", tag: "decision", sections: &[("Decided", &DECIDED)] },
    Form { title: "risks", tag: "risk", sections: &[("Risks", &RISKS), ("Next steps", &OPEN)] },
    Form { title: "open questions", tag: "question", sections: &[("Open", &OPEN)] },
    Form { title: "ideas", tag: "idea", sections: &[("Ideas", &IDEAS), ("To try", &OPEN)] },
];

pub const MEETING: Form =
    Form { title: "", tag: "meeting", sections: &[("Decisions", &DECIDED), ("Action items", &OPEN)] };

const GIFTS: [&str; 12] = [
    "- A good notebook", "- Tickets for the theatre in {city}", "- The blue teapot from the market",
    "- Seeds for the balcony", "- A book about birds", "- Dinner at the place by the river", "- Wool socks",
    "- A framed photo of {month}", "- Ceramic bowl", "- A day at the lake", "- Chess clock", "- Olive oil from {city}",
];
const TRIP: [&str; 12] = [
    "- Train on Friday after four", "- Ask {given} about the flat", "- Old town first, museum when it rains",
    "- Reserve the restaurant for Saturday", "- Take the small suitcase", "- Market on Sunday morning",
    "- Walk along the river", "- Buy the day ticket at the station", "- Postcards for the family",
    "- Back by Sunday at nine", "- Charger and adapter", "- Camera with an empty card",
];
const CLUB: [&str; 12] = [
    "- {given} brings snacks next time", "- Fee for the room: {sum} a year", "- New members: ask {given}",
    "- Summer party in {month}", "- No meeting in the holidays", "- Buy a new set together", "- Photos go to {given}",
    "- Vote on the new day", "- Away day in {city}", "- Thank the caretaker", "- Make a list of phone numbers",
    "- Guest evening in {month}",
];
const FLAT: [&str; 10] = [
    "- The landlord answers best before ten", "- Meter is behind the blue door", "- Filter was changed in {month}",
    "- Key for the cellar hangs at {given}'s", "- Paint is called Chalk 12", "- Warranty of the oven until {month}",
    "- Bins go out on Wednesday evening", "- Call the plumber about the tap", "- Draught at the north window",
    "- Neighbours are away in {month}",
];

/// Private notes; `{given}` in a title is a friend or relative.
pub const PRIVATE_FORMS: [Form; 4] = [
    Form { title: "Gift ideas for {given}", tag: "gifts", sections: &[("Ideas", &GIFTS)] },
    Form { title: "Weekend in {city}", tag: "travel", sections: &[("Plan", &TRIP)] },
    Form { title: "{hobby}: to remember", tag: "club", sections: &[("To remember", &CLUB)] },
    Form { title: "The flat", tag: "home", sections: &[("Good to know", &FLAT)] },
];

/// The company's handbook: title, tag and rules.
pub const HANDBOOK: [(&str, &str, &[&str]); 10] = [
    (
        "Travel policy",
        "travel",
        &[
            "- Trains before planes below five hours", "- Second class; first class above four hours",
            "- Hotels up to {sum} a night", "- Book at least ten days ahead", "- Receipts within two weeks",
        ],
    ),
    (
        "Expenses",
        "money",
        &[
            "- Lunch with guests needs their names", "- Amounts above {sum} need approval before",
            "- No cash advances", "- Home office: one chair in five years",
        ],
    ),
    (
        "Remote work",
        "people",
        &[
            "- Two days a week in the office", "- Core time from ten to three", "- Tell the team the day before",
            "- Working abroad: ask {given} first",
        ],
    ),
    (
        "First week checklist",
        "people",
        &[
            "- [ ] Badge and keys from {given}", "- [ ] Accounts and second factor", "- [ ] Lunch with the team",
            "- [ ] Read the security basics", "- [ ] First small change",
        ],
    ),
    (
        "Meeting rules",
        "people",
        &[
            "- No agenda, no meeting", "- 25 minutes by default", "- Notes within a day",
            "- Fridays are free of meetings",
        ],
    ),
    (
        "Security basics",
        "security",
        &[
            "- A password manager for everything", "- Lock the screen", "- Report odd mails to {given}",
            "- No customer data on private devices", "- Updates within a week",
        ],
    ),
    (
        "Sick leave",
        "people",
        &["- Call in before nine", "- A certificate from the third day on", "- Hand over what cannot wait"],
    ),
    (
        "Buying things",
        "money",
        &[
            "- Two offers above {sum}", "- {given} signs contracts", "- Ask for a cost centre first",
            "- No subscriptions on private cards",
        ],
    ),
    (
        "Writing style",
        "writing",
        &["- Short sentences", "- Say you, not one", "- Dates with the month in words", "- No capitals for emphasis"],
    ),
    (
        "Visitors",
        "office",
        &[
            "- Tell reception the day before", "- Badges are handed back", "- Parking for two cars",
            "- {given} has the keys",
        ],
    ),
];
