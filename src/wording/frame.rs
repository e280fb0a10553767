//! The frame of a sentence: what is left of it when names, figures, days and quotations are swapped for slots; and the
//! anchors, which are what was swapped.

use super::mentions::month_of;

/// Words for days.
const DAYS: &[&str] = &[
    "today", "tonight", "tomorrow", "yesterday", "noon", "midnight", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
];

/// A word of a text: of its frame, or of an anchor.
struct Word<'t> {
    written: &'t str,
    slot: bool,
}

/// The frame of a text; `values` are what it is known to say.
pub fn frame(text: &str, values: &[&str]) -> String {
    let mut text = text.to_owned();
    let mut values: Vec<&str> = values.iter().copied().filter(|value| value.chars().count() > 2).collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
    for value in values {
        text = text.replace(value, "\u{1}").replace(&value.replace('_', " "), "\u{1}");
    }
    let mut out: Vec<String> = Vec::new();
    for word in words(&text) {
        let end: String = word.written.chars().rev().take_while(|c| matches!(c, '.' | ',' | '?' | '!' | ':')).collect();
        let end: String = end.chars().rev().collect();
        if word.slot {
            if out.last().is_some_and(|last| last == "_") {
                out.pop();
            }
            out.push(format!("_{end}"));
        } else {
            let bare = word.written.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            out.push(format!("{bare}{end}"));
        }
    }
    out.join(" ")
}

/// The names, figures, days and quotations of a text, each once, in their order.
pub fn anchors(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let mut close = |run: &mut Vec<&str>| {
        let joined = run.join(" ");
        let anchor =
            joined.trim_matches(|c: char| matches!(c, ',' | '.' | '?' | '!' | ';' | ':' | '(' | ')')).to_owned();
        if !anchor.is_empty() && !all.contains(&anchor) {
            all.push(anchor);
        }
        run.clear();
    };
    for word in words(text) {
        if word.slot {
            run.push(word.written);
        }
        if !word.slot || word.written.ends_with([',', '.', '?', '!', ';']) {
            close(&mut run);
        }
    }
    close(&mut run);
    all
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let (mut quoted, mut begins) = (false, true);
    text.split_whitespace().map(move |written| {
        let marks = written.matches(['"', '\u{201c}', '\u{201d}']).count();
        let inside = quoted;
        quoted ^= marks % 2 == 1;
        let bare = written.trim_matches(|c: char| !c.is_alphanumeric() && c != '\u{1}');
        let named = !begins && bare != "I" && !bare.starts_with("I'") && bare.starts_with(char::is_uppercase);
        let lower = bare.to_lowercase();
        let day = DAYS.contains(&lower.as_str()) || month_of(&lower).is_some() && named;
        let made = bare.contains(['\u{1}', '@', '/']) || bare.contains(|c: char| c.is_ascii_digit());
        begins = !quoted && written.ends_with(['.', '?', '!', ':']);
        Word { written, slot: inside || marks > 0 || named || day || made }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_figures_and_days_are_swapped() {
        let one = frame("Move the \"Budget review\" to Friday 3 May and tell Dana Okafor.", &["Budget review"]);
        let two = frame("Move the \"Lunch\" to Monday 12 June and tell Hải Phạm.", &["Lunch"]);
        assert_eq!(one, two);
        assert_ne!(one, frame("Shift the \"Lunch\" to Monday 12 June and tell Hải Phạm.", &["Lunch"]));
        assert_eq!(one, "move the _ to _ and tell _.");
    }

    #[test]
    fn anchors_are_what_a_paraphrase_must_keep() {
        let text = "Please move \"Budget review\" to Friday 3 May at 9:30, then tell Dana Okafor (it costs 20 euros).";
        assert_eq!(anchors(text), ["\"Budget review\"", "Friday 3 May", "9:30", "Dana Okafor", "20"]);
    }
}
