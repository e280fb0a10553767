//! The bank: accounts, transactions, payees, payments, standing orders, cards and statements.

mod cards;
mod data;
mod paying;
mod payees;
mod reading;
mod regular;
mod statements;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Money, Noun, Table};
use crate::world::World;
use types::{Account, Card, Dispute, Payee, StandingOrder, Transaction};

const ACCOUNT: Noun = Noun { name: "bank account", finder: "list_bank_accounts" };
const CARD: Noun = Noun { name: "card", finder: "list_bank_cards" };
const PAYEE: Noun = Noun { name: "payee", finder: "list_payees" };
const STANDING_ORDER: Noun = Noun { name: "standing order", finder: "list_standing_orders" };
const TRANSACTION: Noun = Noun { name: "transaction", finder: "search_bank_transactions" };

/// The bank as one customer sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Bank {
    accounts: Table<Account>,
    bank_name: String,
    cards: Table<Card>,
    /// Payments above this sum are confirmed by the user.
    confirm_above: Money,
    /// Where domestic account numbers are from.
    country: String,
    /// What can be paid to others in a day.
    daily_limit: Money,
    disputes: Table<Dispute>,
    holder: String,
    payees: Table<Payee>,
    standing_orders: Table<StandingOrder>,
    transactions: Table<Transaction>,
}

impl Bank {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.daily_limit.currency)
    }

    fn money(&self, minor: i64) -> Money {
        self.currency().money(minor)
    }
}

impl Server for Bank {
    const NAME: &'static str = "bank";
    const TITLE: &'static str = "Bank";
    const DESCRIPTION: &'static str =
        "The user's bank: accounts, transactions, payees, payments, standing orders, cards and statements.";
    const INSTRUCTIONS: &'static str = "Payments go to payees: list_payees finds them, add_payee makes new ones. The bank asks the user to confirm payments to \
        payees who were never paid before and those above a threshold. Money moves between the user's own accounts with transfer_between_accounts.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_bank_accounts", reading::list_bank_accounts),
            read("search_bank_transactions", reading::search_bank_transactions),
            read("get_bank_transaction", reading::get_bank_transaction),
            read("list_payees", payees::list_payees),
            write("add_payee", payees::add_payee),
            write("transfer_between_accounts", paying::transfer_between_accounts),
            write("send_bank_payment", paying::send_bank_payment),
            read("list_standing_orders", regular::list_standing_orders),
            write("create_standing_order", regular::create_standing_order),
            write("cancel_standing_order", regular::cancel_standing_order).destructive(),
            read("list_bank_cards", cards::list_bank_cards),
            write("update_bank_card", cards::update_bank_card).idempotent(),
            write("dispute_transaction", cards::dispute_transaction),
            read("get_bank_statement", statements::get_bank_statement),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "bank://balances",
                "balances",
                "All accounts with their balances and what is available.",
                "application/json",
                |bank: &Bank, _| resource::json_text(&bank.account_views()),
            ),
            resource::template(
                "bank://statements/{account_id}/{month}",
                "statement",
                "The booked transactions of an account in a month, with running balance, as CSV.",
                "text/csv",
                statements::listed,
                |bank, _, vars| statements::csv(bank, vars.get("account_id"), vars.get("month")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![prompt::new("review_spending", statements::review_spending).complete("month", Self::months)]
    }
}
