//! What colleagues write to each other: openings with the answers that suit them, and words that suit anything.
//! The slots are `{project}`, `{company}`, `{at}` (a mention), `{other}`, `{month}`, `{weekday}`, `{number}`, `{topic}`,
//! `{city}`, `{clock}` and `{part}`.

/// An opening and what is answered, in this order; later answers may be missing. Two people take turns; a plus sign
/// marks the answer of a third one, an equals sign that the last one goes on.
pub struct Talk {
    pub open: &'static str,
    pub answers: &'static [&'static str],
}

const fn t(open: &'static str, answers: &'static [&'static str]) -> Talk {
    Talk { open, answers }
}

/// In the channel of a project.
pub const PROJECT: [Talk; 34] = [
    t(
        "{at} can you look at the {part} today? It blocks the rest of {project}.",
        &["On it, give me until {clock}.", "=Done, have a look.", "Works for me, thanks!"],
    ),
    t(
        "Status of {project}: {part} done, {number} open points left.",
        &["Nice!", "+Which of them block the date in {month}?", "Two of them. I will mark them in the list."],
    ),
    t(
        "Who can join the call with {company} on {weekday} at {clock}?",
        &["I can.", "+Me too, if it stays under an hour.", "Great, I will send the link."],
    ),
    t(
        "The date for {project} moves to {month}, {company} needs more time for their tests.",
        &["Good, that gives us air for the {part}.", "+Does the budget move too?", "No, same budget. I have asked."],
    ),
    t(
        "I have merged my changes to the {part}. Please shout if something looks odd.",
        &["Looks good here.", "+The second table is empty for me.", "Fixed, reload please."],
    ),
    t(
        "Question from {company}: can we show them the {part} before {weekday}?",
        &[
            "Yes, but only the first half.", "+I would wait until the numbers are right.",
            "Agreed, let us say {weekday} at {clock}.",
        ],
    ),
    t(
        "{at} the notes of the last {project} meeting are in the folder. Did I forget anything?",
        &["Only that {other} takes over the {part}.", "Added, thanks."],
    ),
    t(
        "We have {number} answers to the survey so far.",
        &["More than I hoped for.", "+Could we remind {company} once more?", "I will do it on {weekday}."],
    ),
    t(
        "Heads-up: the test system for {project} is down until {clock}.",
        &["Thanks for the warning.", "Back up again, sorry for the wait."],
    ),
    t(
        "Proposal: we drop the {part} from the first release and bring it in {month}.",
        &[
            "Fine with me.", "+I would rather drop the printed version.",
            "Let us decide on {weekday}. {at} can you bring figures?", "Will do.",
        ],
    ),
    t(
        "The invoice for the {part} came in, {number} hours more than planned.",
        &[
            "Ouch. Who approved that?", "+I did, it was the extra round with {company}.",
            "OK. Please put it into the budget sheet.",
        ],
    ),
    t(
        "Anybody against a short demo of {project} on {weekday} at {clock}?",
        &["Good idea.", "+I am in {city} that day, please record it.", "Will do."],
    ),
    t("{company} has signed! {project} is on.", &["Fantastic!", "+Great work, everybody.", "Cake on {weekday}."]),
    t(
        "Risk list for {project} is updated. New one at the top: the {part} has no owner.",
        &["I can take it.", "Thank you, your name is in."],
    ),
    t(
        "{at} what is the latest we can hand over the {part}?",
        &["End of {month}, not a day later.", "Then we should start on {weekday}."],
    ),
    t(
        "I found a mistake in the figures that went to {company}. Correcting now.",
        &["How bad is it?", "One column was shifted, nothing that changes the sum.", "Good catch. I will tell them."],
    ),
    t(
        "Is there a newer version of the {part} than the one from {month}?",
        &["Yes, in the project folder.", "Found it, thanks."],
    ),
    t(
        "Can somebody from {project} take my place in the {topic} working group on {weekday}?",
        &["I will go.", "Thanks, I owe you a coffee."],
    ),
    t(
        "The translation of the {part} arrives on {weekday}. {number} pages in all.",
        &["Who reads it against the original?", "{at} and I, half each."],
    ),
    t(
        "Retrospective of {project}: what went well, what should we change? Please collect here.",
        &[
            "Well: the weekly calls with {company}.", "+Change: the {part} came too late to everyone.",
            "Change: fewer channels, please.",
        ],
    ),
    t("{other} is out until {weekday}, so the {part} waits.", &["Can we help?", "No, it only needs one signature."]),
    t(
        "Load test done: {number} requests a second, no errors.",
        &["Better than in {month}!", "+What was the limit?", "Memory. We get a larger machine."],
    ),
    t(
        "Does anybody remember why we chose the old supplier for {project}?",
        &["Price, and they could deliver in {month}.", "+There is a page in the decision log.", "Perfect, found it."],
    ),
    t(
        "Two open roles for {project}: design and testing. Please spread the word.",
        &["I know somebody in {city}.", "Send them to me!"],
    ),
    t(
        "The kick-off for the next phase is on {weekday} at {clock}. Agenda follows.",
        &["Could we add the {part}?", "Added."],
    ),
    t("{at} could you send the access for {company} again? Theirs has expired.", &["Sent.", "They are in, thanks."]),
    t(
        "I tried {project} on my phone over the weekend. The {part} is hard to find.",
        &["Same here.", "+Let us move it to the first screen.", "I will make a ticket."],
    ),
    t(
        "Figures of last week: {number} new users, two complaints.",
        &["What were the complaints?", "Both about the {part}.", "OK, that is known."],
    ),
    t(
        "Please do not touch the {part} until {clock}, I am in the middle of it.",
        &["Understood.", "You can have it back now."],
    ),
    t(
        "{company} asks for a quote for phase two until {weekday}.",
        &["I can draft it.", "Great, {topic} should be part of it.", "Draft is ready for comments."],
    ),
    t(
        "Freeze for {project} starts on {weekday}. After that only fixes.",
        &["What about the {part}?", "Goes in before, I promised it to {company}."],
    ),
    t(
        "We could reuse the {part} from the last project. {at} do you still have it?",
        &["Somewhere on the drive, let me search.", "=Found it, sharing now."],
    ),
    t("Reminder: time sheets for {project} are due on {weekday}.", &["Done.", "+Thanks for the reminder."]),
    t(
        "What do we call the new {part}? I collect names until {weekday}.",
        &["Something short, please.", "+I vote for the boring name.", "Boring name it is."],
    ),
];

/// In channels for everybody.
pub const GENERAL: [Talk; 20] = [
    t(
        "Good morning! The lift is out of order today, please take the stairs at the back.",
        &["Thanks for telling.", "It works again since {clock}."],
    ),
    t(
        "Welcome to {other}, who starts with us today!",
        &["Welcome!", "+Great to have you here.", "Lunch together at {clock}?"],
    ),
    t(
        "The town hall is on {weekday} at {clock}. Questions can be collected beforehand.",
        &["Will it be recorded?", "Yes, as always."],
    ),
    t("We need volunteers for the {topic} day in {month}.", &["Count me in.", "+Me too."]),
    t(
        "The new travel policy is online. Trains first, please.",
        &["Does that hold for {city} too?", "Yes, up to four hours."],
    ),
    t(
        "Fire drill on {weekday} at {clock}. It takes ten minutes.",
        &["Which exit on the second floor?", "The one next to the kitchen."],
    ),
    t("Thank you all for {number} months without an accident in the warehouse.", &["Bravo!"]),
    t(
        "The survey on {topic} closes on {weekday}. {number} of us have answered.",
        &["It takes five minutes, do it!", "+Done."],
    ),
    t(
        "Office closed on the bridge day in {month}? We are collecting opinions.",
        &["Yes please.", "+Support has to stay open.", "Then with a small crew."],
    ),
    t(
        "Parking: the rear yard is reserved for {company} on {weekday}.",
        &["Where else can we park?", "On the street, or come by bike."],
    ),
    t("Our article about {project} is out!", &["Well written.", "+Shared it with {company}."]),
    t(
        "Flu shots are offered on {weekday} from {clock} on, first floor.",
        &["Do we have to register?", "No, just come."],
    ),
    t(
        "Please label your food in the fridge. On {weekday} everything without a name goes.",
        &["The soup is mine!", "=Now it has a name."],
    ),
    t(
        "{other} celebrates ten years with us today.",
        &["Congratulations!", "+Here is to ten more.", "Cake in the kitchen."],
    ),
    t(
        "New badge readers are installed on {weekday}. Bring your old badge.",
        &["All floors?", "Only the ground floor."],
    ),
    t("Does anybody have a contact at {company}?", &["I do, I will connect you.", "Thanks!"]),
    t(
        "The {city} team visits us on {weekday}. Say hello!",
        &["Looking forward to it.", "+Which room do they sit in?", "The one by the stairs."],
    ),
    t(
        "Quarter goals are published. Please read them before {weekday}.",
        &["Who is the owner of the third one?", "{at} is."],
    ),
    t("We are looking for a new name for the meeting room on the third floor.", &["Room {city}!", "+I second that."]),
    t("Payroll needs all expenses of {month} by {weekday}.", &["Also the small ones?", "Everything above zero."]),
];

/// In channels that are for fun.
pub const RANDOM: [Talk; 18] = [
    t("Who joins for lunch at {clock}?", &["Me!", "+Noodles again?", "Always noodles."]),
    t("Found a blue umbrella in the hall. Whose is it?", &["Mine, I pick it up.", "You are welcome."]),
    t("Two tickets for the match on {weekday}, anyone?", &["I take one.", "+And I the other."]),
    t(
        "My neighbour gives away a desk. It fits through a door, I measured.",
        &["Is it still there?", "Yes, until {weekday}."],
    ),
    t(
        "Best bakery in {city}? I am there next week.",
        &["The one behind the station.", "+Try the one on the market, closes at {clock}."],
    ),
    t(
        "The coffee machine says \"descale\". I said no. Who says yes?",
        &["I did it yesterday!", "It wants it again.", "Fine, my turn."],
    ),
    t("Running group on {weekday} at {clock}, easy pace.", &["How far?", "Seven kilometres, and ice cream."]),
    t("Book swap in the kitchen: {number} books and counting.", &["I brought three.", "+Took the one about whales."]),
    t("It is snowing in {city}!", &["Picture, please.", "+Here it rains as ever."]),
    t("What do you listen to while working?", &["Nothing but the fan.", "+Film scores.", "The rain app."]),
    t("Quiz night in {month}: we need a team name.", &["The Missing Semicolons.", "+Table Five.", "Table Five wins."]),
    t("Somebody watered the plant by the window. Thank you, it lives.", &["That was me.", "Employee of the month."]),
    t("Does anyone know a good plumber in {city}?", &["I send you a number.", "Lifesaver!"]),
    t("Plan for {weekday}: games in the canteen after {clock}.", &["I bring cards.", "+I bring crisps."]),
    t("I have {number} lemons. Do not ask. Take some.", &["Taking four.", "+What happened?", "A tree happened."]),
    t("Our cat has learned to open doors.", &["Photo or it did not happen.", "+Next: the fridge."]),
    t("Bike repair session on {weekday}, bring your own patches.", &["My chain will be there.", "+So will mine."]),
    t("The new ice cream place opens on {weekday}.", &["See you there at {clock}.", "All of you?", "All of us."]),
];

/// In channels for help.
pub const HELP: [Talk; 18] = [
    t(
        "The printer on the second floor takes no jobs from me.",
        &[
            "Which driver do you have?", "The old one, I think.", "Please take the new one from the portal.",
            "Works, thanks!",
        ],
    ),
    t(
        "I cannot log in to the time sheet since this morning.",
        &["Known, we are looking at it.", "=Should work again since {clock}."],
    ),
    t("How do I get access to the folder of {project}?", &["{at} owns it, please ask there.", "Got it, thank you."]),
    t("My second screen stays black.", &["Other cable?", "It was the cable."]),
    t("Can I install the {topic} tool by myself?", &["Yes, from the portal.", "No admin rights needed?", "No."]),
    t(
        "The VPN drops every {number} minutes in {city}.",
        &["Hotel network?", "Yes.", "Try the other gateway, that helps most people."],
    ),
    t(
        "I need a laptop for a trainee from {weekday} on.",
        &["For how long?", "Until {month}.", "Reserved, pick it up at {clock}."],
    ),
    t(
        "A mail asks me to confirm my password. Is it real?",
        &["No! Please forward it and do not click.", "Forwarded, not clicked.", "Perfect. It is blocked now."],
    ),
    t(
        "Is there a microphone for the call with {company} on {weekday}?",
        &["In the cupboard by the reception.", "Found it."],
    ),
    t(
        "The shared calendar shows everything an hour late.",
        &["Please set the time zone in the profile.", "That was it, thanks."],
    ),
    t(
        "How long are backups kept?",
        &["{number} days.", "Could you bring a file back from last week?", "Send me its path."],
    ),
    t("Video calls have no sound since the update.", &["Restart fixes it for now.", "=A real fix comes on {weekday}."]),
    t(
        "I spilled tea over the keyboard. For a friend.",
        &["Your friend gets a new one, second floor.", "My friend is grateful."],
    ),
    t("Who can add {other} to the mailing list of {project}?", &["I can. Done.", "Quick, thanks!"]),
    t("The form for travel costs rejects {city}.", &["Please leave the accents out for now.", "Ugly, but works."]),
    t("Do we have a licence for the {topic} software left?", &["Two.", "I take one, please.", "Assigned."]),
    t("My badge does not open the rear door.", &["It is only open from eight on.", "Ah, too early then."]),
    t(
        "Maintenance tonight from {clock} on: mail and drive are away for an hour.",
        &["Thanks for the warning.", "All done, everything is back."],
    ),
];

/// Between two people.
pub const DIRECT: [Talk; 20] = [
    t("Do you have five minutes for the {part}?", &["Now is good.", "Coming over."]),
    t(
        "Thanks for stepping in with {company} yesterday.",
        &["Gladly! They were nice.", "=They asked for you, by the way."],
    ),
    t("Can we move our 1:1 to {weekday}, {clock}?", &["Works for me.", "Thanks, moved."]),
    t("Did you see the numbers for {project}?", &["Yes, I am surprised too.", "Let us talk before the meeting."]),
    t("I am a bit late, start without me.", &["No problem.", "=We keep a seat."]),
    t(
        "Could you read my draft of the {part}? Two pages.",
        &["Sure, by {clock}.", "=Comments are in. Nice work.", "You are fast, thank you!"],
    ),
    t("Is it true that {other} moves to the {city} office?", &["From {month} on, yes.", "Pity for us."]),
    t(
        "What was the name of the contact at {company} again?",
        &["I will look it up.", "=It is in the team phone list."],
    ),
    t(
        "Small favour: can you cover for me on {weekday}?",
        &["Yes, what is on?", "Only the call at {clock}.", "I will take it."],
    ),
    t("I booked us a table at {clock}.", &["Perfect.", "=Hungry already."]),
    t("You forgot your charger in the small room.", &["Ah, there it is! Thanks.", "It lies on my desk."]),
    t(
        "Please have a look at the offer before it goes to {company}.",
        &["Looks good, one typo on page two.", "Fixed and sent."],
    ),
    t("How was {city}?", &["Rain and good food.", "So, as always."]),
    t("Are you coming to the {topic} session?", &["I am, keep me a seat.", "Second row."]),
    t(
        "I think we should tell {company} the truth about {month}.",
        &["Agreed. You or I?", "Let us do it together on {weekday}."],
    ),
    t("The {part} is with you now, right?", &["Yes, since this morning.", "Great, shout if you need me."]),
    t("Happy birthday!", &["Thank you!", "=There is cake in the kitchen."]),
    t(
        "Do you still need me in the {project} call?",
        &["Only for the first ten minutes.", "OK, then I drop out after that."],
    ),
    t(
        "I will be away from {weekday} on. Anything you need before?",
        &["The figures for {project}, if possible.", "You get them tonight."],
    ),
    t("Your presentation was great.", &["That means a lot, thanks.", "{other} said the same."]),
];

/// Only for those who write to all.
pub const NEWS: [&str; 14] = [
    "{project} reaches its next milestone in {month}. Thank you to everybody who worked on it.",
    "From {month} on, the office opens half an hour earlier.",
    "{company} is our customer for another two years.",
    "New rule: meetings of more than eight people need an agenda.",
    "The {topic} group presents its results on {weekday} at {clock}.",
    "We have moved the mail servers. If something is missing, write to the help channel.",
    "{number} colleagues took part in the {topic} training. Next one in {month}.",
    "Please plan your leave for the summer until {weekday}.",
    "The {city} branch has a new address.",
    "Our numbers for the last quarter are out: {number} new customers.",
    "Security update: restart your laptop until {weekday}.",
    "{other} leads the {project} team from {month} on.",
    "The canteen has new hours: it opens at {clock}.",
    "Summer party in {month}. Save the date, details follow.",
];

pub const PARTS: [&str; 30] = [
    "mock-up", "contract draft", "data export", "price list", "test plan", "user guide", "landing page",
    "budget sheet", "interview guide", "slide deck", "press text", "training video", "checklist", "report template",
    "login page", "roadmap", "search filter", "mail template", "packaging", "floor plan", "sign-up form", "stock list",
    "cover letter", "photo series", "glossary", "risk list", "release plan", "timeline", "sample order", "dashboard",
];
pub const EMOJI: [&str; 24] = [
    "thumbsup", "heart", "tada", "eyes", "joy", "white_check_mark", "pray", "rocket", "clap", "fire", "thinking_face",
    "raised_hands", "coffee", "cake", "wave", "100", "sob", "bulb", "sparkles", "muscle", "bug", "hourglass",
    "ok_hand", "thumbsdown",
];
pub const STATUSES: [&str; 16] = [
    "In a meeting", "Focus time", "Working from home", "On the train to {city}", "Lunch", "Visiting {company}",
    "At the dentist", "Writing the {part}", "On a call", "Back at {clock}", "In the workshop", "Hiring interviews",
    "Training day", "Do not disturb, deadline for {project}", "Commuting", "Out for a run",
];
