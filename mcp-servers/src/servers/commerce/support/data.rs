//! The helpdesk as the world has it: customers of the company's clients, colleagues as agents, services as products.

use super::Support;
use super::problems::{ARTICLES, MACROS, PROBLEMS, Problem};
use super::types::*;
use crate::kit::Table;
use crate::kit::ids::number;
use crate::world::World;
use crate::world::cast::{Cast, Role, address_part};
use crate::world::clients::{Client, clients};
use crate::world::software::services;

pub fn generate(world: &World) -> Support {
    let cast = Cast::generate(world);
    let products: Vec<String> = services(world, &cast).into_iter().map(|service| service.name).collect();
    let customers: Vec<Client> = clients(world, &cast).into_iter().filter(|client| client.is_customer).collect();
    let agents = agents(world, &cast, &products);
    let mut problems: Vec<&Problem> = PROBLEMS.iter().collect();
    world.rng("support problems", 0).shuffle(&mut problems);
    let ticket = |index: usize| {
        let ticket = ticket(world, &agents, &products, &customers, &problems, index);
        (ticket.id.clone(), ticket)
    };
    let domain = &cast.companies[0].domain;
    Support {
        articles: ARTICLES.iter().enumerate().map(|(index, one)| article(world, domain, index, one)).collect(),
        company: cast.own_company().to_owned(),
        macros: MACROS.iter().enumerate().map(|(index, one)| canned(world, index, one)).collect(),
        my_agent_id: agents[0].id.clone(),
        tickets: (0..world.scaled(16)).map(ticket).collect::<Table<Ticket>>(),
        agents: agents.into_iter().map(|agent| (agent.id.clone(), agent)).collect(),
    }
}

/// The owner first, then some colleagues; one of them is away.
fn agents(world: &World, cast: &Cast, products: &[String]) -> Vec<Agent> {
    let colleagues = cast.with_role(Role::Colleague);
    let people = [None].into_iter().chain(colleagues.into_iter().take(world.scaled(4)).map(Some));
    let agent = |(index, person): (usize, Option<usize>)| {
        let mut rng = world.rng("agent", index);
        let one = person.map_or(&cast.owner, |person| &cast.people[person]);
        let away = index % 4 == 2;
        Agent {
            id: world.id("agt", index),
            name: one.name(),
            email: one.email.clone(),
            products: rng.some(products, 2),
            away_until: away.then(|| world.now.day().plus_days(rng.range(2, 12))),
        }
    };
    people.enumerate().map(agent).collect()
}

fn canned(world: &World, index: usize, (name, text, solves): &(&str, &str, bool)) -> (String, Macro) {
    let id = world.id("mac", index);
    let sets_status = if *solves { TicketStatus::Solved } else { TicketStatus::Pending };
    (id.clone(), Macro { id, name: (*name).to_owned(), text: (*text).to_owned(), sets_status })
}

fn article(world: &World, domain: &str, index: usize, (title, body): &(&str, &str)) -> (String, Article) {
    let id = world.id("kba", index);
    let words: Vec<String> = title.split(' ').map(address_part).filter(|word| !word.is_empty()).collect();
    let url = format!("https://help.{domain}/{}", words.join("-"));
    (id.clone(), Article { id, title: (*title).to_owned(), body: (*body).to_owned(), url })
}

fn ticket(
    world: &World,
    agents: &[Agent],
    products: &[String],
    customers: &[Client],
    problems: &[&Problem],
    index: usize,
) -> Ticket {
    // The twin of a ticket tells the same again.
    let twin = index % 8 == 7;
    let told = if twin { index - 1 } else { index };
    let mut same = world.rng("ticket told", told);
    let client = &customers[told % customers.len()];
    let buyer = &client.people[same.index(client.people.len())];
    let product = same.pick(&products.iter().map(String::as_str).collect::<Vec<_>>()).to_owned();
    let problem = problems[told % problems.len()];
    let mut rng = world.rng("ticket", index);
    let (status, hours_ago) = match index % 8 {
        0 => (TicketStatus::New, rng.range(0, 3)),
        1 => (TicketStatus::Open, rng.range(6, 40)),
        2 => (TicketStatus::Pending, rng.range(20, 90)),
        3 => (TicketStatus::Solved, rng.range(60, 400)),
        4 => (TicketStatus::Closed, rng.range(500, 2_500)),
        5 => (TicketStatus::OnHold, rng.range(50, 200)),
        6 => (TicketStatus::Open, rng.range(24, 50)),
        _ => (TicketStatus::New, rng.range(1, 12)),
    };
    let created = world.now.plus_minutes(-60 * hours_ago - rng.range(5, 58)).plus_seconds(-rng.range(0, 59));
    let priority = match problem.tags.first() {
        Some(&"outage") => Priority::Urgent,
        Some(&"idea" | &"contract") => Priority::Low,
        _ => [Priority::Normal, Priority::Normal, Priority::High, Priority::Low][same.index(4)],
    };
    let agent = (status != TicketStatus::New).then(|| &agents[rng.index(agents.len())]);
    let span = world.now.minutes_since(created);
    let moment = |share: i64| created.plus_minutes(span * share / 100);
    let said = |text: &str| text.replace("{p}", &product);
    let message = |name: &str, from_customer: bool, visibility: Visibility, body: String, share: i64| Message {
        author_name: name.to_owned(),
        from_customer,
        visibility,
        body,
        sent_at: moment(share),
    };
    let question = if twin {
        format!("I am not sure my first message arrived. {}", said(problem.question))
    } else {
        said(problem.question)
    };
    let mut messages = vec![message(&buyer.name, true, Visibility::Public, question, 0)];
    let mut solved_at = None;
    if let Some(agent) = agent {
        messages.push(message(&agent.name, false, Visibility::Public, said(problem.answer), 20));
        if status != TicketStatus::Pending {
            messages.push(message(&buyer.name, true, Visibility::Public, said(problem.follow_up), 45));
        }
        if rng.chance(50) && status != TicketStatus::Pending {
            let note = rng.pick(&[
                "Asked the team for a second look.", "Same cause as last month, see the release notes.",
                "Important customer, keep them informed.", "Could reproduce it on the test system.",
            ]);
            messages.push(message(&agent.name, false, Visibility::Internal, note.to_owned(), 55));
        }
        if matches!(status, TicketStatus::Solved | TicketStatus::Closed) {
            messages.push(message(
                &agent.name,
                false,
                Visibility::Public,
                "This is solved now. Thank you for your patience.".to_owned(),
                70,
            ));
            solved_at = Some(moment(70));
        }
    }
    let mut ticket = Ticket {
        id: world.id("tkt", index),
        ticket_number: format!("SUP-{}", number(world.seed, "ticket", index as u64)),
        subject: said(problem.subject),
        status,
        priority,
        product,
        requester_name: buyer.name.clone(),
        requester_email: buyer.email.clone(),
        requester_company: Some(client.name.clone()),
        assignee_id: agent.map(|agent| agent.id.clone()),
        assignee_name: agent.map(|agent| agent.name.clone()),
        tags: problem.tags.iter().map(|tag| (*tag).to_owned()).collect(),
        first_response_due: created,
        first_responded_at: agent.map(|_| moment(20)),
        resolution_due: created,
        solved_at,
        merged_into_id: None,
        updated_at: messages.last().map_or(created, |message| message.sent_at),
        messages,
        created_at: created,
    };
    if twin {
        ticket.subject = format!("Again: {}", ticket.subject);
    }
    ticket.set_due();
    ticket
}
