//! The expense system as the world has it.

use super::Expenses;
use super::types::*;
use crate::kit::{Currency, Table};
use crate::world::World;
use crate::world::agenda::appointments;
use crate::world::cast::Cast;
use crate::world::outlays::{Claim, ClaimStage, Outlay, Spend, claims, manager};
use crate::world::papers::{Papers, Subject, papers};
use crate::world::rates::Rates;
use crate::world::trade::Trade;

/// Category, limit in euro cents, what it holds for, and the rule in words.
const RULES: [(ExpenseCategory, i64, Option<LimitPer>, &str); 10] = [
    (ExpenseCategory::Lodging, 14_000, Some(LimitPer::Night), "A standard room; breakfast may be part of the price."),
    (ExpenseCategory::Meals, 4_500, Some(LimitPer::Day), "Meals on trips, one's own only."),
    (ExpenseCategory::Airfare, 60_000, Some(LimitPer::Expense), "Economy; book two weeks ahead where possible."),
    (ExpenseCategory::Rail, 25_000, Some(LimitPer::Expense), "Second class up to four hours, first class beyond."),
    (ExpenseCategory::Taxi, 4_000, Some(LimitPer::Expense), "Only with luggage, at night, or where no train goes."),
    (ExpenseCategory::Mileage, 0, None, "Own car, by the kilometre at the company's rate."),
    (
        ExpenseCategory::OfficeSupplies,
        15_000,
        Some(LimitPer::Expense),
        "Things for the desk that the office does not stock.",
    ),
    (
        ExpenseCategory::ClientEntertainment,
        7_500,
        Some(LimitPer::Person),
        "Name all guests; you count as one person yourself.",
    ),
    (ExpenseCategory::Training, 40_000, Some(LimitPer::Expense), "Courses and conferences agreed with the manager."),
    (ExpenseCategory::Phone, 4_000, Some(LimitPer::Expense), "The business part of a private contract."),
];

pub fn generate(world: &World) -> Expenses {
    let cast = Cast::generate(world);
    let trade = Trade::generate(world, cast.locale);
    let appointments = appointments(world, &cast);
    let papers = papers(world, &cast, &appointments, &trade);
    let currency = Currency::of(cast.locale.currency);
    let claims = claims(world, &cast, &trade);
    let desk = Desk { world, cast: &cast, papers: &papers, rates: Rates::of(world), currency };
    let reports = claims.iter().enumerate().map(|(index, claim)| {
        let report = desk.report(index, claim);
        (report.id.clone(), report)
    });
    let last = claims.iter().filter_map(|claim| claim.number.strip_prefix("EXP-")?.parse::<i64>().ok()).max();
    Expenses {
        company_name: cast.own_company().to_owned(),
        currency: currency.code.to_owned(),
        expense_reports: reports.collect(),
        manager_name: cast.people[manager(&cast)].name(),
        mileage_rate: currency.money(currency.from_euro_cents(38).max(1)),
        next_number: last.unwrap_or(0) + 1,
        policies: policies(currency),
        rates: desk.rates,
        user_name: cast.owner.name(),
    }
}

fn policies(currency: &'static Currency) -> Table<Policy> {
    let policy = |(category, limit, limit_per, rule): (ExpenseCategory, i64, Option<LimitPer>, &str)| {
        let policy = Policy {
            category,
            limit: limit_per.map(|_| currency.money(currency.price(limit))),
            limit_per,
            receipt_above: match category {
                ExpenseCategory::Mileage => currency.money(currency.price(1_000_000)),
                _ => currency.money(currency.price(1_000)),
            },
            attendees_required: category == ExpenseCategory::ClientEntertainment,
            rule: rule.to_owned(),
        };
        (category.name().to_owned(), policy)
    };
    RULES.into_iter().map(policy).collect()
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    papers: &'a Papers,
    rates: Rates,
    currency: &'static Currency,
}

impl Desk<'_> {
    fn report(&self, index: usize, claim: &Claim) -> Report {
        let employee = claim.who.map_or(&self.cast.owner, |who| &self.cast.people[who]);
        let decider = match claim.who {
            None => self.cast.people[manager(self.cast)].name(),
            Some(_) => self.cast.owner.name(),
        };
        let expense = |(nth, outlay): (usize, &Outlay)| self.expense(index * 16 + nth, outlay, claim);
        Report {
            id: self.world.id("exr", index),
            report_number: claim.number.clone(),
            title: claim.title.clone(),
            employee_name: employee.name(),
            employee_email: employee.email.clone(),
            is_mine: claim.who.is_none(),
            project_name: claim.project.map(|project| self.cast.projects[project].name.clone()),
            status: match claim.stage {
                ClaimStage::Draft => ReportStatus::Draft,
                ClaimStage::Submitted => ReportStatus::Submitted,
                ClaimStage::Approved => ReportStatus::Approved,
                ClaimStage::Rejected => ReportStatus::Rejected,
                ClaimStage::Reimbursed => ReportStatus::Reimbursed,
            },
            expenses: claim.outlays.iter().enumerate().map(expense).collect(),
            created_at: claim.created,
            submitted_at: claim.submitted,
            justification: None,
            decided_at: claim.decided,
            decided_by: claim.decided.map(|_| decider),
            rejection_reason: claim.reason.map(str::to_owned),
            reimbursed_on: claim.paid.map(|paid| paid.day()),
        }
    }

    fn expense(&self, index: usize, outlay: &Outlay, claim: &Claim) -> Expense {
        // An order of the shop has its invoice among the files; other receipts are paper.
        let file = outlay
            .order
            .and_then(|order| self.papers.files.iter().position(|paper| paper.subject == Subject::Invoice(order)));
        let nights = outlay.text.split(' ').next().and_then(|word| word.parse().ok());
        let reimbursable = self.rates.convert(outlay.minor, outlay.currency, self.currency, outlay.day);
        // Guests are forgotten in some drafts.
        let named = claim.stage != ClaimStage::Draft || index.is_multiple_of(2);
        let guests = outlay.guests.iter().filter(|_| named).map(|guest| self.cast.people[*guest].name());
        Expense {
            id: self.world.id("exp", index),
            category: category(outlay.spend),
            date: outlay.day,
            amount: outlay.currency.money(outlay.minor),
            reimbursable: self.currency.money(reimbursable),
            merchant: outlay.merchant.clone(),
            description: Some(outlay.text.clone()),
            quantity: if outlay.spend == Spend::Lodging { nights.unwrap_or(1) } else { 1 },
            receipt_file_id: file.filter(|_| outlay.has_receipt).map(|file| self.world.id("fil", file)),
            receipt_message_id: None,
            paper_receipt: outlay.has_receipt && file.is_none(),
            attendees: guests.collect(),
        }
    }
}

fn category(spend: Spend) -> ExpenseCategory {
    match spend {
        Spend::Lodging => ExpenseCategory::Lodging,
        Spend::Meals => ExpenseCategory::Meals,
        Spend::Airfare => ExpenseCategory::Airfare,
        Spend::Rail => ExpenseCategory::Rail,
        Spend::Taxi => ExpenseCategory::Taxi,
        Spend::Mileage => ExpenseCategory::Mileage,
        Spend::OfficeSupplies => ExpenseCategory::OfficeSupplies,
        Spend::Entertainment => ExpenseCategory::ClientEntertainment,
        Spend::Training => ExpenseCategory::Training,
        Spend::Phone => ExpenseCategory::Phone,
    }
}
