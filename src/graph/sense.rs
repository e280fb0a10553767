//! Fields of life: a `city` and a `destination` are both places, a `fee` and a `budget` are both money, though they
//! share no letter.
//!
//! A thesaurus in the small, written from general English as interfaces use it, in the normal form of [`super::words`].
//! A word may belong to several fields.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of fields of life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Senses(u32);

impl Senses {
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// How much of both sets is common to them, 0 to 1.
    pub fn overlap(self, other: Self) -> f32 {
        let all = (self.0 | other.0).count_ones();
        (self.0 & other.0).count_ones() as f32 / all.max(1) as f32
    }
}

/// The fields of a word.
pub(super) fn of(word: &str) -> Senses {
    static WORDS: LazyLock<HashMap<&str, Senses>> = LazyLock::new(|| {
        let mut words: HashMap<&str, Senses> = HashMap::new();
        for (i, (_, members)) in FIELDS.iter().enumerate() {
            for word in members.split_whitespace() {
                let senses = words.entry(word).or_default();
                *senses = senses.with(Senses(1 << i));
            }
        }
        words
    });
    WORDS.get(word).copied().unwrap_or_default()
}

const FIELDS: [(&str, &str); 23] = [
    (
        "money",
        "amount balance bill budget charge cost credit debit debt deposit discount dividend earning expense fare fee \
         fund income interest invoice loan money pay payment price principal profit refund rent revenue salary sale \
         spend subtotal sum tax tip total value wage worth allowance",
    ),
    (
        "place",
        "address airport area city continent country county destination district geo landmark locality location \
         neighborhood origin place postal postcode province region state station street town venue zip zipcode",
    ),
    ("point", "coordinate geo latitude longitude point position"),
    (
        "person",
        "actor artist assignee attendee author contact creator customer director doctor driver employee friend guest \
         manager member owner participant passenger patient people person player recipient reporter sender singer \
         student teacher traveler user username receiver",
    ),
    (
        "text",
        "abstract answer article body caption comment content data description document extract line message note \
         paragraph passage phrase post reply review sentence snippet story string subject summary text transcript \
         translation word definition",
    ),
    (
        "moment",
        "age arrival birthdate birthday checkin checkout created date datetime day deadline departure duration end \
         expiration hour minute month period schedule start time timestamp updated week year",
    ),
    (
        "measure",
        "altitude area depth dimension distance elevation height humidity length mass mileage pace pressure radius \
         side size speed temperature volume weight width",
    ),
    (
        "number",
        "average base count difference exponent factor factorial integer maximum mean median minimum number operand \
         percent percentage power prime product quantity rate ratio result root score square sum total value",
    ),
    ("file", "archive attachment audio directory document file image media path photo picture recording video"),
    ("music", "album artist audio genre lyric music playlist singer song track"),
    ("film", "actor cinema director episode film movie series show theater"),
    ("shop", "brand cart category item offer order price product seller shop sku store"),
    ("link", "domain href link page url website"),
    ("company", "brand business company department exchange group issuer organization stock symbol team ticker"),
    ("language", "language locale translation"),
    ("currency", "conversion currency exchange"),
    ("book", "author book isbn publisher title"),
    (
        "travel",
        "airline airport arrival booking bus departure flight hotel itinerary passenger reservation seat ticket train \
         trip fare",
    ),
    ("food", "cuisine dish ingredient meal menu recipe restaurant"),
    ("event", "appointment attendee calendar conference event meeting schedule"),
    ("search", "filter keyword query question search term topic"),
    ("secret", "access credential key password pin secret token"),
    ("unwell", "diagnosis doctor dose drug medication medicine patient prescription symptom"),
];
