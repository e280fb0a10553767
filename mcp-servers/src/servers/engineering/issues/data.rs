//! The tracker as the world has it.

use std::collections::BTreeMap;

use super::Issues;
use super::types::*;
use crate::kit::Table;
use crate::kit::rng::Rng;
use crate::world::defects::{Item, Standing, prefixes};
use crate::world::topics::TOPICS;
use crate::world::works::Works;
use crate::world::{World, code, fill};

pub fn generate(world: &World) -> Issues {
    let works = Works::generate(world);
    let mut issues: BTreeMap<String, Issue> = BTreeMap::new();
    for (index, item) in works.items.iter().enumerate() {
        let issue = issue(world, &works, index, item);
        issues.insert(issue.key.clone(), issue);
    }
    for item in &works.items {
        let mut link = |other: Option<usize>, kind: LinkKind| {
            let Some(other) = other.map(|other| &works.items[other].key) else { return };
            for (from, to, kind) in [(&item.key, other, kind), (other, &item.key, kind.inverse())] {
                if let Some(issue) = issues.get_mut(from) {
                    issue.links.push(IssueLink { kind, issue_key: to.clone() });
                }
            }
        };
        link(item.blocked_by, LinkKind::BlockedBy);
        link(item.duplicate_of, LinkKind::Duplicates);
    }
    let project = |(index, project_key): (usize, String)| {
        let own = works.services.iter().filter(|service| service.project == index);
        let numbers = works.items.iter().filter(|item| item.project == index);
        let numbers = numbers.filter_map(|item| item.key.rsplit('-').next()?.parse::<i64>().ok());
        let project = Project {
            project_key: project_key.clone(),
            name: works.cast.projects[index].name.clone(),
            repositories: own.map(|service| service.name.clone()).collect(),
            last_number: numbers.max().unwrap_or(0),
        };
        (project_key, project)
    };
    Issues {
        issues: issues.into_iter().collect(),
        projects: prefixes(&works.cast).into_iter().enumerate().map(project).collect(),
        sprints: sprints(world, &works),
        team: works.team().into_iter().map(|one| (works.person(one).email.clone(), works.member(one))).collect(),
        user: works.member(None),
    }
}

fn sprints(world: &World, works: &Works) -> Table<Sprint> {
    let current = works.sprints.current;
    let sprint = |number: i64| {
        let (first_day, last_day) = works.sprints.days(number);
        let state = match number - current {
            ..0 => SprintState::Finished,
            0 => SprintState::Active,
            _ => SprintState::Planned,
        };
        let id = world.id("spr", number.unsigned_abs() as usize);
        let capacity_points = world.scaled(60) as i64 + (number * 7).rem_euclid(4) * 4;
        (id.clone(), Sprint { id, name: format!("Sprint {number}"), state, first_day, last_day, capacity_points })
    };
    (current - 5..current + 3).map(sprint).collect()
}

fn issue(world: &World, works: &Works, index: usize, item: &Item) -> Issue {
    let mut rng = world.rng("issue texts", index);
    let (service, topic) = (&works.services[item.repo], &TOPICS[item.topic]);
    let (major, minor, patch) = service.version;
    let slots = [
        ("repository", service.name.as_str()),
        ("path", &code::source_path(service, topic)),
        ("constant", &topic.constant()),
        ("version", &format!("v{major}.{minor}.{patch}")),
        ("client", &works.cast.companies[1 + rng.index(works.cast.companies.len() - 1)].name),
        ("doc", topic.doc),
        ("reporter", works.person(item.reporter).given),
    ];
    let description = fill(rng.pick(if item.is_bug { &BUGS } else { &FEATURES }), &slots);
    let status = match item.standing {
        Standing::Backlog => Status::Backlog,
        Standing::Todo => Status::Todo,
        Standing::InProgress => Status::InProgress,
        Standing::InReview => Status::InReview,
        Standing::Done => Status::Done,
        Standing::Cancelled => Status::Cancelled,
    };
    let priority =
        [Priority::Urgent, Priority::High, Priority::Medium, Priority::Low][(item.priority - 1).clamp(0, 3) as usize];
    let pull_request = item.change.map(|index| {
        let change = &works.changes[index];
        LinkedPullRequest {
            pull_request_id: world.id("pul", index),
            repository: works.services[change.repo].name.clone(),
            number: change.number,
            source_branch: change.branch.clone(),
        }
    });
    let mut labels = vec![topic.label.to_owned()];
    if rng.chance(25) {
        labels
            .push((*rng.pick(&["customer", "regression", "good-first-issue", "needs-design", "quick-win"])).to_owned());
    }
    Issue {
        key: item.key.clone(),
        project_key: item.key.split('-').next().unwrap_or_default().to_owned(),
        title: item.title().to_owned(),
        description,
        issue_type: if item.is_bug { IssueType::Bug } else { IssueType::Feature },
        status,
        priority,
        assignee: item.assignee.map(|one| works.member(one)),
        reporter: works.member(item.reporter),
        labels,
        repository: Some(service.name.clone()),
        sprint_id: item.sprint.map(|number| world.id("spr", number.unsigned_abs() as usize)),
        estimate_points: item.points,
        links: Vec::new(),
        pull_request,
        comments: comments(world, works, index, item, &mut rng, &slots),
        created_at: item.created_at,
        updated_at: item.updated_at,
        resolved_at: (!status.is_open()).then_some(item.updated_at),
    }
}

fn comments(
    world: &World,
    works: &Works,
    index: usize,
    item: &Item,
    rng: &mut Rng,
    slots: &[(&str, &str)],
) -> Vec<Comment> {
    let team = works.team();
    let count = rng.index(5).saturating_sub(2);
    let mut at = item.created_at;
    let mut comments = Vec::new();
    for text in rng.some(&COMMENTS, count) {
        at = at.plus_minutes(rng.range(0, 2) * 1_440 + rng.range(4, 50));
        if at >= item.updated_at {
            break;
        }
        let author = works.member(team[rng.index(team.len())]);
        comments.push(Comment {
            id: world.id("cmt", index * 4 + comments.len()),
            author,
            body: fill(text, slots),
            created_at: at,
        });
    }
    comments
}

const BUGS: [&str; 6] = [
    "Seen in {repository} {version}. {client} reported it twice this week. My guess is the {constant} in {path}.",
    "Happens since {version}. To reproduce: use staging with the data of {client}, then look at the log of {repository}.",
    "Support has three tickets about this, all from {client}. The {constant} ({path}) does not fit what we measure.",
    "Expected: it just works. Found: it does not, in {repository} {version}. A first look points to {path}.",
    "Came up in the weekly review. {doc} The number in {path} dates from the prototype.",
    "{client} is blocked by this. There is a workaround, but it needs one of us each time. See {path} in {repository}.",
];
const FEATURES: [&str; 6] = [
    "{client} asks for it, and two others would use it. {doc} Belongs into {repository}.",
    "Agreed in planning. {doc} A first version with one fixed number is enough, in {path}.",
    "We promised this to {client} for this quarter. Please keep the {constant} easy to change.",
    "{doc} The old system had it and people miss it. No settings page needed.",
    "Needed before the next step of the project. {doc} Add a test next to it.",
    "Small, but it comes up in every demo. Should live in {path}.",
];
const COMMENTS: [&str; 12] = [
    "I can reproduce it on staging.",
    "Talked to {client}: next week is early enough.",
    "Is this the same as what we saw in {repository} before Christmas?",
    "Please write down the numbers before you change {path}.",
    "{client} sent a screenshot, it is in the ticket.",
    "I would not raise the {constant} without a look at the dashboards.",
    "Moved up, since {reporter} has a demo on Thursday.",
    "Can somebody from the team of {repository} estimate this?",
    "Let us do the smallest thing first.",
    "The log of {version} shows it clearly.",
    "Not urgent from my side, but it should not get lost.",
    "I have half a branch for this, ask me before you start.",
];
