//! A public library whose errors look like successes and whose ids are numbers here and texts there.

mod account;
mod catalogue;
mod circulation;
mod data;
mod holds;
mod reply;
mod types;
mod words;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read_content, write, write_content};
use crate::kit::{Currency, Table};
use crate::world::World;
use types::{Bib, Branch, Copy, Hold, Loan, Patron};

/// The whole library.
#[derive(Debug, Clone, Serialize)]
pub struct Library {
    bibs: Table<Bib>,
    branches: Table<Branch>,
    copies: Table<Copy>,
    currency: String,
    holds: Table<Hold>,
    loans: Table<Loan>,
    patrons: Table<Patron>,
}

impl Server for Library {
    const NAME: &'static str = "library";
    const TITLE: &'static str = "PublicLibrary-MCP";
    const DESCRIPTION: &'static str =
        "Public library: catalogue, loans, renewals, holds and fines of the user's family.";
    const INSTRUCTIONS: &'static str = "Results are JSON strings. Check \"success\" before you use anything. Card numbers are in \
        get_my_library_cards.";
    const UNTIDY: bool = true;

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read_content("library_search", catalogue::search),
            read_content("getBibRecord", catalogue::record),
            read_content("libraryBranches", catalogue::branches).unannotated(),
            read_content("get_my_library_cards", account::cards).unannotated(),
            read_content("patron_account", account::account),
            write_content("checkOut", circulation::check_out),
            write_content("renewLoan", circulation::renew),
            write_content("return_copy", circulation::give_back),
            write("placeHold", holds::place).untyped(),
            write("cancelHold", holds::cancel).untyped().destructive(),
            write_content("pay_library_fines", account::pay).unannotated(),
        ]
    }
}

impl Library {
    fn money(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }
}
