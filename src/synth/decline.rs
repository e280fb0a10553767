//! Declining: what the assistant says where it cannot or must not do what is asked.

use rand_chacha::ChaCha8Rng;

use super::compose::pick;
use super::grammar;
use super::query::Clause;
use super::say;
use crate::model::Tool;

/// What the system message may forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    Deleting,
    Sending,
    Spending,
    /// Any change at all.
    Changing,
}

const DELETING: &[&str] =
    &["delete", "remove", "cancel", "drop", "purge", "clear", "end", "close", "revoke", "archive"];
const SENDING: &[&str] = &["send", "reply", "forward", "post", "share", "invite", "message", "publish", "email"];
const SPENDING: &[&str] =
    &["pay", "transfer", "refund", "buy", "order", "book", "reserve", "charge", "place", "checkout", "purchase"];

impl Policy {
    /// The policies that forbid calling a tool, the closest first.
    pub fn against(tool: &Tool, read_only: bool) -> Vec<Self> {
        if read_only {
            return Vec::new();
        }
        let verb = grammar::words(&tool.name).into_iter().next().unwrap_or_default();
        let closest = [(Self::Deleting, DELETING), (Self::Sending, SENDING), (Self::Spending, SPENDING)];
        let found = closest.into_iter().filter(|(_, verbs)| verbs.contains(&verb.as_str())).map(|(policy, _)| policy);
        found.chain([Self::Changing]).collect()
    }

    /// The rule, for the system message.
    pub fn rule(self, rng: &mut ChaCha8Rng) -> &'static str {
        let rules: &[&str] = match self {
            Self::Deleting => &[
                "Never delete, cancel or remove anything; users do that themselves.",
                "You must not delete or cancel anything, even if you are asked to.",
                "Policy: nothing may be removed, cancelled or closed through this assistant.",
            ],
            Self::Sending => &[
                "Do not send, post or share anything on the user's behalf.",
                "Policy: messages and invitations are never sent by the assistant.",
                "You may read and prepare things, but you must not send or publish any of them.",
            ],
            Self::Spending => &[
                "Do not spend money: no payments, orders or bookings.",
                "Policy: payments, orders and bookings need a person; do not make any.",
                "You must not pay, order or book anything.",
            ],
            Self::Changing => &[
                "You may look things up, but you must not change anything.",
                "This is a read-only deployment: make no changes of any kind.",
                "Policy: read access only. Refuse every request that would change data.",
            ],
        };
        pick(rules, rng)
    }

    /// The refusal of a request, whose clause is in the assistant's words where it can be said.
    pub fn refusal(self, clause: Option<&str>, rng: &mut ChaCha8Rng) -> String {
        let reason = match self {
            Self::Deleting => "I'm not allowed to delete or cancel anything here",
            Self::Sending => "I'm not allowed to send or share anything for you",
            Self::Spending => "I'm not allowed to pay for, order or book anything",
            Self::Changing => "I may only look things up here and must not change anything",
        };
        let next = pick(
            &[
                "", " You would have to do that yourself.", " Please do it yourself, or ask somebody who may.",
                " That is left to you.",
            ],
            rng,
        );
        match clause.filter(|clause| is_plain(clause)) {
            Some(clause) => match pick(&["cannot", "reason", "sorry"], rng) {
                "cannot" => format!("I can't {clause}: {reason}.{next}"),
                "reason" => format!("{}, so I did not {clause}.{next}", say::capitalised(reason)),
                _ => format!("I'm sorry, but {reason}, so I can't {clause}.{next}"),
            },
            None => format!("I'm sorry, I can't do that: {reason}.{next}"),
        }
    }
}

/// What is said where the request is too long to be said again.
const NOT_DONE: &[&str] = &[
    "I'm afraid I can't do that: there is no tool for it among mine.",
    "That is not something I can do with the tools I have, so I have not done anything.",
    "I can't help with that: none of the tools I have here fits.",
    "I don't have a tool for that, so nothing has been done.",
];

/// Whether a clause can be said again as it is: short, and nothing that somebody is to have done for her.
fn is_plain(clause: &str) -> bool {
    let words = clause.split(' ').count();
    let leads = ["have ", "make sure", "see to it", "go ahead", "get "];
    (2..=14).contains(&words) && !leads.iter().any(|lead| clause.starts_with(lead)) && !clause.contains(" them")
}

/// Says that no tool in view can do what is asked; `offers` is what they are for.
pub fn no_tool(clause: &Clause, offers: &[String], rng: &mut ChaCha8Rng) -> String {
    let offers = match offers {
        [] => None,
        all if all.len() <= 5 => Some(say::list(all)),
        many => Some(format!("{} and a few other things", many[..4].join(", "))),
    };
    let rest = offers.map_or_else(String::new, |offers| {
        format!(
            " {} {offers}.",
            pick(
                &[
                    "The tools I have are for", "What I have here covers", "I can only help with",
                    "My tools are made for"
                ],
                rng
            )
        )
    });
    let begins = match clause {
        Clause::Request(clause) if is_plain(clause) => match pick(&["tool", "sorry", "plain"], rng) {
            "tool" => format!("I have no tool to {clause}."),
            "sorry" => format!("I'm sorry, but I can't {clause}: none of my tools does that."),
            _ => pick(NOT_DONE, rng).to_owned(),
        },
        Clause::Request(_) => pick(NOT_DONE, rng).to_owned(),
        Clause::Question(_) => pick(
            &[
                "I can't look that up: none of my tools knows about it.",
                "I'm sorry, I have no tool that could tell me.", "I don't have access to that information.",
                "That is nothing that I can find out with the tools I have.",
            ],
            rng,
        )
        .to_owned(),
    };
    format!("{begins}{rest}")
}
