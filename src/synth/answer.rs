//! The assistant's final answer: what was done, and the facts that were asked for.

use serde_json::Value;

use super::grammar;
use super::narrator::Narrator;
use super::query::{Clause, Goal};
use super::say;
use super::template::{Source, Template};
use crate::model::{Fact, Path, Segment};

/// How many items of a list an answer names.
const NAMED: usize = 6;

/// An answer with the facts that it states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    pub text: String,
    pub facts: Vec<Fact>,
    /// Lists that it names item by item, by the step that gave them.
    pub told: Vec<(usize, Path)>,
}

/// Writes the answer to goals; the narrator is a fresh one, so that things are named again.
pub fn answer(narrator: &mut Narrator<'_>, goals: &[Goal], turn: usize) -> Answer {
    let mut answer = Answer::default();
    let mut sentences = Vec::new();
    let told: Vec<&Goal> = goals.iter().filter(|goal| !goal.silent).collect();
    for goal in &told {
        let mut sentence = sentence(narrator, goal, turn, &mut answer);
        if told.len() > 1 {
            sentence = spelled(narrator, goal, &sentence).unwrap_or(sentence);
        }
        sentences.push(say::capitalised(&sentence));
        if !narrator.story.steps[goal.step].read_only {
            narrator.introduce(goal.step);
        }
        narrator.next_clause();
    }
    answer.text = joined(&sentences);
    answer
}

/// Sentences in one paragraph; a longer quotation stands apart.
fn joined(sentences: &[String]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        let apart = text.contains('\n') || sentence.contains('\n');
        text.push_str(match (text.is_empty(), apart) {
            (true, _) => "",
            (false, true) => "\n\n",
            (false, false) => " ",
        });
        text.push_str(sentence.trim());
    }
    text
}

fn sentence(narrator: &mut Narrator<'_>, goal: &Goal, turn: usize, answer: &mut Answer) -> String {
    let story = narrator.story;
    let told = &story.steps[goal.step];
    if let Some(failure) = &told.step.outcome.failure {
        return failed(goal, &failure.message);
    }
    let phrases = narrator.phrases(goal.step);
    if let Some(ask) = goal.ask.and_then(|ask| phrases.map(|phrases| &phrases.ask[ask]))
        && let Some(text) = asked(narrator, goal.step, ask, answer)
    {
        return text;
    }
    if let Some((template, text)) = phrases.and_then(|phrases| reported(narrator, goal.step, &phrases.done, turn)) {
        stated(narrator, goal.step, template, &text, &mut answer.facts);
        return text;
    }
    plain(narrator, goal.step, &mut answer.facts)
}

/// The best of some reports. Of what was looked up, one that tells something of it goes before one that does not: that there
/// is nothing is said only where there is nothing.
fn reported<'t>(
    narrator: &mut Narrator<'_>,
    step: usize,
    reports: &'t [Template],
    turn: usize,
) -> Option<(&'t Template, String)> {
    let tells = |template: &Template| template.slots().iter().any(|slot| matches!(slot.source, Source::Result(_)));
    let (telling, bare): (Vec<&Template>, Vec<&Template>) = reports.iter().partition(|template| tells(template));
    let first: Vec<Template> = match narrator.story.steps[step].read_only {
        true => telling.into_iter().cloned().collect(),
        false => reports.to_vec(),
    };
    let then: Vec<Template> = bare.into_iter().cloned().collect();
    let best = [first, then].into_iter().find_map(|list| {
        let (at, text) = narrator.best_of(step, &list, turn)?;
        // "You have to choose from." is what is left where there is nothing to choose from.
        let empty = tells(&list[at]) && list[at].bare().as_ref() == Some(&text);
        (!empty || !narrator.story.steps[step].read_only).then(|| (list[at].clone(), text))
    })?;
    let template = reports.iter().find(|template| **template == best.0)?;
    Some((template, best.1))
}

/// "There are none." says of what there are none where other things are told beside it.
fn spelled(narrator: &Narrator<'_>, goal: &Goal, sentence: &str) -> Option<String> {
    /// Words of answers that say only that there is nothing.
    const BARE: [&str; 19] = [
        "all", "any", "anything", "are", "at", "do", "find", "found", "have", "i", "is", "no", "none", "not",
        "nothing", "one", "such", "there", "you",
    ];
    let bare = |word: &str| BARE.contains(&word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase().as_str());
    let ask = narrator.phrases(goal.step)?.ask.get(goal.ask?)?;
    let segments = ask.field.segments();
    let each = segments.iter().position(|segment| *segment == Segment::Each)?;
    let Segment::Field(list) = segments.get(each.checked_sub(1)?)? else { return None };
    sentence.split_whitespace().all(bare).then(|| format!("I found no {}.", grammar::words(list).join(" ")))
}

fn failed(goal: &Goal, message: &str) -> String {
    let message = reason(message);
    match &goal.clause {
        Clause::Request(_) => format!("I could not do that: {message}."),
        Clause::Question(_) => format!("I could not find that out: {message}."),
    }
}

/// What of an error message is for the user: not the sentences that tell a caller which tool to use instead.
fn reason(message: &str) -> String {
    let technical = |sentence: &&str| sentence.split_whitespace().any(|word| word.contains('_'));
    let sentences: Vec<&str> = message.split_inclusive(". ").filter(|sentence| !technical(sentence)).collect();
    let told = sentences.concat();
    let told = told.trim().trim_end_matches('.');
    let begins = ["The ", "There ", "Only ", "No ", "A ", "An "].iter().any(|word| told.starts_with(word));
    let mut chars = told.chars();
    match chars.next() {
        Some(first) if begins => first.to_lowercase().chain(chars).collect(),
        Some(_) => told.to_owned(),
        None => "it was refused".to_owned(),
    }
}

/// The answer to a question of the phrasebook.
fn asked(
    narrator: &mut Narrator<'_>,
    step: usize,
    ask: &super::phrasebook::Ask,
    answer: &mut Answer,
) -> Option<String> {
    let view = narrator.story.steps[step].view?;
    let name = ask.field.last_field().unwrap_or_default();
    let found: Vec<(Path, &Value)> =
        ask.field.all(view).into_iter().filter(|(_, value)| grammar::is_short(value)).collect();
    let template = if found.is_empty() { ask.none.as_ref()? } else { &ask.answer };
    // Who asks how many there are asks for none of them.
    let wanted: Vec<Path> = found.iter().filter(|_| !ask.counts).map(|(path, _)| path.clone()).collect();
    let count = found.len();
    let mut said: Vec<String> = found.iter().take(NAMED).map(|(_, value)| narrator.value(value, name)).collect();
    if count > NAMED {
        said.push(format!("{} more", count - NAMED));
    }
    let text = template.render(&mut |slot| match &slot.source {
        Source::Argument(word) if word == "value" || word == "list" => Some(say::list(&said)),
        Source::Argument(word) if word == "count" => Some(count.to_string()),
        _ => narrator.fill(step, slot),
    })?;
    // A count, or what stands at a place of its own, is no statement of every value.
    if template.mentions("value") || template.mentions("list") {
        let list = ask.field.segments().iter().position(|segment| *segment == Segment::Each);
        let list = list.map(|at| Path::from(ask.field.segments()[..at].to_vec()));
        // Only where every item is named can she count them.
        let whole = |list: &Path| list.get(view).and_then(Value::as_array).is_some_and(|items| items.len() == count);
        let plain = ask.field.segments().iter().filter(|segment| **segment == Segment::Each).count() == 1;
        let told = plain && count > 1 && count <= NAMED && template.mentions("list");
        if let Some(list) = list.filter(|list| told && whole(list)) {
            answer.told.push((step, list));
        }
        let named = found.into_iter().take(NAMED);
        answer.facts.extend(named.map(|(path, value)| Fact { step, path, value: value.clone(), asked: !ask.counts }));
    }
    stated(narrator, step, template, &text, &mut answer.facts);
    let of_step = answer.facts.iter_mut().filter(|fact| fact.step == step);
    of_step.for_each(|fact| fact.asked |= wanted.contains(&fact.path));
    Some(text)
}

/// Facts that a sentence took from places of the result that its template names; what stands in a part that was left out is
/// not stated.
fn stated(narrator: &Narrator<'_>, step: usize, template: &Template, text: &str, facts: &mut Vec<Fact>) {
    let Some(view) = narrator.story.steps[step].view else { return };
    for slot in template.slots() {
        if let Source::Result(path) = &slot.source
            && let Ok(path) = path.parse::<Path>()
            && let Some(value) = path.get(view)
            && text.contains(&narrator.value(value, path.last_field().unwrap_or_default()))
            && !facts.iter().any(|fact| fact.step == step && fact.path == path)
        {
            facts.push(Fact { step, path, value: value.clone(), asked: false });
        }
    }
}

/// Without phrases: the result's own short text, or its short fields.
fn plain(narrator: &Narrator<'_>, step: usize, facts: &mut Vec<Fact>) -> String {
    let told = &narrator.story.steps[step];
    let text = told.step.outcome.text();
    let prose = text.trim();
    if told.step.outcome.structured.is_none() && !prose.is_empty() && !prose.starts_with(['{', '[']) {
        return prose_answer(prose);
    }
    let Some(view) = told.view else { return "Done.".to_owned() };
    let leaves: Vec<(Path, &Value)> = Path::leaves(view)
        .into_iter()
        .filter(|(path, value)| grammar::is_short(value) && !is_handle(path))
        .take(NAMED)
        .collect();
    let said: Vec<String> = leaves
        .iter()
        .map(|(path, value)| {
            let name = path.last_field().unwrap_or_default();
            format!("{} {}", grammar::noun(name), narrator.value(value, name)).trim().to_owned()
        })
        .collect();
    facts.extend(leaves.into_iter().map(|(path, value)| Fact { step, path, value: value.clone(), asked: false }));
    match (said.is_empty(), told.read_only) {
        (true, true) => "There is nothing there.".to_owned(),
        (true, false) => "Done.".to_owned(),
        (false, true) => format!("Here is what I found: {}.", said.join(", ")),
        (false, false) => format!("Done: {}.", said.join(", ")),
    }
}

/// A short text is the answer; of a long one the beginning is quoted.
fn prose_answer(prose: &str) -> String {
    let lines: Vec<&str> = prose.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [one] if one.chars().count() <= 200 => {
            if one.ends_with(['.', '!', '?']) {
                (*one).to_owned()
            } else {
                format!("{one}.")
            }
        }
        _ => format!("Here is the result:\n\n{prose}"),
    }
}

/// Ids and cursors are of no use to a user.
fn is_handle(path: &Path) -> bool {
    path.last_field()
        .is_some_and(|name| name == "id" || name.ends_with("_id") || name.ends_with("Id") || name.contains("cursor"))
}
