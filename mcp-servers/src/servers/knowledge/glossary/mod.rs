//! The translation glossary of the owner's company: terms, their translations, proposals and checks of texts.

mod checking;
mod data;
mod proposing;
mod reading;
mod terms;
mod texts;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Glossary, LANGUAGES, Term};

const TERM: Noun = Noun { name: "term", finder: "search_glossary_terms" };
const GLOSSARY: Noun = Noun { name: "glossary", finder: "list_glossaries" };

/// All glossaries of the company.
#[derive(Debug, Clone, Serialize)]
pub struct Terms {
    company: String,
    glossaries: Table<Glossary>,
    /// The company's own glossary, which every text follows.
    main_id: String,
    /// The user.
    me: String,
    terms: Table<Term>,
}

impl Server for Terms {
    const NAME: &'static str = "glossary";
    const TITLE: &'static str = "Glossary";
    const DESCRIPTION: &'static str = "The terms of the user's company in English, German, French, Spanish, Italian, Dutch and Polish, with proposals and text checks.";
    const INSTRUCTIONS: &'static str = "Look terms up before translating; a project's glossary goes before the company's. Anybody may comment, contributors \
        propose, and only reviewers of a glossary approve. check_terminology finds words that the house does not use.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_glossaries", reading::list_glossaries),
            read("search_glossary_terms", reading::search_glossary_terms),
            read("get_glossary_term", reading::get_glossary_term),
            read("translate_glossary_terms", reading::translate_glossary_terms),
            read("check_terminology", checking::check_terminology),
            write("propose_glossary_term", proposing::propose_glossary_term),
            write("review_term_proposal", proposing::review_term_proposal),
            write("comment_on_term", proposing::comment_on_term),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |_: &Self| {
            let one = |(code, name): &(&str, &str)| Listed {
                values: vec![(*code).to_owned()],
                title: format!("English to {name}"),
            };
            LANGUAGES.iter().map(one).collect()
        };
        vec![resource::template(
            "glossary://terms/{language}",
            "termbase",
            "All approved terms in one language, as a table.",
            "text/csv",
            listed,
            |glossary, _, vars| texts::csv(glossary, vars.get("language")),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("translate_with_glossary", texts::translate_with_glossary)
                .complete("language", |_| LANGUAGES.iter().map(|one| one.1.to_owned()).collect())
                .complete("glossary", |glossary: &Self| {
                    glossary.glossaries.values().map(|one| one.name.clone()).collect()
                }),
        ]
    }
}
