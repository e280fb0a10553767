//! What customers write about, what agents answer, macros and help articles; data only.

/// A customer's problem: `{p}` is the product.
pub struct Problem {
    pub subject: &'static str,
    pub question: &'static str,
    pub answer: &'static str,
    pub follow_up: &'static str,
    pub tags: &'static [&'static str],
}

const fn problem(
    subject: &'static str,
    question: &'static str,
    answer: &'static str,
    follow_up: &'static str,
    tags: &'static [&'static str],
) -> Problem {
    Problem { subject, question, answer, follow_up, tags }
}

pub const PROBLEMS: [Problem; 24] = [
    problem(
        "Cannot log in to {p} since Monday",
        "Since Monday our team gets \"invalid session\" after entering the password in {p}. We have tried two browsers.",
        "Thank you for the report. Please delete the cookies of the login page and try once more; does the message stay?",
        "It works for three of us now, but the shared account still fails.",
        &["login"],
    ),
    problem(
        "Password reset mail never arrives",
        "I asked {p} for a password reset three times, and no mail arrives, not even in the spam folder.",
        "Our log shows that your mail server turned the messages away. Could your admin allow our sending domain?",
        "He has added the domain. We are waiting for the next mail.",
        &["login", "mail"],
    ),
    problem(
        "Export of reports stops at 1000 rows",
        "The CSV export of reports in {p} ends after 1000 rows, though the list shows more than 4000.",
        "The button exports the current page. With \"Export all\" in the menu you get a link by mail; did you use that one?",
        "I did not know that one. It works, but numbers use a point instead of a comma.",
        &["export", "reports"],
    ),
    problem(
        "Invoice shows the wrong VAT number",
        "The invoice of last month still shows our old VAT number. Our accountant cannot book it.",
        "I have corrected the number in your account and asked billing for a new invoice.",
        "The new invoice has come, thank you, but the one of January is wrong too.",
        &["billing"],
    ),
    problem(
        "{p} is very slow in the morning",
        "Between 8 and 9 every page of {p} takes ten seconds or more. Later in the day it is fine.",
        "We see the same in our measurements and are moving the nightly jobs to an earlier hour.",
        "Today it was better, about four seconds.",
        &["performance"],
    ),
    problem(
        "How do we add ten more seats?",
        "We hire ten colleagues next month. How do we add seats in {p}, and are they billed from the first day?",
        "Seats are added under Settings, Plan, and billed from the day they are used. Shall I do it for you?",
        "Yes please, from the first of the month on.",
        &["billing", "seats"],
    ),
    problem(
        "Webhook delivers every event twice",
        "Our endpoint gets each webhook of {p} twice, a second apart, since the last release.",
        "The second delivery is a retry: your endpoint answers after six seconds, and we wait five. Can you answer faster?",
        "We answer at once now and work later. Still two of each.",
        &["api", "webhook"],
    ),
    problem(
        "Data import fails with an encoding error",
        "The import of our customer list into {p} stops at line 212 with \"invalid byte\". It is a file from a spreadsheet.",
        "The file is not in UTF-8. Please save it as \"CSV UTF-8\" and import it again.",
        "Now all names are right, but 14 lines are reported as duplicates.",
        &["import"],
    ),
    problem(
        "Single sign-on for our new domain",
        "We have changed our mail domain. Single sign-on in {p} does not accept the new addresses.",
        "A domain must be confirmed with a DNS record first. I have sent you the record in a separate mail.",
        "The record is set. How long does the check take?",
        &["login", "sso"],
    ),
    problem(
        "API answers 429 far below the limit",
        "We call the API of {p} about 40 times a minute and get status 429. The documentation says 100.",
        "The limit counts all keys of an account. A second key of yours makes 80 calls a minute.",
        "That was our test system. Could we get a higher limit for a week?",
        &["api", "limits"],
    ),
    problem(
        "Delete the account of a former colleague",
        "A colleague has left us. Please delete the account in {p} with everything personal, as the law asks.",
        "I can do that once an admin of your company confirms it in writing.",
        "Hereby confirmed. Please keep the documents, which belong to the company.",
        &["privacy"],
    ),
    problem(
        "The app shows an empty page after the update",
        "After the update of {p} on our phones we only see a white page. Reinstalling did not help.",
        "Which version does the app show under About, and which phones are these?",
        "Version as of this week, on three different phones. Tablets are fine.",
        &["mobile"],
    ),
    problem(
        "Notifications arrive hours late",
        "Notifications of {p} come up to four hours late, so we miss approvals.",
        "Your plan collects notifications by default. You can switch to \"at once\" in the settings.",
        "It is switched on, and two of today's still came late.",
        &["mail", "notifications"],
    ),
    problem(
        "Wrong time zone in the calendar view",
        "All appointments in the calendar view of {p} are an hour off for our office abroad.",
        "Each user has a time zone under Profile. Does the office use the company's default?",
        "Yes, it does. Can we change the default for one office?",
        &["settings"],
    ),
    problem(
        "Contract renewal and price",
        "Our contract for {p} ends in six weeks. Please send an offer for two years.",
        "I have passed this on to your account manager, who will send the offer this week.",
        "We have the offer. Is the second year really at the same price?",
        &["contract"],
    ),
    problem(
        "Search finds nothing with umlauts",
        "The search in {p} does not find names with accents, neither written with them nor without.",
        "Your index was built before we changed this. I have started a rebuild, which takes until tomorrow.",
        "Names are found now, but street names are not.",
        &["search"],
    ),
    problem(
        "Attachments larger than 10 MB are refused",
        "We cannot attach drawings above 10 MB in {p}. Is there a way around it?",
        "The limit can be raised to 50 MB for your plan. Shall I?",
        "Yes, please do.",
        &["files", "limits"],
    ),
    problem(
        "Two-factor code is not accepted",
        "My new phone shows codes for {p}, but none of them is accepted.",
        "Codes depend on the clock: please switch automatic time on and try again.",
        "The clock was right. I still have my recovery codes, shall I use one?",
        &["login", "security"],
    ),
    problem(
        "Charged twice this month",
        "Our card was charged twice for {p} this month. Please refund one of the payments.",
        "I see both payments. The second one is a mistake of ours and goes back to your card.",
        "Thank you. When will we see the money?",
        &["billing", "refund"],
    ),
    problem(
        "Request: dark mode",
        "Several of us work at night. Is a dark mode planned for {p}?",
        "It is on our list for this year, and I have added your vote.",
        "Good to hear. We would gladly test it.",
        &["idea"],
    ),
    problem(
        "Dashboard numbers differ from the report",
        "The dashboard of {p} shows 312 orders for last week, the report 298. Which one is right?",
        "The dashboard counts cancelled orders too. There is a switch for that at the top.",
        "With the switch it is 301. Three are still missing.",
        &["reports"],
    ),
    problem(
        "Security questionnaire for our audit",
        "For our audit we need the attached security questionnaire about {p} filled in by the end of the month.",
        "Our security team has it and will answer within two weeks.",
        "The auditor asks for the encryption details first, if possible.",
        &["security", "contract"],
    ),
    problem(
        "Printing labels cuts off the address",
        "Labels printed from {p} lose the last line of the address on A6 paper.",
        "Please choose 100 % and no margins in the print window.",
        "That helps on one printer. The other one has no such setting.",
        &["printing"],
    ),
    problem(
        "{p} is down for us",
        "Nobody here can reach {p}. The page says \"bad gateway\". This stops our whole shipping!",
        "We are on it: one of our gateways has failed, and traffic is being moved to another.",
        "It is back for half of our users.",
        &["outage"],
    ),
];

/// Name, text and whether the ticket is solved by it.
pub const MACROS: [(&str, &str, bool); 8] = [
    (
        "Ask for details",
        "Hello {customer},\n\nthank you for writing to us. To look into {ticket} we need the exact time, what you clicked and the message you saw.\n\nKind regards\n{agent}",
        false,
    ),
    (
        "Ask for a screenshot",
        "Hello {customer},\n\ncould you send us a screenshot of {product} with the whole window? That usually shows us the cause.\n\nKind regards\n{agent}",
        false,
    ),
    (
        "Known problem",
        "Hello {customer},\n\nwe know of this problem with {product} and are working on it. We will write in {ticket} as soon as it is solved.\n\nKind regards\n{agent}",
        false,
    ),
    (
        "Passed on to billing",
        "Hello {customer},\n\nI have passed {ticket} on to our billing team, who will answer within two working days.\n\nKind regards\n{agent}",
        false,
    ),
    (
        "Refund on its way",
        "Hello {customer},\n\nyour refund is on its way and reaches your account within seven days.\n\nKind regards\n{agent}",
        true,
    ),
    (
        "Solved, please check",
        "Hello {customer},\n\nwe have solved the problem with {product}. Please check, and answer this mail if anything is left.\n\nKind regards\n{agent}",
        true,
    ),
    (
        "Still there?",
        "Hello {customer},\n\nwe have not heard from you for a while. Do you still need help with {ticket}?\n\nKind regards\n{agent}",
        false,
    ),
    (
        "Thank you for the idea",
        "Hello {customer},\n\nthank you for the idea. I have added it to the list for {product}.\n\nKind regards\n{agent}",
        true,
    ),
];

pub const ARTICLES: [(&str, &str); 12] = [
    (
        "Reset your password",
        "Choose \"Forgot password\" on the login page. The reset mail comes within five minutes; if it does not arrive, ask your admin to allow our sending domain.",
    ),
    (
        "Log in with single sign-on",
        "An admin confirms the mail domain with a DNS record and enters the address of the identity provider. Shared accounts cannot use single sign-on.",
    ),
    (
        "Two-factor codes and recovery codes",
        "Codes of the phone depend on an automatic clock. With a new phone use a recovery code once and connect the phone again.",
    ),
    (
        "Export reports as CSV",
        "\"Export\" writes the current page, \"Export all\" every row of a report and sends a link by mail. Numbers follow the language of your profile.",
    ),
    (
        "Import data from a spreadsheet",
        "Save the file as CSV UTF-8. Lines that are duplicates are listed after the import and are not written.",
    ),
    (
        "Invoices, VAT number and billing address",
        "Change the VAT number under Settings, Billing. Invoices of the last three months can be written again on request.",
    ),
    (
        "Add or remove seats",
        "Seats are added under Settings, Plan and billed from the day of use. Removed seats end with the month.",
    ),
    (
        "API limits and status 429",
        "An account may make 100 calls a minute over all its keys. Status 429 carries a header that says when to call again.",
    ),
    (
        "Webhooks and retries",
        "An endpoint answers within five seconds, or the event is delivered again. Events carry an id, so that duplicates can be told.",
    ),
    (
        "Notifications: at once or collected",
        "Each user chooses between notifications at once and a collected mail every four hours.",
    ),
    (
        "Delete personal data",
        "An admin confirms the deletion of a colleague's account in writing. Documents stay with the company unless stated otherwise.",
    ),
    (
        "Time zones of users and offices",
        "The time zone of a user stands under Profile. Offices may have a default that is different from the company's.",
    ),
];
