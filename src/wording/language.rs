//! Languages: people name them, tools take their codes (ISO 639-1).

const LANGUAGES: [(&str, &str); 20] = [
    ("ar", "Arabic"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("zh", "Chinese"),
];

/// The language that a value is the code of, where a parameter of this name takes one.
pub fn language(value: &str, name: &str) -> Option<&'static str> {
    let takes_one =
        ["language", "languages", "lang"].iter().any(|word| name == *word || name.ends_with(&format!("_{word}")));
    takes_one.then(|| LANGUAGES.iter().find(|(code, _)| *code == value).map(|(_, language)| *language)).flatten()
}
