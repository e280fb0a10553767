//! What stands in shared documents: kinds of documents, their sections, and sentences for each. The slots are
//! `{project}`, `{company}`, `{given}`, `{other}`, `{month}`, `{past_month}`, `{day}`, `{number}`, `{topic}`, `{city}`,
//! `{part}`, `{planned}` and `{spent}`.

/// A section of a kind of document: its heading, what a blank one says, and the sentences of a written one.
pub struct Part {
    pub heading: &'static str,
    pub blank: &'static str,
    pub sentences: &'static [&'static str],
}

pub const fn part(heading: &'static str, blank: &'static str, sentences: &'static [&'static str]) -> Part {
    Part { heading, blank, sentences }
}

/// A kind of document about a project.
pub struct Blueprint {
    /// What follows the project's name in the title.
    pub title: &'static str,
    pub parts: &'static [Part],
}

pub const BRIEF: Blueprint = Blueprint {
    title: "project brief",
    parts: &[
        part(
            "Background",
            "Why do we do this now? Who asked for it?",
            &[
                "{company} came to us in {past_month} because three tools did the work of one.",
                "The present solution is {number} months older than its warranty.",
                "Two earlier attempts failed for lack of time and of a clear owner.",
                "In the last survey every second user named {topic} as the weakest point.",
                "The contract with the old supplier ends in {month}.",
                "{given} collected the complaints of a year; they fill {number} pages.",
                "Our branch in {city} has worked with a home-made version since last autumn.",
                "The idea was born in the {topic} working group.",
            ],
        ),
        part(
            "Goals",
            "What will be different afterwards? How do we measure it?",
            &[
                "Cut the time from request to answer by half until {month}.",
                "Bring at least {number} new customers in the first quarter.",
                "Replace the spreadsheets that are sent around by mail.",
                "Make the {part} usable without a training.",
                "Reach people who do not read mail.",
                "Save {number} hours a week in the back office.",
                "Have one source of truth for prices and dates.",
                "Be ready for the new rules on {topic}.",
            ],
        ),
        part(
            "Scope",
            "What is included?",
            &[
                "The {part} and everything that depends on it.", "All customers in {city} and its surroundings.",
                "Training for {number} people, half a day each.", "Moving the data of the last five years.",
                "Texts in three languages.", "A pilot with {company} before everybody else starts.",
                "The {part}, checked by people who have not seen it before.", "Support in the first six weeks.",
            ],
        ),
        part(
            "Out of scope",
            "What do we leave out on purpose?",
            &[
                "Printed material.", "A mobile version; it may follow in {month}.", "Changes to the accounting.",
                "The {part}, which {company} does by itself.", "Anything about {topic}; another team is on it.",
                "Markets outside the country.", "Hardware, which is bought separately.",
            ],
        ),
        part(
            "Budget",
            "What may it cost? Who approves spending?",
            &[
                "{planned} are planned, of which {spent} have been spent.",
                "{given} approves whatever is above a tenth of the total.",
                "Travel is paid from the general budget.",
                "The reserve may only be used with the consent of {company}.",
                "Figures are updated on the last working day of the month.",
            ],
        ),
        part(
            "Risks",
            "What could go wrong, and what do we do then?",
            &[
                "The {part} depends on one person; {other} is being trained as a second.",
                "{company} may be late with the test data. Then we start with made-up data.",
                "The holidays in {month} take two weeks out of the plan.",
                "Prices for licences may rise before we sign.",
                "Users may keep the old tool open. We switch it off four weeks after the start.",
                "If the pilot fails, we stop and pay only for the work done.",
                "Nobody has tried this with more than {number} users at once.",
            ],
        ),
    ],
};

pub const NOTES: Blueprint = Blueprint {
    title: "meeting notes",
    parts: &[
        part("Participants", "Who was there?", &[]),
        part(
            "Discussion",
            "What was talked about?",
            &[
                "{given} showed the {part}; most liked it, some found it crowded.",
                "{company} would rather start in {month}.",
                "The numbers of {past_month} are better than expected.",
                "We compared the two offers. The cheaper one lacks support.",
                "Open question: who looks after the {part} once the project is over?",
                "{other} reported from the visit to {city}.",
                "The survey has {number} answers so far.",
                "Long debate on {topic}, no result.",
            ],
        ),
        part(
            "Decisions",
            "What was decided?",
            &[
                "The date in {month} stays.",
                "The {part} is dropped from the first release.",
                "We take the second offer.",
                "{given} may spend up to a tenth of the budget without asking.",
                "From now on we meet every second {day}.",
                "Translations are ordered for three languages.",
                "The pilot gets {number} people, then the rest follows.",
            ],
        ),
        part(
            "Next steps",
            "Who does what until when?",
            &[
                "{given} sends the {part} to {company} until {day}.", "{other} books the room in {city}.",
                "{given} asks legal about {topic}.", "Everybody reads the risk list before the next meeting.",
                "{other} prepares figures for {month}.", "{given} writes the invitation to the pilot.",
            ],
        ),
    ],
};

pub const DECISIONS: Blueprint = Blueprint {
    title: "decision log",
    parts: &[
        part(
            "How to use this log",
            "One entry for each decision: what, why, who.",
            &[
                "One entry for each decision, the newest on top. Whoever decides also writes it down.",
                "Entries are not deleted; a new one replaces an old one.",
            ],
        ),
        part(
            "Decisions",
            "Nothing decided yet.",
            &[
                "Rent instead of buy, because the price may fall ({given}, {past_month}).",
                "One language for all internal texts ({other}).",
                "The {part} comes from an outside supplier, as we lack {number} hours ({given}).",
                "No release on Fridays ({given}, {past_month}).",
                "{company} gets access to the test system ({other}).",
                "The old data is kept for {number} months ({given}).",
                "Photos are taken on site and not bought ({other}, {past_month}).",
                "Support answers within one working day ({given}).",
            ],
        ),
        part(
            "Open questions",
            "What still has to be decided?",
            &[
                "Who pays for the {part} if {company} wants a second round?", "Do we need our own server in {city}?",
                "What happens to {topic} after {month}?", "Is {number} people the right size for the pilot?",
                "Who signs for {company}?",
            ],
        ),
    ],
};

pub const RETRO: Blueprint = Blueprint {
    title: "retrospective",
    parts: &[
        part(
            "What went well",
            "Collect three things each.",
            &[
                "The weekly calls with {company} saved many mails.",
                "{given} found the mistake in the {part} before anybody else did.",
                "Testing started early.",
                "We kept the date in {past_month}.",
                "The training in {city} was fully booked.",
                "Decisions were written down at once.",
                "{number} users came back with good words.",
            ],
        ),
        part(
            "What to improve",
            "Collect three things each, without names.",
            &[
                "The {part} came too late to everyone.", "Too many channels, nobody knew where to look.",
                "The budget was only updated once.", "Meetings took longer than planned.",
                "We learned of the change at {company} from the press.", "Nobody owned {topic}.",
                "The handover to support was a single mail.",
            ],
        ),
        part(
            "Actions",
            "What do we change, and who sees to it?",
            &[
                "{given} closes two of the channels until {day}.",
                "{other} writes a checklist for the handover.",
                "The budget is a fixed point of every second meeting from {month} on.",
                "{given} and {other} share the {part} from now on.",
                "Meetings end five minutes early.",
                "We invite {company} to the next retrospective.",
            ],
        ),
    ],
};

pub const STATUS: Blueprint = Blueprint {
    title: "status report",
    parts: &[
        part(
            "Summary",
            "Traffic light and two sentences.",
            &[
                "Green: {number} percent done, the date in {month} holds.",
                "Yellow: the {part} is two weeks late, the rest is on time.", "Of {planned}, {spent} have been spent.",
                "The mood in the team is good.", "{company} has approved the first stage.",
            ],
        ),
        part(
            "Done",
            "What was finished since the last report?",
            &[
                "The {part} is finished and approved.", "{number} users were trained in {city}.",
                "The contract with {company} is signed.", "First test run without errors.",
                "{given} has handed over the {part} to {other}.", "The survey on {topic} is closed.",
            ],
        ),
        part(
            "Next",
            "What comes until the next report?",
            &[
                "Pilot with {number} people from {day} on.", "Review of the {part} with {company}.",
                "Order hardware for {city}.", "Second round of tests in {month}.", "{other} writes the user guide.",
                "Decision on {topic}.",
            ],
        ),
        part(
            "Needs attention",
            "Where do you need help or a decision?",
            &[
                "We need a decision on the {part} until {day}.", "{company} has not sent the test data yet.",
                "{given} is away in {month}; a stand-in is needed.",
                "The offer from {city} is valid until the end of the week.", "Nothing at present.",
            ],
        ),
    ],
};
