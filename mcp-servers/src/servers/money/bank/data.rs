//! The bank as the world has it.

use super::Bank;
use super::types::*;
use crate::kit::{Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::ledger::{self, Ledger, Movement, PENDING_DAYS, Purse, Topic, Way, months_back};
use crate::world::trade::Trade;

pub fn generate(world: &World) -> Bank {
    let cast = Cast::generate(world);
    let trade = Trade::generate(world, cast.locale);
    let ledger = Ledger::generate(world, &cast, &trade);
    let desk = Desk { world, cast: &cast, ledger: &ledger };
    let (currency, mut rng) = (ledger.currency, world.rng("bank", 0));
    let transactions = desk.transactions();
    let accounts = desk.accounts(&transactions);
    Bank {
        accounts: accounts.into_iter().map(|account| (account.id.clone(), account)).collect(),
        bank_name: ledger.bank.to_owned(),
        cards: desk.cards(),
        confirm_above: currency.money(currency.price(rng.range(3, 8) * 5_000)),
        country: cast.locale.country.to_owned(),
        daily_limit: currency.money(currency.price(rng.range(10, 25) * 10_000)),
        disputes: Table::new(),
        holder: cast.owner.name(),
        payees: desk.payees(),
        standing_orders: desk.standing_orders(),
        transactions: transactions.into_iter().map(|one| (one.id.clone(), one)).collect(),
    }
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    ledger: &'a Ledger,
}

impl Desk<'_> {
    fn account_id(&self, purse: Purse) -> String {
        self.world.id("acc", purse as usize)
    }

    /// In the order of the ledger; the balance is that of booked ones only.
    fn transactions(&self) -> Vec<Transaction> {
        let mut balances = [0; 3];
        for (purse, _, opening) in &self.ledger.purses {
            balances[*purse as usize] = *opening;
        }
        let mut one = |(index, movement): (usize, &Movement)| {
            let is_card = movement.way == Way::Card && movement.minor < 0;
            let pending = is_card && self.world.now.day().since(movement.at.day()) < PENDING_DAYS;
            let balance = &mut balances[movement.purse as usize];
            if !pending {
                *balance += movement.minor;
            }
            let after = (!pending).then(|| self.ledger.currency.money(*balance));
            self.transaction(index, movement, pending).with_balance(after)
        };
        self.ledger.movements.iter().enumerate().map(&mut one).collect()
    }

    fn transaction(&self, index: usize, movement: &Movement, pending: bool) -> Transaction {
        Transaction {
            id: self.world.id("btx", index),
            account_id: self.account_id(movement.purse),
            made_at: movement.at,
            status: if pending { TransactionStatus::Pending } else { TransactionStatus::Booked },
            kind: kind(movement),
            category: category(movement.topic),
            amount: self.ledger.currency.money(movement.minor),
            counterparty_name: movement.party.clone(),
            counterparty_account: movement.payee.map(|payee| self.ledger.payees[payee].account.number.clone()),
            reference: movement.words.clone(),
            payee_id: movement.payee.map(|payee| self.world.id("pye", payee)),
            card_id: movement.card.map(|card| self.world.id("crd", card)),
            balance_after: None,
            dispute_id: None,
        }
    }

    fn accounts(&self, transactions: &[Transaction]) -> Vec<Account> {
        let account = |(purse, number, opening): &(Purse, crate::world::accounts::AccountNumber, i64)| {
            let id = self.account_id(*purse);
            let booked = transactions.iter().filter(|one| one.account_id == id && one.is_booked());
            let balance = opening + booked.map(|one| one.amount.minor()).sum::<i64>();
            let mut holders = vec![self.cast.owner.name()];
            let partner = self.ledger.partner.filter(|_| *purse == Purse::Joint);
            holders.extend(partner.map(|person| self.cast.people[person].name()));
            let (name, kind) = match purse {
                Purse::Current => ("Current account", AccountKind::Current),
                Purse::Savings => ("Savings", AccountKind::Savings),
                Purse::Joint => ("Household", AccountKind::Joint),
            };
            Account {
                id,
                name: name.to_owned(),
                kind,
                holders,
                account_number: number.number.clone(),
                bank_code: number.bank_code.clone(),
                balance: self.ledger.currency.money(balance),
            }
        };
        self.ledger.purses.iter().map(account).collect()
    }

    fn cards(&self) -> Table<Card> {
        let mut rng = self.world.rng("bank cards", 0);
        let year = self.world.now.day().year();
        let currency = self.ledger.currency;
        let mut card = |(index, card): (usize, &ledger::Card)| {
            let id = self.world.id("crd", index);
            let limit = if card.is_credit { rng.range(15, 40) * 10_000 } else { rng.range(15, 30) * 10_000 };
            let made = Card {
                id: id.clone(),
                account_id: self.account_id(card.purse),
                kind: if card.is_credit { CardKind::Credit } else { CardKind::Debit },
                label: format!("{} ending in {}", card.network, card.last_digits),
                expires: format!("{:04}-{:02}", year + rng.range(1, 4) as i16, rng.range(1, 12)),
                is_frozen: index == 0 && rng.chance(15),
                online_payments: card.is_credit || rng.chance(60),
                monthly_limit: currency.money(currency.price(limit)),
            };
            (id, made)
        };
        self.ledger.cards.iter().enumerate().map(&mut card).collect()
    }

    fn payees(&self) -> Table<Payee> {
        let today = self.world.now.day();
        let payee = |(index, payee): (usize, &ledger::Payee)| {
            let id = self.world.id("pye", index);
            let paid = self.ledger.movements.iter().filter(|one| one.payee == Some(index) && one.minor < 0);
            let made = Payee {
                id: id.clone(),
                name: payee.name.clone(),
                account_number: payee.account.number.clone(),
                bank_code: payee.account.bank_code.clone(),
                bank_name: Some(payee.bank.to_owned()),
                country: payee.country.to_owned(),
                contact_id: payee.contact.map(|contact| self.world.id("con", contact)),
                added_on: payee.added.min(today),
                last_paid_on: paid.map(|one| one.at.day()).max(),
            };
            (id, made)
        };
        self.ledger.payees.iter().enumerate().map(payee).collect()
    }

    fn standing_orders(&self) -> Table<StandingOrder> {
        let order = |(index, regular): (usize, &ledger::Regular)| {
            let id = self.world.id("sto", index);
            let made = StandingOrder {
                id: id.clone(),
                account_id: self.account_id(Purse::Current),
                payee_id: self.world.id("pye", regular.payee),
                payee_name: self.ledger.payees[regular.payee].name.clone(),
                amount: self.ledger.currency.money(regular.minor),
                interval: Interval::Monthly,
                reference: regular.words.clone(),
                status: StandingOrderStatus::Active,
                next_payment_on: Some(next(self.world.now, regular.day)),
                last_payment_on: None,
            };
            (id, made)
        };
        self.ledger.regulars.iter().enumerate().map(order).collect()
    }
}

impl Transaction {
    fn with_balance(self, balance_after: Option<crate::kit::Money>) -> Self {
        Self { balance_after, ..self }
    }
}

/// The next time a day of the month comes round.
fn next(now: Time, day_of_month: i8) -> crate::kit::Day {
    let of = |back| {
        let (year, month) = months_back(now.day(), back);
        crate::kit::Day::new(year, month, day_of_month)
    };
    if of(0) > now.day() { of(0) } else { of(-1) }
}

fn kind(movement: &Movement) -> TransactionKind {
    match movement.way {
        Way::Card if movement.minor > 0 => TransactionKind::CardRefund,
        Way::Card => TransactionKind::CardPayment,
        Way::Transfer if movement.minor > 0 => TransactionKind::IncomingTransfer,
        Way::Transfer => TransactionKind::OutgoingTransfer,
        Way::StandingOrder => TransactionKind::StandingOrder,
        Way::DirectDebit => TransactionKind::DirectDebit,
        Way::OwnTransfer => TransactionKind::InternalTransfer,
        Way::Cash => TransactionKind::CashWithdrawal,
        Way::Interest => TransactionKind::Interest,
    }
}

fn category(topic: Topic) -> SpendingCategory {
    match topic {
        Topic::Income => SpendingCategory::Income,
        Topic::Housing => SpendingCategory::Housing,
        Topic::Utilities => SpendingCategory::Utilities,
        Topic::Groceries => SpendingCategory::Groceries,
        Topic::EatingOut => SpendingCategory::EatingOut,
        Topic::Shopping => SpendingCategory::Shopping,
        Topic::Transport => SpendingCategory::Transport,
        Topic::Health => SpendingCategory::Health,
        Topic::Leisure => SpendingCategory::Leisure,
        Topic::Subscriptions => SpendingCategory::Subscriptions,
        Topic::Savings => SpendingCategory::Savings,
        Topic::People => SpendingCategory::FriendsAndFamily,
        Topic::Cash => SpendingCategory::Cash,
        Topic::Work => SpendingCategory::Work,
    }
}
