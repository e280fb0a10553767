//! The helpdesk as the world has it.

use super::Helpdesk;
use super::types::{Article, Comment, Status, Ticket, User};
use super::words::{ANSWERS, ARTICLES, DEVICES, PROBLEMS, REPLIES, ROOMS};
use crate::kit::Table;
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::world::cast::{Cast, Person, Role};
use crate::world::{World, fill};

pub fn generate(world: &World) -> Helpdesk {
    let cast = Cast::generate(world);
    let mut rng = world.rng("helpdesk users", 0);
    let colleagues = cast.with_role(Role::Colleague);
    let staff: Vec<&Person> =
        [&cast.owner].into_iter().chain(colleagues.iter().map(|one| &cast.people[*one])).collect();
    let mut uid = rng.range(1_000, 6_000);
    let mut users: Vec<User> = Vec::new();
    for (index, person) in staff.into_iter().enumerate() {
        uid += rng.range(1, 40);
        users.push(User {
            uid,
            name: person.name(),
            email: person.email.clone(),
            job: person.job.unwrap_or("Employee").to_owned(),
            floor: rng.range(1, 5),
            agent: index.is_multiple_of(3),
        });
    }
    let tickets = (0..world.scaled(16)).map(|index| {
        let ticket = ticket(world, index, &users);
        (ticket.number.to_string(), ticket)
    });
    let first = rng.range(10, 900);
    let article = |(index, (title, text, tags)): (usize, &(&str, &str, &[&str]))| {
        let id = format!("KB{:04}", first + index as i64 * 7);
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        (id, Article { title: (*title).to_owned(), text: (*text).to_owned(), tags })
    };
    let articles: Table<Article> = rng.some(&ARTICLES, 10).iter().enumerate().map(article).collect();
    Helpdesk {
        articles,
        tickets: tickets.collect(),
        uid: users.first().map_or(0, |user| user.uid),
        users: users.into_iter().map(|user| (user.uid.to_string(), user)).collect(),
    }
}

fn ticket(world: &World, index: usize, users: &[User]) -> Ticket {
    let mut rng = world.rng("helpdesk ticket", index);
    // Problems in an order of the seed's own, so that few come twice.
    let mut order: Vec<usize> = (0..PROBLEMS.len()).collect();
    world.rng("helpdesk order", index / PROBLEMS.len()).shuffle(&mut order);
    let (subject, category, text, priority) = PROBLEMS[order[index % PROBLEMS.len()]];
    let requester = &users[rng.index(users.len())];
    let agents: Vec<&User> = users.iter().filter(|user| user.agent).collect();
    let agent = agents[rng.index(agents.len())].uid;
    let status = match index % 8 {
        0 | 1 | 4 | 6 => Status::Open,
        2 => Status::Pending,
        3 | 7 => Status::Resolved,
        _ => Status::Closed,
    };
    let assigned = status != Status::Open || rng.chance(55);
    let hours = match status {
        Status::Open => rng.range(1, 90),
        Status::Pending => rng.range(20, 200),
        _ => rng.range(150, 900),
    };
    let created_at = world.now.plus_minutes(-hours * 60 - rng.range(0, 59));
    let device = fill(rng.pick(&DEVICES), &[("n", &rng.range(100, 999).to_string())]);
    let (room, floor) = (rng.pick(&ROOMS), requester.floor.to_string());
    let slots = [("device", device.as_str()), ("room", room), ("floor", floor.as_str())];
    let number = number(world.seed, "helpdesk ticket", index as u64);
    Ticket {
        number: i64::try_from(number).unwrap_or_default(),
        subject: fill(subject, &slots),
        text: fill(text, &slots),
        category: category.to_owned(),
        priority,
        status,
        requester: requester.uid,
        assignee: assigned.then_some(agent),
        escalated: rng.chance(12),
        created_at,
        comments: comments(&mut rng, world, &Parties { agent, requester: requester.uid }, created_at, assigned),
    }
}

struct Parties {
    agent: i64,
    requester: i64,
}

/// First the agent writes, then the requester, and so on.
fn comments(
    rng: &mut Rng,
    world: &World,
    parties: &Parties,
    created_at: crate::kit::Time,
    assigned: bool,
) -> Vec<Comment> {
    let count = if assigned { rng.range(1, 4) } else { 0 };
    let span = world.now.minutes_since(created_at).max(1) / (count + 1);
    let mut comments = Vec::new();
    for place in 0..count {
        let at = created_at.plus_minutes(span * place + rng.range(1, span.max(1)));
        let comment = if place % 2 == 0 {
            let (text, internal) = REPLIES[rng.index(REPLIES.len())];
            Comment { uid: parties.agent, at, text: text.to_owned(), internal }
        } else {
            Comment { uid: parties.requester, at, text: rng.pick(&ANSWERS).to_owned(), internal: false }
        };
        comments.push(comment);
    }
    comments
}
