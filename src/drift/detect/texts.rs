//! What happened to the description of a tool that is on both sides.

use super::{Search, likeness};
use crate::drift::operator::Operator;
use crate::drift::operators::descriptions::{Description, Manner};
use crate::drift::wording::Language;
use crate::model::{Tool, ToolRef};

pub(super) fn search(search: &mut Search<'_>, tool: &ToolRef) {
    let Some((old, new)) = search.pair(tool) else { return };
    if old.description == new.description {
        return;
    }
    let others = search.old.iter().chain(&search.now);
    let of_another = others.filter(|other| other.name != tool.tool).any(|other| other.description == new.description);
    let (manner, language) = exact(&old, &new, of_another).unwrap_or_else(|| (likely(&old, &new), None));
    let text = Some(new.description);
    search.found(Operator::Description(Description { manner, tool: Some(tool.clone()), language, text }));
}

/// The manner that gives exactly this text.
fn exact(old: &Tool, new: &Tool, of_another: bool) -> Option<(Manner, Option<Language>)> {
    if new.description.is_empty() {
        return Some((Manner::Remove, None));
    }
    let plain = [Manner::Paraphrase, Manner::Shorten, Manner::Stale].map(|manner| (manner, None));
    let languages = Language::ALL.map(|language| (Manner::Translate, Some(language)));
    let gives = |(manner, language): &(Manner, Option<Language>)| {
        Description::written(&old.description, *manner, *language).as_ref() == Some(&new.description)
    };
    let found = plain.into_iter().chain(languages).find(gives);
    found.or_else(|| of_another.then_some((Manner::Misleading, None)))
}

/// What a text that nobody here wrote is most likely to be.
fn likely(old: &Tool, new: &Tool) -> Manner {
    let shorter = 10 * new.description.len() < 7 * old.description.len();
    if old.description.contains(new.description.trim_end_matches('.'))
        || shorter && likeness::of_texts(&old.description, &new.description) > 0.2
    {
        return Manner::Shorten;
    }
    Manner::Paraphrase
}
