//! The issues of the company's projects: one behind each change of code, and others that nobody has begun.

use super::World;
use super::cast::Cast;
use super::software::{Service, slug};
use super::topics::TOPICS;
use super::works::{Change, Root, Somebody, Stage, team, work_time};
use crate::kit::{Day, Ordered, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Backlog,
    Todo,
    InProgress,
    InReview,
    Done,
    Cancelled,
}

/// An issue.
#[derive(Debug, Clone)]
pub struct Item {
    /// `ATL-142`
    pub key: String,
    /// Index into the cast's projects.
    pub project: usize,
    /// Index into the services.
    pub repo: usize,
    /// Index into the changes.
    pub change: Option<usize>,
    pub topic: usize,
    pub is_bug: bool,
    pub standing: Standing,
    /// 1 for urgent, to 4.
    pub priority: i64,
    /// Nobody, or somebody of the team.
    pub assignee: Option<Somebody>,
    pub reporter: Somebody,
    pub created_at: Time,
    pub updated_at: Time,
    pub sprint: Option<i64>,
    pub points: Option<i64>,
    /// Index into the items.
    pub blocked_by: Option<usize>,
    /// Index into the items.
    pub duplicate_of: Option<usize>,
}

impl Item {
    pub fn title(&self) -> &'static str {
        let topic = &TOPICS[self.topic];
        if self.is_bug { topic.bug } else { topic.feature }
    }
}

/// Two weeks each, one after the other, the same for all teams.
#[derive(Debug, Clone, Copy)]
pub struct Sprints {
    pub current: i64,
    pub start: Day,
}

impl Sprints {
    pub fn of(world: &World) -> Self {
        let mut rng = world.rng("sprints", 0);
        let today = world.now.day();
        let monday = today.plus_days(-(today.weekday() as i64));
        Self { current: rng.range(9, 44), start: monday.plus_days(-7 * rng.range(0, 1)) }
    }

    /// First and last day of a sprint.
    pub fn days(&self, number: i64) -> (Day, Day) {
        let first = self.start.plus_days((number - self.current) * 14);
        (first, first.plus_days(11))
    }

    fn at(&self, time: Time) -> i64 {
        self.current + time.day().since(self.start).div_euclid(14)
    }
}

/// The first letters of a project's name that no earlier project has.
pub fn prefixes(cast: &Cast) -> Vec<String> {
    let mut prefixes: Vec<String> = Vec::new();
    for project in &cast.projects {
        let slug = slug(&project.name).to_uppercase();
        let take = |count: usize| slug.chars().take(count).collect::<String>();
        let prefix = (3..8).map(take).find(|prefix| !prefixes.contains(prefix));
        prefixes.push(prefix.unwrap_or_else(|| take(8)));
    }
    prefixes
}

/// All issues, by project and number; each change learns which is its own.
pub fn items(
    world: &World,
    cast: &Cast,
    services: &[Service],
    roots: &[Root],
    changes: &mut [Change],
    sprints: &Sprints,
) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let team = team(cast);
    for (index, change) in changes.iter().enumerate() {
        items.push(behind(world, services, &team, index, change, sprints));
    }
    for (repo, service) in services.iter().enumerate() {
        let mut known: Vec<usize> = changes.iter().filter(|one| one.repo == repo).map(|one| one.topic).collect();
        known.extend(roots[repo].rules.iter().map(|rule| rule.0));
        for index in 0..4 {
            items.push(unbegun(world, service, repo, index, &team, &mut known, sprints));
        }
    }
    items.order_by_key(|item| (item.project, item.created_at, item.repo));
    number(world, cast, &mut items);
    for (index, item) in items.iter().enumerate() {
        if let Some(change) = item.change {
            changes[change].item = index;
        }
    }
    link(&mut items);
    items
}

/// The issue that a change is for.
fn behind(
    world: &World,
    services: &[Service],
    team: &[Somebody],
    index: usize,
    change: &Change,
    sprints: &Sprints,
) -> Item {
    let mut rng = world.rng("issue", index);
    let is_bug = change.from.is_some();
    let standing = match change.stage {
        Stage::Merged => Standing::Done,
        Stage::Closed => Standing::Cancelled,
        Stage::Draft => Standing::InProgress,
        _ => Standing::InReview,
    };
    let created_at = change.opened_at.plus_days(-rng.range(2, 12)).plus_minutes(-rng.range(5, 170));
    let worked = change.ended_at.unwrap_or(world.now);
    Item {
        key: String::new(),
        project: services[change.repo].project,
        repo: change.repo,
        change: Some(index),
        topic: change.topic,
        is_bug,
        standing,
        priority: rng.range(1, 3) + i64::from(!is_bug && rng.chance(40)),
        assignee: Some(change.author),
        reporter: team[rng.index(team.len())],
        created_at,
        updated_at: change.ended_at.unwrap_or(change.opened_at),
        sprint: Some(sprints.at(worked)),
        points: Some([1, 2, 3, 5, 8][rng.index(5)]),
        blocked_by: None,
        duplicate_of: None,
    }
}

/// An issue that no change has been made for.
fn unbegun(
    world: &World,
    service: &Service,
    repo: usize,
    index: usize,
    team: &[Somebody],
    known: &mut Vec<usize>,
    sprints: &Sprints,
) -> Item {
    let mut rng = world.rng("idle issue", repo * 8 + index);
    let open = |topic: &usize| !known.contains(topic) && TOPICS[*topic].fits(service.language);
    let unknown: Vec<usize> = (0..TOPICS.len()).filter(open).collect();
    // Bugs are about rules that are there, features about others.
    let is_bug = index.is_multiple_of(2);
    let topic = if is_bug { known[rng.index(known.len())] } else { unknown[rng.index(unknown.len())] };
    if !is_bug {
        known.push(topic);
    }
    let standing = [Standing::Todo, Standing::Backlog, Standing::InProgress, Standing::Backlog][(index + repo) % 4];
    let somebody = team[rng.index(team.len())];
    let days = rng.range(1, 40);
    let created_at = work_time(world, &mut rng, days);
    let sprint = match standing {
        Standing::InProgress => Some(sprints.current),
        Standing::Todo => Some(sprints.current + i64::from(rng.chance(50))),
        _ => None,
    };
    Item {
        key: String::new(),
        project: service.project,
        repo,
        change: None,
        topic,
        is_bug,
        standing,
        priority: rng.range(1, 4),
        assignee: (standing == Standing::InProgress || rng.chance(30)).then_some(somebody),
        reporter: team[rng.index(team.len())],
        created_at,
        updated_at: created_at
            .plus_minutes(rng.range(0, 5) * 1_440 + rng.range(5, 60))
            .min(world.now.plus_minutes(-40))
            .max(created_at),
        sprint,
        points: rng.chance(60).then(|| [1, 2, 3, 5, 8][rng.index(5)]),
        blocked_by: None,
        duplicate_of: None,
    }
}

fn number(world: &World, cast: &Cast, items: &mut [Item]) {
    let mut rng = world.rng("issue numbers", 0);
    let prefixes = prefixes(cast);
    let mut numbers: Vec<i64> = prefixes.iter().map(|_| rng.range(60, 380)).collect();
    for item in items {
        numbers[item.project] += rng.range(1, 3);
        item.key = format!("{}-{}", prefixes[item.project], numbers[item.project]);
    }
}

/// Issues in a project's backlog wait for others; a bug that is reported again duplicates the one that is worked on, or the
/// first report.
fn link(items: &mut [Item]) {
    for index in 0..items.len() {
        let item = &items[index];
        if item.change.is_some() {
            continue;
        }
        let same = |other: &Item| other.repo == item.repo && other.topic == item.topic && other.is_bug == item.is_bug;
        if item.is_bug {
            let worked_on = items.iter().position(|other| other.change.is_some() && same(other));
            let other = worked_on.or_else(|| items[..index].iter().position(same));
            if other.is_some() {
                items[index].duplicate_of = other;
                continue;
            }
        }
        let open = |other: &Item| {
            other.project == item.project && other.repo == item.repo && matches!(other.standing, Standing::InReview)
        };
        if matches!(item.standing, Standing::Todo) {
            items[index].blocked_by = items.iter().position(open);
        }
    }
}
