//! The sales records as the world has them: clients with their people, projects as won deals, and new business.

use super::Crm;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Currency, Table};
use crate::world::World;
use crate::world::cast::{Cast, Role, address_part};
use crate::world::clients::{Client, clients};
use crate::world::firms::{FIRM_SECOND, JOBS};

const BUSINESS: [&str; 20] = [
    "Support plan, two years", "Second site", "Training for key users", "Data migration", "Reporting package",
    "Mobile app", "Security review", "Licence extension", "Proof of concept", "Integration with the warehouse",
    "Customer portal", "Yearly maintenance", "Workshop series", "Dashboard for the board", "Move to the cloud",
    "Pilot in one branch", "Process analysis", "Help desk hours", "Design refresh", "Quality audit",
];
const STEPS: [&str; 12] = [
    "Send the revised offer", "Call about the budget", "Show the prototype", "Get the purchase order",
    "Meet the IT department", "Agree on the scope", "Send two references", "Clarify data protection", "Ask who signs",
    "Plan the kick-off", "Answer the security questions", "Offer a smaller first step",
];
const TALKS: [(&str, ActivityKind); 14] = [
    ("Asked for a smaller first step before the whole project.", ActivityKind::Call),
    ("Budget is approved for this year, signature needs the board.", ActivityKind::Call),
    ("Sent the offer with two options.", ActivityKind::Email),
    ("Showed the prototype; they liked the search and missed an export.", ActivityKind::Meeting),
    ("A competitor has offered 15 percent less.", ActivityKind::Note),
    ("They want to speak with a customer of the same size.", ActivityKind::Email),
    ("Walked through their process on site, half a day.", ActivityKind::Meeting),
    ("New decision maker since last month.", ActivityKind::Note),
    ("Postponed the decision until after the fair.", ActivityKind::Call),
    ("Happy with the support, unhappy with the invoices.", ActivityKind::Call),
    ("Sent the data protection papers.", ActivityKind::Email),
    ("Prefers a fixed price to daily rates.", ActivityKind::Note),
    ("Asked for training in a second language.", ActivityKind::Email),
    ("Quarterly review, no open points.", ActivityKind::Meeting),
];
const INTERESTS: [&str; 10] = [
    "a demo for five people", "prices for 50 seats", "an integration with their warehouse", "a trial in one branch",
    "training on site", "a comparison with their present tool", "a call next week", "the security papers",
    "a partner for a public tender", "help with a migration",
];
const REASONS: [LostReason; 5] = [
    LostReason::Price,
    LostReason::Competitor,
    LostReason::NoBudget,
    LostReason::NoDecision,
    LostReason::MissingFeature,
];

pub fn generate(world: &World) -> Crm {
    let cast = Cast::generate(world);
    let clients = clients(world, &cast);
    let team = team(&cast);
    let mut crm = Crm {
        activities: Table::new(),
        companies: Table::new(),
        contacts: Table::new(),
        currency: cast.locale.currency.to_owned(),
        deals: Table::new(),
        leads: Table::new(),
        me: cast.owner.name(),
        own_company: cast.own_company().to_owned(),
    };
    let sales = Sales { world, currency: crm.currency(), team: &team };
    for client in &clients {
        add_client(&mut crm, world, client, &team);
    }
    let projects = cast.projects.iter().enumerate().filter(|(_, project)| project.company != 0);
    for (index, project) in projects {
        if let Some(client) = clients.iter().find(|client| client.index == project.company) {
            let mut rng = world.rng("project deal", index);
            let deal = sales.deal(&mut rng, client, &project.name, Stage::Won, 10_000 + index);
            crm.deals.insert(deal.id.clone(), deal);
        }
    }
    let mut business = BUSINESS.to_vec();
    world.rng("business", 0).shuffle(&mut business);
    for index in 0..world.scaled(14) {
        let mut rng = world.rng("deal", index);
        let client = &clients[index % clients.len()];
        // A prospect has bought nothing yet.
        let stage = match Stage::ALL[index % 6] {
            Stage::Won if !client.is_customer => Stage::Negotiation,
            stage => stage,
        };
        let name = business[index % business.len()];
        let deal = sales.deal(&mut rng, client, name, stage, index);
        activities(&mut crm, world, client, &deal, index, &team);
        crm.deals.insert(deal.id.clone(), deal);
    }
    for index in 0..world.scaled(6) {
        let lead = lead(world, &cast, &clients, index);
        if lead.status == LeadStatus::Converted {
            let person = converted(&crm, world, &lead, index);
            crm.contacts.insert(person.id.clone(), person);
        }
        crm.leads.insert(lead.id.clone(), lead);
    }
    crm
}

/// The user and two colleagues sell.
fn team(cast: &Cast) -> Vec<String> {
    let colleagues = cast.with_role(Role::Colleague).into_iter().take(2).map(|person| cast.people[person].name());
    [cast.owner.name()].into_iter().chain(colleagues).collect()
}

fn add_client(crm: &mut Crm, world: &World, client: &Client, team: &[String]) {
    let mut rng = world.rng("crm company", client.index);
    let id = world.id("cmp", client.index);
    for buyer in &client.people {
        let person = Person {
            id: buyer.id.clone(),
            company_id: id.clone(),
            name: buyer.name.clone(),
            email: buyer.email.clone(),
            phone: Some(buyer.phone.clone()),
            job_title: buyer.job.to_owned(),
        };
        crm.contacts.insert(person.id.clone(), person);
    }
    let company = Company {
        id: id.clone(),
        name: client.name.clone(),
        domain: client.domain.clone(),
        industry: client.industry.to_owned(),
        location: format!("{}, {}", client.city.name, client.city.country),
        employees: client.employees,
        lifecycle: if client.is_customer { Lifecycle::Customer } else { Lifecycle::Prospect },
        account_owner: team[rng.index(team.len())].clone(),
    };
    crm.companies.insert(id, company);
}

/// What all deals have in common.
struct Sales<'a> {
    world: &'a World,
    currency: &'static Currency,
    team: &'a [String],
}

impl Sales<'_> {
    fn deal(&self, rng: &mut Rng, client: &Client, name: &str, stage: Stage, index: usize) -> Deal {
        let Self { world, currency, team } = self;
        let today = world.now.day();
        let created = world.now.at(world.now.day().plus_days(-rng.range(40, 200)), rng.range(8 * 60, 18 * 60));
        let age = world.now.day().since(created.day());
        let early = matches!(stage, Stage::Qualification | Stage::Discovery);
        let amount = currency.price(rng.range(8, 190) * 50_000);
        let close_date = match stage {
            // Some dates have passed: somebody forgot to move them.
            _ if stage.is_open() => today.plus_days(rng.range(-12, 80)),
            _ => today.plus_days(-rng.range(1, age.max(2) - 1)),
        };
        let step = (stage.is_open() && rng.chance(75)).then(|| rng.pick(&STEPS).to_owned());
        let due = step.as_ref().map(|_| today.plus_days(rng.range(-6, 14)));
        let moved = match stage.is_open() {
            true => world.now.at(today.plus_days(-rng.range(1, 39)), rng.range(8 * 60, 18 * 60)),
            false => world.now.at(close_date, rng.range(9 * 60, 17 * 60)),
        };
        Deal {
            id: world.id("dea", index),
            name: name.to_owned(),
            company_id: world.id("cmp", client.index),
            company_name: client.name.clone(),
            contact_id: Some(client.people[rng.index(client.people.len())].id.clone()),
            stage,
            amount: (!early || rng.chance(50)).then(|| currency.money(amount)),
            close_date: (!early || rng.chance(50)).then_some(close_date),
            next_step: step,
            next_step_due: due,
            owner: team[rng.index(team.len())].clone(),
            lost_reason: (stage == Stage::Lost).then(|| REASONS[rng.index(REASONS.len())]),
            version: rng.range(1, 9),
            created_at: created,
            stage_since: moved,
        }
    }
}

fn activities(crm: &mut Crm, world: &World, client: &Client, deal: &Deal, index: usize, team: &[String]) {
    let mut rng = world.rng("sales activities", index);
    for place in 0..rng.index(3) {
        let (summary, kind) = TALKS[rng.index(TALKS.len())];
        let activity = Activity {
            id: world.id("act", index * 4 + place),
            kind,
            company_id: world.id("cmp", client.index),
            deal_id: Some(deal.id.clone()),
            contact_id: deal.contact_id.clone(),
            summary: summary.to_owned(),
            author: team[rng.index(team.len())].clone(),
            happened_at: world.now.at(world.now.day().plus_days(-rng.range(1, 38)), rng.range(8 * 60, 18 * 60)),
        };
        crm.activities.insert(activity.id.clone(), activity);
    }
}

/// Every third lead comes from a company that is known already.
fn lead(world: &World, cast: &Cast, clients: &[Client], index: usize) -> Lead {
    let mut rng = world.rng("lead", index);
    let (given, family) = (rng.pick(cast.locale.given), rng.pick(cast.locale.family));
    let known = (index % 3 == 1).then(|| &clients[rng.index(clients.len())]);
    let (company_name, domain) = match known {
        Some(client) => (client.name.clone(), client.domain.clone()),
        None => {
            let (first, second) = (rng.pick(cast.locale.family), rng.pick(&FIRM_SECOND));
            (format!("{first} & Partners {second}"), format!("{}partners.example", address_part(first)))
        }
    };
    const SOURCES: [LeadSource; 4] =
        [LeadSource::Website, LeadSource::Referral, LeadSource::TradeFair, LeadSource::Newsletter];
    Lead {
        id: world.id("lea", index),
        name: format!("{given} {family}"),
        email: format!("{}.{}@{domain}", address_part(given), address_part(family)),
        company_name,
        job_title: rng.pick(&JOBS).to_owned(),
        source: SOURCES[rng.index(SOURCES.len())],
        interest: rng.pick(&INTERESTS).to_owned(),
        status: match index % 6 {
            4 => LeadStatus::Converted,
            3 => LeadStatus::Disqualified,
            2 => LeadStatus::Contacted,
            _ => LeadStatus::New,
        },
        created_at: world.now.at(world.now.day().plus_days(-rng.range(1, 30)), rng.range(7 * 60, 22 * 60)),
    }
}

/// The contact that a lead has become; those leads come from companies that are known.
fn converted(crm: &Crm, world: &World, lead: &Lead, index: usize) -> Person {
    let company = crm.companies.values().find(|company| company.name == lead.company_name);
    Person {
        id: world.id("con", 200_000 + index),
        company_id: company.map_or_else(String::new, |company| company.id.clone()),
        name: lead.name.clone(),
        email: lead.email.clone(),
        phone: None,
        job_title: lead.job_title.clone(),
    }
}
