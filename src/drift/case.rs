//! Names as words, and the ways to write words as a name.

use serde::{Deserialize, Serialize};

/// How the words of a name are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    Snake,
    Camel,
    Kebab,
    Pascal,
}

impl Case {
    pub const ALL: [Self; 4] = [Self::Snake, Self::Camel, Self::Kebab, Self::Pascal];

    /// The case a name is written in; single words in lower case are taken for snake case.
    pub fn of(name: &str) -> Self {
        if name.contains('-') {
            return Self::Kebab;
        }
        match name.chars().next() {
            Some(first) if first.is_uppercase() && !name.contains('_') => Self::Pascal,
            _ if !name.contains('_') && name.chars().any(char::is_uppercase) => Self::Camel,
            _ => Self::Snake,
        }
    }

    pub fn write(self, words: &[String]) -> String {
        let capital = |word: &String| -> String {
            let mut letters = word.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        };
        match self {
            Self::Snake => words.join("_"),
            Self::Kebab => words.join("-"),
            Self::Pascal => words.iter().map(capital).collect(),
            Self::Camel => words.iter().take(1).cloned().chain(words.iter().skip(1).map(capital)).collect(),
        }
    }

    /// A name in this case.
    pub fn rewrite(self, name: &str) -> String {
        self.write(&words(name))
    }
}

/// The words of a name in lower case: `getUserByID` has get, user, by and id.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            open = false;
            continue;
        }
        let lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
        let starts = letter.is_uppercase() && (at > 0 && !letters[at - 1].is_uppercase() || lower(at + 1));
        match words.last_mut().filter(|_| open && !starts) {
            Some(word) => word.extend(letter.to_lowercase()),
            None => words.push(letter.to_lowercase().collect()),
        }
        open = true;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_in_every_case() {
        for name in ["get_user_by_id", "getUserByID", "get-user-by-id", "GetUserById"] {
            assert_eq!(words(name), ["get", "user", "by", "id"], "{name}");
            assert_eq!(Case::Camel.rewrite(name), "getUserById");
        }
        assert_eq!(
            Case::ALL.map(|case| case.rewrite("HTTPServer x")).join(" "),
            "http_server_x httpServerX http-server-x HttpServerX"
        );
        assert_eq!(
            ["a_b", "aB", "a-b", "AB", "a"].map(Case::of),
            [Case::Snake, Case::Camel, Case::Kebab, Case::Pascal, Case::Snake]
        );
    }
}
