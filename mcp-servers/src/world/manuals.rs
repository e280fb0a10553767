//! Documents about the house and no project, and what people write at the edge of a text. The slots are those of the
//! drafts.

use super::drafts::{Blueprint, part};

/// About the house and no project; the title stands alone.
pub const HOUSE: [Blueprint; 5] = [
    Blueprint {
        title: "Team handbook",
        parts: &[
            part(
                "Working hours",
                "",
                &[
                    "Core time is from ten to three; the rest is yours.",
                    "Whoever is away writes it into the calendar and the status.",
                    "Fridays after two are free of meetings.",
                ],
            ),
            part(
                "Meetings",
                "",
                &[
                    "No agenda, no meeting.",
                    "Notes are written during the meeting and shared on the same day.",
                    "Meetings of more than eight people need a reason.",
                ],
            ),
            part(
                "Travel",
                "",
                &[
                    "Trains first, up to four hours.",
                    "Book at least {number} days ahead.",
                    "Expenses are due at the end of the month; see the travel policy.",
                ],
            ),
            part(
                "Feedback",
                "",
                &[
                    "Feedback is given within a week and in person.",
                    "Every half year there is a talk with {given} or {other}.",
                    "Praise may be public, criticism may not.",
                ],
            ),
        ],
    },
    Blueprint {
        title: "Onboarding guide",
        parts: &[
            part(
                "First day",
                "",
                &[
                    "{given} meets you at the entrance at nine.", "Laptop, badge and phone lie ready on your desk.",
                    "Lunch with the team at half past twelve.",
                ],
            ),
            part(
                "First week",
                "",
                &[
                    "Meet {other} from the {topic} group.", "Read the brief of {project}.",
                    "Shadow a call with {company}.",
                ],
            ),
            part(
                "First month",
                "",
                &[
                    "Take over a small task of {project}.", "Talk with {given} about your goals.",
                    "Tell us what this guide lacks.",
                ],
            ),
        ],
    },
    Blueprint {
        title: "Style guide for texts",
        parts: &[
            part(
                "Tone",
                "",
                &[
                    "Short sentences, plain words.", "We speak to the reader as you.",
                    "No exclamation marks, except in thank-yous.",
                ],
            ),
            part(
                "Numbers and dates",
                "",
                &[
                    "Dates are written with the month as a word.", "Sums carry their currency.",
                    "Numbers up to twelve are written out.",
                ],
            ),
            part(
                "Names",
                "",
                &[
                    "{project} is written without quotes.", "{company} is always named in full.",
                    "Names of people keep their accents.",
                ],
            ),
        ],
    },
    Blueprint {
        title: "Support playbook",
        parts: &[
            part(
                "First answer",
                "",
                &[
                    "Answer within one working day, even if only to say when more follows.",
                    "Repeat the question in your own words.",
                    "Say your name.",
                ],
            ),
            part(
                "Escalation",
                "",
                &[
                    "Anything about {topic} goes to {given}.", "If {company} is concerned, tell {other} at once.",
                    "After two days without news, call.",
                ],
            ),
            part(
                "Closing",
                "",
                &[
                    "Ask whether it works now.", "Write down what helped; the next one will search for it.",
                    "Close tickets without answer after {number} days.",
                ],
            ),
        ],
    },
    Blueprint {
        title: "Hiring plan",
        parts: &[
            part(
                "Open roles",
                "",
                &[
                    "One designer for {project} from {month} on.", "A tester in {city}, part time.",
                    "Two trainees in autumn.",
                ],
            ),
            part(
                "Process",
                "",
                &[
                    "Two talks and one small task, never more.", "{given} and {other} take part in the second talk.",
                    "Every candidate hears from us within a week.",
                ],
            ),
            part(
                "Budget",
                "",
                &[
                    "The posts are in the plan since {past_month}.",
                    "Agencies only after {number} days without success.",
                ],
            ),
        ],
    },
];

/// What people write at the edge of a text.
pub const REMARKS: [&str; 24] = [
    "Is this still true?", "Could we give a number here?", "I would put this first.", "Who is meant by \"we\"?",
    "Typo in the last sentence.", "{company} reads this too; please more friendly.", "Source?", "Nice, keep it.",
    "Shorter, please.", "This contradicts the section on risks.", "Ask {given}, who knows the details.",
    "Date is missing.", "In {month}, or a month later?", "Do we want to promise that?",
    "I have newer figures, shall I put them in?", "Legal should have a look.", "The same stands in the handbook.",
    "Agreed in the last meeting.", "Please spell out the abbreviation.", "What happens if it fails?",
    "Can {other} confirm this?", "I moved this up from below.", "Sounds like a plan, but who does it?",
    "Not sure that {company} agrees.",
];
pub const ANSWERS: [&str; 12] = [
    "Good point, changed.", "I will ask.", "Yes, since {past_month}.", "No, that was the old plan.",
    "Let us talk about it on {day}.", "Done.", "I would rather leave it.", "{given} says it is fine.",
    "Added a sentence.", "You are right.", "Numbers follow.", "See the decision log.",
];
/// A sentence that somebody would like to add.
pub const ADDITIONS: [&str; 12] = [
    "The figures were checked by {given}.", "This is reviewed in {month}.", "{other} is the contact for questions.",
    "Exceptions need the consent of {given}.", "{company} has agreed to this.",
    "The details stand in the decision log.", "This holds for {city} too.",
    "We look at it again once {number} people have tried it.", "{topic} is not affected.", "The {part} is attached.",
    "Until then the old way holds.", "This replaces the note of {past_month}.",
];
pub const SUMMARIES: [&str; 10] = [
    "Figures updated", "After the call with {company}", "Shortened", "Typos", "Comments worked in",
    "New section finished", "Dates for {month}", "Second draft", "Feedback of {given}", "Clean-up",
];
