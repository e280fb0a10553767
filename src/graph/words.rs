//! Names and texts as normalised words, and how telling each word is.

use std::collections::HashMap;

use super::sense::{self, Senses};

/// Words of a name in order: `originSkyIDs` is `origin sky id`, `customer_addr` is `customer address`.
pub(super) fn of_name(name: &str) -> Vec<String> {
    split(name).into_iter().filter(|word| !ARTICLES.contains(&word.as_str())).map(|word| normal(&word)).collect()
}

/// The telling words of a text, each once, in order.
pub(super) fn of_text(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in split(text) {
        if STOP.contains(&word.as_str()) || word.len() < 2 {
            continue;
        }
        let word = normal(&word);
        if !words.contains(&word) {
            words.push(word);
        }
        if words.len() >= MAX_TEXT_WORDS {
            break;
        }
    }
    words
}

/// Long descriptions say what matters first.
const MAX_TEXT_WORDS: usize = 48;

/// Splits at everything that is no letter or digit, and between the parts of `camelCase` and `HTTPServer`.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let chars: Vec<char> = run.chars().collect();
        let mut word = String::new();
        for (i, c) in chars.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| chars[i]);
            let starts = before.is_some_and(|before| {
                let lower_after = chars.get(i + 1).is_some_and(|c| c.is_lowercase());
                let plural_of_capitals = *c == 's' || chars.get(i + 1) == Some(&'s') && chars.len() == i + 2;
                (c.is_uppercase() && before.is_lowercase())
                    || (c.is_uppercase() && before.is_uppercase() && lower_after && !plural_of_capitals)
                    || (c.is_numeric() != before.is_numeric())
            });
            if starts && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.extend(c.to_lowercase());
        }
        words.push(word);
    }
    words
}

/// One form for plural and singular, for common abbreviations, and for words that name the same thing.
fn normal(word: &str) -> String {
    let single = singular(word);
    match SAME.binary_search_by_key(&single.as_str(), |(from, _)| from) {
        Ok(at) => SAME[at].1.to_owned(),
        Err(_) => single,
    }
}

fn singular(word: &str) -> String {
    let kept = word.len() <= 3 && word != "ids" || ["ss", "us", "is", "as", "os"].iter().any(|end| word.ends_with(end));
    if kept {
        return word.to_owned();
    }
    for (plural, single) in [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", "")] {
        if let Some(stem) = word.strip_suffix(plural) {
            return format!("{stem}{single}");
        }
    }
    word.to_owned()
}

/// Words with one meaning in interfaces, written as one; sorted for the search.
const SAME: [(&str, &str); 59] = [
    ("acct", "account"),
    ("addr", "address"),
    ("amt", "amount"),
    ("arg", "argument"),
    ("attr", "attribute"),
    ("cfg", "configuration"),
    ("coord", "coordinate"),
    ("curr", "current"),
    ("db", "database"),
    ("del", "delete"),
    ("desc", "description"),
    ("dest", "destination"),
    ("dict", "dictionary"),
    ("dir", "directory"),
    ("doc", "document"),
    ("dst", "destination"),
    ("emp", "employee"),
    ("env", "environment"),
    ("filename", "file"),
    ("filepath", "path"),
    ("fn", "function"),
    ("folder", "directory"),
    ("fullname", "name"),
    ("guid", "id"),
    ("identifier", "id"),
    ("idx", "index"),
    ("img", "image"),
    ("info", "information"),
    ("lang", "language"),
    ("lat", "latitude"),
    ("len", "length"),
    ("lng", "longitude"),
    ("loc", "location"),
    ("lon", "longitude"),
    ("mail", "email"),
    ("max", "maximum"),
    ("mgr", "manager"),
    ("min", "minimum"),
    ("msg", "message"),
    ("num", "number"),
    ("org", "organization"),
    ("organisation", "organization"),
    ("param", "parameter"),
    ("pic", "picture"),
    ("pkg", "package"),
    ("proj", "project"),
    ("pwd", "password"),
    ("qty", "quantity"),
    ("ref", "reference"),
    ("repo", "repository"),
    ("spec", "specification"),
    ("src", "source"),
    ("subdirectory", "directory"),
    ("tel", "phone"),
    ("telephone", "phone"),
    ("uri", "url"),
    ("usr", "user"),
    ("uuid", "id"),
    ("zip", "zipcode"),
];

const ARTICLES: [&str; 4] = ["the", "a", "an", "of"];

/// Words that say nothing about what a parameter is.
const STOP: [&str; 98] = [
    "a", "about", "above", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "being",
    "below", "but", "by", "can", "cannot", "could", "default", "defaults", "do", "does", "each", "eg", "either", "etc",
    "example", "false", "for", "from", "given", "has", "have", "how", "if", "in", "included", "into", "is", "it",
    "its", "may", "more", "must", "no", "none", "not", "null", "of", "on", "one", "only", "optional", "or", "other",
    "otherwise", "out", "over", "parameter", "required", "same", "set", "should", "so", "some", "specified", "such",
    "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "true", "use",
    "used", "using", "value", "was", "when", "where", "whether", "which", "who", "will", "with", "without", "you",
    "your",
];

/// Every word seen gets a number, and a weight that says how rare it is.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<String, u32>,
    /// How many tools use the word.
    tools: Vec<u32>,
    /// The last tool that was counted for the word.
    last: Vec<u32>,
    /// The fields of life the word belongs to.
    senses: Vec<Senses>,
    /// Numbers of its runs of three letters.
    spellings: Vec<Box<[u32]>>,
    total: u32,
}

/// A word's number.
pub(super) type Word = u32;

impl Vocabulary {
    pub fn number(&mut self, word: String) -> Word {
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let number = self.tools.len() as Word;
        self.tools.push(0);
        self.last.push(u32::MAX);
        self.senses.push(sense::of(&word));
        self.spellings.push(runs(&word));
        self.numbers.insert(word, number);
        number
    }

    /// Numbers of the words, sorted, each once.
    pub fn set(&mut self, words: impl IntoIterator<Item = String>) -> Vec<Word> {
        let mut set: Vec<Word> = words.into_iter().map(|word| self.number(word)).collect();
        set.sort_unstable();
        set.dedup();
        set
    }

    /// Counts the words of one tool, each once.
    pub fn count(&mut self, tool: u32, words: &[Word]) {
        self.total = self.total.max(tool + 1);
        for word in words {
            let word = *word as usize;
            if self.last[word] != tool {
                self.last[word] = tool;
                self.tools[word] += 1;
            }
        }
    }

    /// Inverse document frequency in thousandths: near 50 for a word that every tool uses, 1,000 and above for a rare
    /// one. Counted over at least 100 tools, so that a handful of tools does not make every word common, and in steps, so
    /// that one more tool leaves nearly every weight as it was. A whole number, so that no sum hangs on the order of
    /// words.
    pub fn weight(&self, word: Word) -> u32 {
        let steps = (level(self.total.max(100)) - level(1 + self.tools[word as usize])).max(0);
        let weight = steps as f32 / STEPS * std::f32::consts::LN_2 / 100f32.ln() + 0.05;
        (weight * 1_000.0).round() as u32
    }

    /// All words with their numbers, in no order.
    pub fn words(&self) -> impl Iterator<Item = (&str, Word)> {
        self.numbers.iter().map(|(word, number)| (word.as_str(), *number))
    }

    /// A word's number, if it is known.
    pub fn find(&self, word: &str) -> Option<Word> {
        self.numbers.get(word).copied()
    }

    /// Numbers of the runs of three letters of the words, with their ends marked, sorted.
    pub fn spelling(&self, words: &[Word]) -> Vec<u32> {
        let mut runs: Vec<u32> = words.iter().flat_map(|word| &self.spellings[*word as usize]).copied().collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// The fields of life that any of the words belongs to.
    pub fn senses(&self, words: &[Word]) -> Senses {
        words.iter().fold(Senses::default(), |senses, word| senses.with(self.senses[*word as usize]))
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.tools.len()
    }
}

/// Steps of a weight for every doubling of a count.
const STEPS: f32 = 2.0;

fn level(count: u32) -> i32 {
    (STEPS * (count as f32).log2()).round() as i32
}

/// The runs of three letters of a word, as numbers.
fn runs(word: &str) -> Box<[u32]> {
    let letters: Vec<u32> = [' '].into_iter().chain(word.chars()).chain([' ']).map(u32::from).collect();
    letters.windows(3).map(|run| run.iter().fold(0, |hash: u32, letter| hash.wrapping_mul(8_191) ^ letter)).collect()
}

/// Words in both of two sorted sets.
pub(super) fn shared<'w>(a: &'w [Word], b: &'w [Word]) -> impl Iterator<Item = Word> + 'w {
    a.iter().copied().filter(|word| b.binary_search(word).is_ok())
}
