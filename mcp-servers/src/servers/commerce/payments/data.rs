//! The merchant's account as the world has it: each payment in a state that its charges explain.

use super::Payments;
use super::charging::{HOLD_DAYS, fee};
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Table, Time};
use crate::world::World;
use crate::world::cast::Cast;
use crate::world::clients::{Client, clients};

const FOR: [&str; 14] = [
    "{}, first milestone", "{}, second milestone", "{}, final invoice", "{}, workshop day", "Support plan, monthly",
    "Support plan, yearly", "{}, deposit", "{}, travel costs", "Licence renewal, 10 seats",
    "Licence renewal, 25 seats", "{}, change request", "Training for new colleagues", "Hosting, quarterly",
    "{}, data import",
];

/// What became of payment number `index`.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Paid,
    Held,
    Late,
    Declined(DeclineCode),
    PartlyBack,
    AllBack,
    Disputed(DisputeStatus),
    Canceled,
    Open,
    OnItsWay,
}

const FATES: [Fate; 14] = [
    Fate::Paid,
    Fate::Disputed(DisputeStatus::NeedsResponse),
    Fate::Held,
    Fate::Declined(DeclineCode::CardDeclined),
    Fate::PartlyBack,
    Fate::Paid,
    Fate::Open,
    Fate::Canceled,
    Fate::Disputed(DisputeStatus::Lost),
    Fate::Late,
    Fate::AllBack,
    Fate::OnItsWay,
    Fate::Paid,
    Fate::Declined(DeclineCode::InsufficientFunds),
];

pub fn generate(world: &World) -> Payments {
    let cast = Cast::generate(world);
    let buyers: Vec<Client> = clients(world, &cast).into_iter().filter(|client| client.is_customer).collect();
    let mut payments = Payments {
        charges: Table::new(),
        currency: cast.locale.currency.to_owned(),
        customers: buyers.iter().map(|client| customer(world, client)).collect(),
        disputes: Table::new(),
        keys: Table::new(),
        merchant: cast.own_company().to_owned(),
        opening_balance: 0,
        payment_intents: Table::new(),
        payment_methods: Table::new(),
        payouts: Table::new(),
        refunds: Table::new(),
    };
    for (place, client) in buyers.iter().enumerate() {
        for slot in 0..2 {
            let wallet = wallet(world, payments.currency(), client, place, slot);
            payments.payment_methods.insert(wallet.method.id.clone(), wallet);
        }
    }
    for index in 0..world.scaled(14) {
        payment(&mut payments, world, &cast, &buyers[index % buyers.len()], index);
    }
    for index in 0..world.scaled(3) {
        payout(&mut payments, world, index);
    }
    let rest = payments.currency().price(world.rng("opening balance", 0).range(300, 2_400) * 1_000);
    payments.opening_balance = rest - payments.available(world.now).min(0);
    payments
}

fn customer(world: &World, client: &Client) -> (String, Customer) {
    let mut rng = world.rng("payment customer", client.index);
    let id = world.id("cus", client.index);
    let row = Customer {
        id: id.clone(),
        name: client.name.clone(),
        contact_name: client.people[0].name.clone(),
        email: client.people[0].email.clone(),
        billing_location: format!("{}, {}", client.city.name, client.city.country),
        created_at: world.now.plus_days(-rng.range(200, 900)).plus_minutes(-rng.range(0, 600)),
    };
    (id, row)
}

/// A customer's first method is good; the second may be an old card, a blocked one or a bank account.
fn wallet(world: &World, currency: &Currency, client: &Client, place: usize, slot: usize) -> Wallet {
    let mut rng = world.rng("wallet", client.index * 2 + slot);
    let bank = slot == 1 && place % 3 == 2;
    let expired = slot == 1 && place.is_multiple_of(3);
    let digits = rng.range(0, 9_999);
    let (year, month) = (world.now.day().year(), rng.range(1, 12) as i8);
    let until = if expired { year - 1 } else { year + rng.range(1, 4) as i16 };
    let label = match bank {
        true => format!("Bank account ending in {digits:04}"),
        false => format!("{} ending in {digits:04}", rng.pick(&["Visa", "Mastercard", "Amex"])),
    };
    Wallet {
        method: PaymentMethod {
            id: world.id("pmt", client.index * 2 + slot),
            customer_id: world.id("cus", client.index),
            kind: if bank { MethodKind::BankDebit } else { MethodKind::Card },
            label,
            expires: (!bank).then(|| format!("{until:04}-{month:02}")),
        },
        valid_until: (!bank).then_some((until, month)),
        blocked: slot == 1 && place % 3 == 1,
        spending_left: currency.price(rng.range(20, 90) * 10_000),
    }
}

fn payment(payments: &mut Payments, world: &World, cast: &Cast, client: &Client, index: usize) {
    let mut rng = world.rng("payment", index);
    let currency = payments.currency();
    let fate = FATES[index % FATES.len()];
    let days_ago = match fate {
        Fate::Held => rng.range(1, 4),
        Fate::Late => rng.range(8, 11),
        Fate::Open | Fate::OnItsWay => rng.range(0, 2),
        Fate::Declined(_) => rng.range(1, 12),
        Fate::Disputed(DisputeStatus::NeedsResponse) => rng.range(18, 60),
        Fate::Disputed(DisputeStatus::Lost) => rng.range(100, 170),
        _ => rng.range(1, 120),
    };
    let created = moment(world, &mut rng, days_ago);
    let tried = created.plus_minutes(rng.range(1, 9));
    // Some payments are so large that a refund must be confirmed.
    let amount =
        currency.price(if index.is_multiple_of(4) { rng.range(60, 240) * 1_000 } else { rng.range(40, 480) * 100 });
    let slot = usize::from(matches!(fate, Fate::Declined(DeclineCode::CardDeclined)));
    let method_id = world.id("pmt", client.index * 2 + slot);
    let label = payments.payment_methods.get(&method_id).map(|wallet| wallet.method.label.clone());
    let captured = matches!(fate, Fate::Paid | Fate::PartlyBack | Fate::AllBack | Fate::Disputed(_));
    let refunded = match fate {
        Fate::AllBack => amount,
        Fate::PartlyBack => currency.price(rng.range(10, 30) * 100).min(amount / 2),
        _ => 0,
    };
    let declined = if let Fate::Declined(code) = fate { Some(code) } else { None };
    let manual = matches!(fate, Fate::Held | Fate::Late) || rng.chance(15);
    let intent = PaymentIntent {
        id: world.id("pin", index),
        customer_id: world.id("cus", client.index),
        customer_name: client.name.clone(),
        amount: currency.money(amount),
        amount_captured: currency.money(if captured { amount } else { 0 }),
        amount_refunded: currency.money(refunded),
        description: FOR[rng.index(FOR.len())].replace("{}", &project(&mut rng, cast, client)),
        status: match fate {
            Fate::Held | Fate::Late => IntentStatus::RequiresCapture,
            Fate::Declined(_) => IntentStatus::RequiresPaymentMethod,
            Fate::Canceled => IntentStatus::Canceled,
            Fate::Open => IntentStatus::RequiresConfirmation,
            Fate::OnItsWay => IntentStatus::Processing,
            _ => IntentStatus::Succeeded,
        },
        capture_method: if manual { CaptureMethod::Manual } else { CaptureMethod::Automatic },
        payment_method_id: Some(method_id),
        last_decline_code: declined,
        last_decline_message: declined.map(|code| code.message().to_owned()),
        capture_before: matches!(fate, Fate::Held | Fate::Late).then(|| tried.plus_days(HOLD_DAYS)),
        created_at: created,
    };
    let charge = Charge {
        id: world.id("chg", index),
        payment_intent_id: intent.id.clone(),
        amount: intent.amount.clone(),
        status: match fate {
            Fate::Declined(_) => ChargeStatus::Failed,
            Fate::Held | Fate::Late => ChargeStatus::Authorized,
            Fate::OnItsWay => ChargeStatus::Pending,
            _ => ChargeStatus::Captured,
        },
        payment_method: label.unwrap_or_default(),
        decline_code: declined,
        fee: currency.money(if captured { fee(currency, amount) } else { 0 }),
        created_at: tried,
        captured_at: captured.then_some(tried),
    };
    if refunded > 0 {
        let at = tried.plus_minutes(rng.range(300, 1_400)).min(world.now.plus_minutes(-5));
        let refund = Refund {
            id: world.id("ref", index),
            payment_intent_id: intent.id.clone(),
            charge_id: charge.id.clone(),
            amount: currency.money(refunded),
            reason: if fate == Fate::AllBack { RefundReason::Duplicate } else { RefundReason::RequestedByCustomer },
            created_at: at,
            expected_by: at.day().plus_days(7),
        };
        payments.refunds.insert(refund.id.clone(), refund);
    }
    if let Fate::Disputed(status) = fate {
        dispute(payments, world, &mut rng, &intent, status, index);
    }
    if !matches!(fate, Fate::Open | Fate::Canceled) {
        payments.charges.insert(charge.id.clone(), charge);
    }
    payments.payment_intents.insert(intent.id.clone(), intent);
}

/// A moment of a working day so many days ago, or of the last hours.
fn moment(world: &World, rng: &mut Rng, days_ago: i64) -> Time {
    let moment = match days_ago {
        0 => world.now.plus_minutes(-rng.range(15, 220)),
        _ => world.now.at(world.now.day().plus_days(-days_ago), rng.range(8 * 60, 18 * 60)),
    };
    moment.plus_seconds(-rng.range(0, 59))
}

/// A project for this client where there is one.
fn project(rng: &mut Rng, cast: &Cast, client: &Client) -> String {
    let own = cast.projects.iter().filter(|project| project.company == client.index);
    let names: Vec<&str> = own.map(|project| project.name.as_str()).collect();
    if names.is_empty() { "Consulting".to_owned() } else { names[rng.index(names.len())].to_owned() }
}

fn dispute(
    payments: &mut Payments,
    world: &World,
    rng: &mut Rng,
    intent: &PaymentIntent,
    status: DisputeStatus,
    index: usize,
) {
    const REASONS: [DisputeReason; 4] = [
        DisputeReason::ProductNotReceived,
        DisputeReason::Unrecognized,
        DisputeReason::Duplicate,
        DisputeReason::NotAsDescribed,
    ];
    let open = status == DisputeStatus::NeedsResponse;
    // One of the open ones has been forgotten: its deadline has passed.
    let due =
        if open { world.now.plus_days(if index % 28 < 14 { 6 } else { -1 }) } else { intent.created_at.plus_days(30) };
    let row = Dispute {
        id: world.id("dis", index),
        payment_intent_id: intent.id.clone(),
        customer_name: intent.customer_name.clone(),
        amount: intent.amount.clone(),
        reason: REASONS[rng.index(REASONS.len())],
        status,
        evidence_due: due,
        evidence: if open { Vec::new() } else { vec!["service description: Delivered as agreed.".to_owned()] },
        created_at: match open {
            true => moment(world, rng, if index % 28 < 14 { 9 } else { 15 }),
            false => intent.created_at.plus_days(9).plus_minutes(rng.range(30, 300)),
        },
    };
    payments.disputes.insert(row.id.clone(), row);
}

fn payout(payments: &mut Payments, world: &World, index: usize) {
    let mut rng = world.rng("payout", index);
    let created = world.now.plus_days(-1 - 7 * index as i64).plus_minutes(-rng.range(0, 300));
    let mut arrival = created.day().plus_days(2);
    while arrival.is_weekend() {
        arrival = arrival.plus_days(1);
    }
    let row = Payout {
        id: world.id("pyo", index),
        amount: payments.money(payments.currency().price(rng.range(50, 300) * 1_000)),
        status: if arrival > world.now.day() { PayoutStatus::InTransit } else { PayoutStatus::Paid },
        arrival_date: arrival,
        created_at: created,
    };
    payments.payouts.insert(row.id.clone(), row);
}
