//! What stands in policies and onboarding pages: data only. Slots: `{company}`, `{city}`, `{days}`, `{number}`, `{sum}`,
//! `{given}`, `{month}`; `[[Title]]` is a link to the page of that title.

/// Title, labels and paragraphs, of which a page has some.
pub struct Article {
    pub title: &'static str,
    pub labels: &'static [&'static str],
    pub opening: &'static str,
    pub points: &'static [&'static str],
}

pub const POLICIES: [Article; 14] = [
    Article {
        title: "Remote work",
        labels: &["policy", "work"],
        opening: "Everybody at {company} may work from home up to {number} days a week, in agreement with the team.",
        points: &[
            "Be reachable between 10:00 and 15:00 on working days.", "Workshops with customers take place on site in {city}.",
            "Work from another country is possible for {days} days a year; ask {given} four weeks ahead.",
            "{company} pays a screen and a chair up to {sum}.", "Confidential papers do not leave the office; see [[Information security]].",
            "New colleagues spend their first two weeks on site, see [[Your first week]].",
        ],
    },
    Article {
        title: "Travel and expenses",
        labels: &["policy", "money"],
        opening: "{company} pays for what a trip needs, against receipts, within thirty days.",
        points: &[
            "Take the train for trips below five hours.", "Hotels cost up to {sum} a night; in expensive cities ask first.",
            "Hand in receipts within {days} days after the trip.", "Meals are paid at the flat rate of the country.",
            "Flights need the approval of the team lead.", "Private cars are paid by the kilometre.",
            "Expenses above {sum} need a second signature.",
        ],
    },
    Article {
        title: "Information security",
        labels: &["policy", "security"],
        opening: "Security is everybody's work. These rules hold for all devices that touch data of {company}.",
        points: &[
            "Turn on two-step login everywhere.", "Passwords live in the password manager and nowhere else.",
            "Lock the screen when you leave the desk.", "Report lost devices to {given} within an hour.",
            "Customer data is not copied to private devices.", "Suspicious mails go to the security channel; nobody is blamed for asking.",
            "Access is reviewed every {month}.", "Production access ends by itself after {days} days.",
        ],
    },
    Article {
        title: "Holidays and leave",
        labels: &["policy", "work"],
        opening: "Everybody has {days} days of holiday a year, and more after five years.",
        points: &[
            "Enter holidays two weeks ahead, and longer ones six weeks ahead.", "Up to five days can be carried into the next {month}.",
            "Parental leave is open to all parents; talk to {given} early.", "Sick notes are needed from the third day on.",
            "Half days are fine.", "Whoever is on call swaps the shift before the leave begins.",
        ],
    },
    Article {
        title: "Code review",
        labels: &["policy", "engineering"],
        opening: "Nothing goes to production that only one person has seen.",
        points: &[
            "Keep changes below {number}00 lines.", "Answer review requests within one working day.",
            "Ask questions instead of giving orders.", "Tests come with the change, not after it.",
            "Services of tier 1 need two reviewers.", "Urgent fixes may be reviewed after the release, within {days} days.",
        ],
    },
    Article {
        title: "Incident response",
        labels: &["policy", "engineering", "on-call"],
        opening: "When customers cannot work, helping them comes before finding out why.",
        points: &[
            "Acknowledge a page within {number} minutes.", "Declare SEV1 if customers cannot sign in or pay.",
            "One person leads, one writes, others fix.", "Update the status page every thirty minutes.",
            "Write the postmortem within {days} working days and link it from [[Postmortems]].", "Look for causes, never for culprits.",
            "Runbooks are under [[Runbooks]]; mend what was wrong in them.",
        ],
    },
    Article {
        title: "Hiring",
        labels: &["policy", "people"],
        opening: "We hire for what somebody can learn, not only for what somebody knows.",
        points: &[
            "Two people read each application.", "Candidates hear from us within {days} days.", "Tasks take less than two hours and are paid above that.",
            "Interviews follow the same questions for all.", "Referrals are welcome; {sum} are paid after the trial period.",
            "The team decides, {given} signs.",
        ],
    },
    Article {
        title: "Procurement",
        labels: &["policy", "money"],
        opening: "Buying takes one signature below {sum} and two above it.",
        points: &[
            "Ask for three offers above {sum}.", "Software needs a look by security before the trial.", "Yearly contracts end by themselves unless somebody prolongs them.",
            "Used furniture is fine.", "Invoices go to the accounting address, not to people.", "Green suppliers win where prices are close.",
        ],
    },
    Article {
        title: "Data retention",
        labels: &["policy", "security", "legal"],
        opening: "We keep what we need and what the law asks for, and delete the rest.",
        points: &[
            "Log files are deleted after fourteen days.", "Invoices are kept for ten years.", "Applications are deleted after six months.",
            "Backups are tested every {month}.", "Customers can ask for their data; answer within {days} days.",
            "Deleting is logged, see [[Information security]].",
        ],
    },
    Article {
        title: "Meetings",
        labels: &["policy", "work"],
        opening: "A meeting has an aim, an end and notes; otherwise it is a message.",
        points: &[
            "Twenty-five or fifty minutes.", "Write the agenda a day before.", "No meetings on Wednesday afternoons.",
            "Decisions go into the project's page.", "More than {number} people is a presentation.", "Leave when you are not needed.",
        ],
    },
    Article {
        title: "Equipment",
        labels: &["policy", "work"],
        opening: "Everybody chooses a laptop from the list and gets a new one after four years.",
        points: &[
            "Orders go through {given}.", "Old devices can be bought for a tenth of their price.", "A second screen is standard.",
            "Headsets up to {sum}.", "Repairs take {days} days; spare devices are in the cupboard on the second floor.",
            "Devices are encrypted before they are handed out.",
        ],
    },
    Article {
        title: "Releases",
        labels: &["policy", "engineering"],
        opening: "Releases are small, frequent and boring.",
        points: &[
            "No releases on Fridays after noon.", "Look at the error budget first; below ten percent only fixes go out.",
            "Watch the dashboards for {number} minutes afterwards.", "Roll back first, ask later.", "Announce changes of interfaces {days} days ahead.",
            "Feature flags are removed after three months.",
        ],
    },
    Article {
        title: "Working hours",
        labels: &["policy", "work"],
        opening: "Forty hours a week, spread as life allows.",
        points: &[
            "Overtime is written down and taken as time off.", "Nobody is expected to answer after 19:00, see [[Incident response]] for on-call work.",
            "Eleven hours of rest between two days.", "On-call weeks are paid with {sum}.", "Part time is possible from {number} hours on.",
        ],
    },
    Article {
        title: "Code of conduct",
        labels: &["policy", "people"],
        opening: "We treat each other, customers and suppliers with respect.",
        points: &[
            "Speak up when something is wrong; {given} and the works council listen.", "No jokes at the cost of others.",
            "Gifts above {sum} are sent back.", "Side jobs are fine if they do not compete.", "Mistakes are told early.",
        ],
    },
];

pub const ONBOARDING: [Article; 4] = [
    Article {
        title: "Your first week",
        labels: &["onboarding"],
        opening: "Welcome to {company}! Nobody expects results this week; look around and ask.",
        points: &[
            "Pick up laptop and key card from {given} at 9:30.", "Read [[Information security]] and [[Code of conduct]].",
            "Have lunch with somebody new each day.", "Your buddy shows you the office in {city}.", "Set up two-step login.",
            "Sit in on the Monday round.", "Write down everything that confuses you; it helps the next one.",
        ],
    },
    Article {
        title: "Your first month",
        labels: &["onboarding"],
        opening: "By the end of the month you have shipped something small and know whom to ask.",
        points: &[
            "Take one small task from start to end.", "Meet {given} for a talk after {days} days.", "Visit a customer with a colleague.",
            "Read the pages of your project in [[Project overview]].", "Improve one page of this wiki.", "Give a short demo on a Friday.",
        ],
    },
    Article {
        title: "For buddies",
        labels: &["onboarding", "people"],
        opening: "You are the first answer to every question, also to those that nobody asks.",
        points: &[
            "Write a mail a week before the first day.", "Keep an hour free each day of the first week.", "Introduce {number} people.",
            "Explain the unwritten rules.", "Ask after two weeks what was missing in [[Your first week]].",
        ],
    },
    Article {
        title: "Tools we use",
        labels: &["onboarding", "tools"],
        opening: "An account for each is made on the first day; ask {given} if one is missing.",
        points: &[
            "Mail and calendar: invitations are answered within a day.", "Chat: channels instead of direct messages.",
            "Wiki: what is not here does not exist.", "Time tracking: until Monday noon.", "Password manager: see [[Information security]].",
            "Monitoring and logs: see [[Runbooks]].", "Expenses: see [[Travel and expenses]].",
        ],
    },
];
