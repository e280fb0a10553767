//! The company's wiki: spaces of pages in markdown that link to each other, with history, comments and labels.

mod articles;
mod contributing;
mod data;
mod documents;
mod editing;
mod history;
mod policies;
mod reading;
mod runbooks;
mod searching;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Comment, Page, Revision, Space};

const PAGE: Noun = Noun { name: "page", finder: "search_wiki_pages" };
const SPACE: Noun = Noun { name: "space", finder: "list_wiki_spaces" };

/// The whole wiki.
#[derive(Debug, Clone, Serialize)]
pub struct Wiki {
    comments: Table<Comment>,
    owner_email: String,
    pages: Table<Page>,
    /// Names by mail address.
    people: Table<String>,
    /// Earlier versions by page and number.
    revisions: Table<Revision>,
    spaces: Table<Space>,
}

impl Server for Wiki {
    const NAME: &'static str = "wiki";
    const TITLE: &'static str = "Wiki";
    const DESCRIPTION: &'static str =
        "The company's wiki: runbooks, postmortems, policies, onboarding and project pages.";
    const INSTRUCTIONS: &'static str = "Pages are markdown; link to another one as [Title](wiki://pages/{page_id}). update_wiki_page needs the version that was read. \
        Pages of a protected space can be commented on, not changed.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_wiki_spaces", reading::list_wiki_spaces),
            read("search_wiki_pages", searching::search_wiki_pages),
            read("get_wiki_page", reading::get_wiki_page),
            read("list_wiki_page_history", history::list_wiki_page_history),
            write("create_wiki_page", editing::create_wiki_page),
            write("update_wiki_page", editing::update_wiki_page).destructive(),
            write("move_wiki_page", editing::move_wiki_page),
            write("comment_on_wiki_page", contributing::comment_on_wiki_page),
            write("label_wiki_page", contributing::label_wiki_page),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |wiki: &Self| {
            let one = |(id, page): (&String, &Page)| Listed { values: vec![id.clone()], title: page.title.clone() };
            wiki.pages.iter().map(one).collect()
        };
        vec![
            resource::template(
                "wiki://pages/{page_id}",
                "page",
                "A page as it is now, in markdown.",
                "text/markdown",
                listed,
                |wiki, _, vars| documents::page(wiki, vars.get("page_id")),
            ),
            resource::fixed(
                "wiki://tree",
                "page_tree",
                "All pages by space, each below the page that it belongs to.",
                "text/markdown",
                |wiki, _| Ok(documents::tree(wiki)),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let titles = |wiki: &Self| wiki.pages.values().map(|page| page.title.clone()).collect();
        let runbooks = |wiki: &Self| {
            let names = wiki.pages.values().filter_map(|page| page.title.strip_prefix("Runbook: "));
            names.map(str::to_owned).collect()
        };
        vec![
            prompt::new("review_page", documents::review_page).complete("page_title", titles),
            prompt::new("follow_runbook", documents::follow_runbook).complete("service_name", runbooks),
        ]
    }
}
