//! Scopes: which part of a clause tells where an argument is to be found.
//!
//! "Pay the payee of my next standing order" names a payee by way of a standing order: the words from *payee* on are about
//! the tool that lists such orders, and none of them is about the payment. The anchor of an argument is the place where the
//! noun of a tool is said that the graph knows as its source.

use std::ops::Range;

use super::clause::Clause;
use super::fit::is_kind;
use super::toolbox::{Toolbox, is_general};
use super::words::{Word, akin, of_name, related};
use crate::chain::{Role, Supply};
use crate::model::{Path, Segment};

/// An argument that must be found, with the tool that is spoken of as its source.
#[derive(Clone, Debug)]
pub(super) struct Need {
    pub input: usize,
    pub tool: usize,
    pub path: Path,
    pub worth: f32,
    /// Bytes of the request that tell of it.
    pub region: Range<usize>,
    /// Where the noun of the source ends.
    pub head: usize,
}

/// What a clause says of a tool itself, and what of the sources of its arguments.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub own: Clause,
    pub needs: Vec<Need>,
}

/// Sources must at least be spoken of so clearly: of what must be there, and of what may be.
const SPOKEN: f32 = 0.55;
const CLEARLY: f32 = 0.85;

/// Words that begin a new phrase.
const JOINTS: &[&str] = &[
    "of", "by", "for", "behind", "on", "from", "in", "with", "about", "to", "into", "at", "under", "near", "against",
    "as", "whose", "that", "who", "which", "is", "are", "was", "does", "do", "and", "than", "via", "inside", "within",
    "without", "between", "until", "or", "matching", "has", "have", "whoever", "out",
];
const DETERMINERS: &[&str] =
    &["the", "a", "an", "my", "our", "this", "her", "his", "their", "your", "each", "every", "all", "both", "that"];

/// Takes a clause apart for a tool; sources are looked for behind a place of the request.
pub(super) fn scope(toolbox: &Toolbox, tool: usize, clause: &Clause, behind: usize) -> Scope {
    let node = toolbox.node(tool);
    let mut needs: Vec<Need> = Vec::new();
    for (at, input) in node.inputs.iter().enumerate().filter(|(_, input)| !input.supplies.is_empty()) {
        let handle =
            matches!(input.role, Role::Handle | Role::Email | Role::Path | Role::Phone | Role::Person | Role::Word);
        let least = if input.leaf.required { SPOKEN } else { CLEARLY };
        if !input.leaf.required && !handle || input.leaf.default.is_some() {
            continue;
        }
        let best = |behind: usize| {
            let found = input.supplies.iter().filter_map(|supply| need(toolbox, clause, (tool, at), supply, behind));
            found.max_by(|a, b| a.worth.total_cmp(&b.worth).then(b.region.start.cmp(&a.region.start)))
        };
        let mut best_need = best(behind);
        // Two things of one kind are named one after the other.
        let same = best_need.as_ref().and_then(|best| needs.iter().find(|need| need.region.start == best.region.start));
        if let Some(same) = same {
            best_need = best(same.head).or(best_need);
        }
        let best = best_need;
        needs.extend(best.filter(|need| need.worth >= least));
    }
    needs.sort_by(|a, b| a.region.start.cmp(&b.region.start).then(b.worth.total_cmp(&a.worth)));
    needs.dedup_by(|later, first| later.region.start == first.region.start && !node.inputs[later.input].leaf.required);
    for at in 0..needs.len() {
        let next = needs[at + 1..].iter().map(|need| need.region.start).find(|start| *start > needs[at].region.start);
        let end = own_again(toolbox, tool, clause, &needs[at]);
        needs[at].region.end = [next, end].into_iter().flatten().min().unwrap_or(usize::MAX);
    }
    // What may be there must be told from others by something.
    needs.retain(|need| node.inputs[need.input].leaf.required || tells(clause, need));
    let own = clause.part(&|from| !needs.iter().any(|need| need.region.contains(&from)));
    Scope { own, needs }
}

/// Whether a region says more than a noun.
fn tells(clause: &Clause, need: &Need) -> bool {
    let part = clause.part(&|from| need.region.contains(&from));
    !part.literals.is_empty() || part.refers || part.ordinal.is_some() || part.superlative.is_some()
}

/// How clearly a clause speaks of a supply, and where.
fn need(
    toolbox: &Toolbox,
    clause: &Clause,
    (tool, input): (usize, usize),
    supply: &Supply,
    behind: usize,
) -> Option<Need> {
    let node = toolbox.node(supply.tool);
    if supply.tool == tool || !node.read_only {
        return None;
    }
    let lists = listed(&supply.path);
    let mut own = own_words(&supply.path);
    // A service in a list of services is one of them.
    own.retain(|stem| !lists.contains(stem));
    let words = &clause.words;
    let place = |stems: &[String], from: usize| {
        (0..words.len()).find(|at| words[*at].from >= from && stems.iter().any(|stem| akin(stem, &words[*at].stem)))
    };
    let person = |from: usize| {
        let is = |word: &Word| matches!(word.text.as_str(), "whoever" | "person" | "somebody" | "who");
        (0..words.len()).find(|at| words[*at].from >= from && is(&words[*at]))
    };
    let email = toolbox.node(tool).inputs[input].role == Role::Email;
    let first = match own.is_empty() {
        true => None,
        false => {
            place(&own, behind).map(|at| (at, 0.5)).or_else(|| person(behind).filter(|_| email).map(|at| (at, 0.35)))
        }
    };
    let from = first.map_or(behind, |(at, _)| words[at].to);
    let nouns: Vec<String> =
        match own.is_empty() && !lists.is_empty() && !toolbox.nouns(supply.tool).contains(&lists[0]) {
            true => lists,
            false => toolbox.nouns(supply.tool).to_vec(),
        };
    let nouns = nouns.as_slice();
    let noun = place(nouns, from);
    let (start, head, mut worth) = match (first, noun) {
        (Some((at, worth)), Some(noun)) => (at, words[noun].to, worth + 0.4 + said(nouns, words, noun)),
        (Some((at, worth)), None) => (at, words[at].to, worth - 0.2),
        (None, Some(noun)) if own.is_empty() => (noun, words[noun].to, 0.4 + said(nouns, words, noun)),
        _ => return None,
    };
    worth += 0.3 * supply.confidence as f32;
    worth += named(toolbox, clause, (tool, input), &own, nouns, start);
    let lacking = node.inputs.iter().filter(|input| input.leaf.required && input.leaf.default.is_none());
    worth -= 0.05 * lacking.count() as f32;
    let start = phrase_start(clause, start, behind);
    Some(Need { input, tool: supply.tool, path: supply.path.clone(), worth, region: start..usize::MAX, head })
}

/// What the name of the input says for a place: `reporter_email` wants "reported by".
fn named(
    toolbox: &Toolbox,
    clause: &Clause,
    (tool, input): (usize, usize),
    own: &[String],
    nouns: &[String],
    at: usize,
) -> f32 {
    let name = toolbox.wording(tool, input).name.iter().filter(|stem| !is_general(stem));
    let mut other = name.filter(|stem| !own.iter().chain(nouns).any(|noun| akin(noun, stem))).peekable();
    if other.peek().is_none() {
        return 0.0;
    }
    let near = &clause.words[at.saturating_sub(5)..(at + 2).min(clause.words.len())];
    if other.any(|stem| near.iter().any(|word| related(&word.stem, stem))) { 0.3 } else { -0.3 }
}

/// How many of a tool's nouns stand together at a place, as a share.
fn said(nouns: &[String], words: &[Word], at: usize) -> f32 {
    let near = &words[at.saturating_sub(1)..(at + 3).min(words.len())];
    let said = nouns.iter().filter(|noun| near.iter().any(|word| akin(noun, &word.stem))).count();
    0.5 * said as f32 / nouns.len().max(1) as f32
}

/// The last stems of the names of the lists on a path, the innermost first.
fn listed(path: &Path) -> Vec<String> {
    let pairs = path.segments().windows(2);
    let lists = pairs.filter_map(|pair| match pair {
        [Segment::Field(name), Segment::Each] => of_name(name).pop(),
        _ => None,
    });
    let mut lists: Vec<String> = lists.collect();
    lists.reverse();
    lists
}

/// The telling words of the last field of a path, or of the field around it: `payee` of `orders[].payee_id`, nothing of
/// `orders[].id`.
fn own_words(path: &Path) -> Vec<String> {
    let fields: Vec<(usize, &str)> = path
        .segments()
        .iter()
        .enumerate()
        .filter_map(|(at, segment)| match segment {
            Segment::Field(name) => Some((at, name.as_str())),
            _ => None,
        })
        .collect();
    let telling = |name: &str| of_name(name).into_iter().filter(|stem| !is_general(stem)).collect::<Vec<_>>();
    let Some((_, last)) = fields.last() else { return Vec::new() };
    let own = telling(last);
    let above = fields.len().checked_sub(2).map(|at| fields[at]);
    match above {
        Some((at, name)) if own.is_empty() && path.segments().get(at + 1) != Some(&Segment::Each) => telling(name),
        _ => own,
    }
}

/// Where the phrase begins that a noun ends: `the first` before `flag`, and a name before `customer`.
fn phrase_start(clause: &Clause, noun: usize, behind: usize) -> usize {
    let mut start = clause.words[noun].from;
    for word in clause.words[..noun].iter().rev() {
        if word.from < behind || JOINTS.contains(&word.text.as_str()) && word.text != "that" {
            break;
        }
        start = word.from;
        if DETERMINERS.contains(&word.text.as_str()) {
            break;
        }
    }
    start
}

/// Where the clause comes back to the tool's own arguments.
fn own_again(toolbox: &Toolbox, tool: usize, clause: &Clause, need: &Need) -> Option<usize> {
    let source = toolbox.node(need.tool);
    let named = |tool: usize, word: &Word, skip: Option<usize>| {
        let inputs = 0..toolbox.node(tool).inputs.len();
        inputs
            .into_iter()
            .filter(|at| Some(*at) != skip)
            .any(|at| toolbox.wording(tool, at).name.iter().any(|stem| !is_general(stem) && akin(stem, &word.stem)))
    };
    let literal = clause.literals.iter().find(|literal| {
        if literal.place.start < need.head {
            return false;
        }
        let takes = |tool: usize, skip: Option<usize>| {
            let inputs = toolbox.node(tool).inputs.iter().enumerate().filter(|(at, _)| Some(*at) != skip);
            inputs.into_iter().any(|(_, input)| is_kind(&literal.said, input.role))
        };
        if takes(tool, Some(need.input)) && !takes(need.tool, None) {
            return true;
        }
        let (before, after) = clause.around(literal);
        let near = before
            .iter()
            .take(3)
            .chain(after.iter().take(3).filter(|_| after.first().is_some_and(|word| word.text == "as")));
        let mut near = near.filter(|word| word.from > need.head);
        near.any(|word| {
            named(tool, word, Some(need.input)) && !named(need.tool, word, None) && !said_by(&source.entity, word)
        })
    })?;
    let (before, _) = clause.around(literal);
    let mut start = literal.place.start;
    for word in before.iter().filter(|word| word.from > need.head) {
        start = word.from;
        if JOINTS.contains(&word.text.as_str()) {
            break;
        }
    }
    Some(start)
}

fn said_by(entity: &[String], word: &Word) -> bool {
    entity.iter().any(|own| akin(own, &word.stem))
}
