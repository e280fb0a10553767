//! The flags as the world has them: one for each new feature, experiments, and a kill switch for each service.

use std::collections::BTreeMap;

use super::Flags;
use super::types::*;
use crate::kit::Time;
use crate::world::World;
use crate::world::code::kebab;
use crate::world::delivery::Environment;
use crate::world::works::{Change, Somebody, Stage, Works, work_time};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rollout {
    Off,
    /// So many percent.
    Some(i64),
    Targets,
}

/// What a flag is made of before it has rules.
struct Seed {
    key: String,
    description: String,
    kind: FlagKind,
    repo: usize,
    owner: Somebody,
    issue_key: Option<String>,
    prerequisite_key: Option<String>,
    is_archived: bool,
    created_at: Time,
    /// When production was last changed, if it was.
    live_at: Option<Time>,
    /// How far it is in production.
    rollout: Rollout,
}

pub fn generate(world: &World) -> Flags {
    let works = Works::generate(world);
    let mut flags = BTreeMap::new();
    let mut audit = BTreeMap::new();
    let segments = segments(world, &works);
    for (index, seed) in seeds(world, &works).into_iter().enumerate() {
        let flag = flag(world, &works, index, seed, &segments, &mut audit);
        flags.insert(flag.key.clone(), flag);
    }
    Flags {
        audit: audit.into_iter().collect(),
        flags: flags.into_iter().collect(),
        segments: segments.into_iter().map(|segment| (segment.id.clone(), segment)).collect(),
        services: works
            .services
            .iter()
            .enumerate()
            .map(|(index, one)| (one.name.clone(), world.id("svc", index)))
            .collect(),
        user: works.member(None),
    }
}

fn segments(world: &World, works: &Works) -> Vec<Segment> {
    let companies = &works.cast.companies;
    let clients = works.cast.people.iter().filter(|person| person.company.is_some_and(|company| company > 0));
    let testers = clients.step_by(2).map(|person| person.email.clone()).collect();
    let segment = |index: usize,
                   name: String,
                   description: &str,
                   email_domains: Vec<String>,
                   user_emails: Vec<String>| {
        Segment { id: world.id("seg", index), name, description: description.to_owned(), email_domains, user_emails }
    };
    let mut segments = vec![
        segment(0, "Employees".to_owned(), "Everybody of the company.", vec![companies[0].domain.clone()], Vec::new()),
        segment(1, "Beta testers".to_owned(), "Clients' people who asked for early access.", Vec::new(), testers),
    ];
    for (index, company) in companies.iter().enumerate().skip(1).take(6) {
        let domains = vec![company.domain.clone()];
        segments.push(segment(index + 1, company.name.clone(), "Everybody of this client.", domains, Vec::new()));
    }
    segments
}

fn seeds(world: &World, works: &Works) -> Vec<Seed> {
    let mut seeds: Vec<Seed> = Vec::new();
    for change in works.changes.iter().filter(|change| change.from.is_none()) {
        seeds.push(feature(world, works, change));
    }
    for (repo, service) in works.services.iter().enumerate() {
        let mut rng = world.rng("experiments", repo);
        for (name, description) in rng.some(&EXPERIMENTS, 2) {
            let first =
                seeds.iter().find(|seed| seed.repo == repo && seed.rollout != Rollout::Off && !seed.is_archived);
            let prerequisite_key = first.filter(|_| rng.chance(40)).map(|seed| seed.key.clone());
            let days = rng.range(10, 80);
            let (created_at, live_at) = (work_time(world, &mut rng, days), work_time(world, &mut rng, days / 3));
            let rollout = [Rollout::Off, Rollout::Some(10), Rollout::Some(50), Rollout::Targets][rng.index(4)];
            seeds.push(Seed {
                key: format!("{}-{name}", service.name),
                description: description.to_owned(),
                kind: FlagKind::Experiment,
                repo,
                owner: works.team()[rng.index(works.team().len())],
                issue_key: None,
                prerequisite_key,
                is_archived: false,
                created_at,
                live_at: Some(live_at),
                rollout,
            });
        }
        seeds.push(Seed {
            key: format!("{}-maintenance-mode", service.name),
            description: format!("Answers all requests to {} with a friendly notice.", service.name),
            kind: FlagKind::KillSwitch,
            repo,
            owner: service.owner,
            issue_key: None,
            prerequisite_key: None,
            is_archived: false,
            created_at: works.roots[repo].commit.at.plus_minutes(rng.range(10, 60)),
            live_at: None,
            rollout: Rollout::Off,
        });
    }
    let mut known = std::collections::BTreeSet::new();
    seeds.retain(|seed| known.insert(seed.key.clone()));
    seeds
}

/// The flag of a new feature: the older the change, the further it is.
fn feature(world: &World, works: &Works, change: &Change) -> Seed {
    let topic = change.topic();
    let days = change.ended_at.map_or(0, |at| world.now.day().since(at.day()));
    let (rollout, is_archived) = match change.stage {
        Stage::Closed => (Rollout::Off, true),
        Stage::Merged if days > 24 => (Rollout::Some(100), false),
        Stage::Merged if days > 14 => (Rollout::Some(50), false),
        Stage::Merged => (Rollout::Some(10), false),
        _ => (Rollout::Off, false),
    };
    Seed {
        key: format!("{}-{}", works.services[change.repo].name, kebab(topic.name)),
        description: format!("{}.", topic.feature),
        kind: FlagKind::Release,
        repo: change.repo,
        owner: change.author,
        issue_key: Some(works.items[change.item].key.clone()),
        prerequisite_key: None,
        is_archived,
        created_at: change.opened_at.plus_minutes(-45),
        live_at: change.ended_at.map(|at| at.plus_minutes(100).min(world.now.plus_minutes(-12))),
        rollout,
    }
}

fn flag(
    world: &World,
    works: &Works,
    index: usize,
    seed: Seed,
    segments: &[Segment],
    audit: &mut BTreeMap<String, AuditEntry>,
) -> Flag {
    let mut rng = world.rng("flag rules", index);
    let owner = works.member(seed.owner);
    let mut at = seed.created_at;
    let mut version = 0;
    let mut note = |environment: Option<Environment>, change: String, at: Time, version: &mut i64| {
        *version += 1;
        let id = world.id("aud", index * 8 + *version as usize);
        let (flag_key, changed_by) = (seed.key.clone(), owner.clone());
        let entry = AuditEntry {
            id,
            flag_key,
            environment,
            change,
            reason: None,
            changed_by,
            version: *version,
            changed_at: at,
        };
        audit.insert(entry.id.clone(), entry);
    };
    note(None, "Made the flag.".to_owned(), at, &mut version);
    let mut rules = Vec::new();
    for environment in Environment::ALL {
        let production = environment == Environment::Production;
        let rollout = match seed.rollout {
            _ if seed.kind == FlagKind::KillSwitch || seed.is_archived => Rollout::Off,
            rollout if production => rollout,
            Rollout::Off if environment == Environment::Staging => Rollout::Targets,
            _ => Rollout::Some(100),
        };
        let (percent, targeted) = match rollout {
            Rollout::Off => (0, false),
            Rollout::Some(percent) => (percent, production && percent < 100),
            Rollout::Targets => (0, true),
        };
        let is_on = rollout != Rollout::Off;
        if is_on {
            at = match seed.live_at.filter(|_| production) {
                Some(live_at) => live_at.max(at),
                None => at.plus_minutes(rng.range(2, 9)),
            };
            let whom = if percent == 0 { "its targets".to_owned() } else { format!("{percent} percent") };
            note(Some(environment), format!("Switched on for {whom}."), at, &mut version);
        }
        let segment =
            if production { segments[1 + rng.index(segments.len() - 1)].id.clone() } else { segments[0].id.clone() };
        let team = works.team();
        let emails = if targeted && rng.chance(40) {
            vec![works.person(team[rng.index(team.len())]).email.clone()]
        } else {
            Vec::new()
        };
        rules.push(Rule {
            environment,
            is_on,
            rollout_percent: percent,
            target_segment_ids: if targeted { vec![segment] } else { Vec::new() },
            target_user_emails: emails,
            changed_at: at,
        });
    }
    Flag {
        key: seed.key,
        description: seed.description,
        kind: seed.kind,
        service_name: works.services[seed.repo].name.clone(),
        owner: works.member(seed.owner),
        issue_key: seed.issue_key,
        prerequisite_key: seed.prerequisite_key,
        version,
        is_archived: seed.is_archived,
        rules,
        created_at: seed.created_at,
        updated_at: at,
    }
}

const EXPERIMENTS: [(&str, &str); 16] = [
    ("new-navigation", "Shows the navigation on the left."),
    ("dark-mode", "Offers dark colours."),
    ("bulk-edit", "Lets users change many rows at once."),
    ("keyboard-shortcuts", "Listens to keyboard shortcuts."),
    ("guided-tour", "Shows new users around."),
    ("instant-search", "Searches while the user types."),
    ("compact-lists", "Shows more rows on a screen."),
    ("offline-mode", "Keeps working without a network."),
    ("shared-drafts", "Lets colleagues see unsaved work."),
    ("weekly-digest", "Sends a summary each Monday."),
    ("smart-sorting", "Puts what was used last at the top."),
    ("single-sign-on", "Signs in with the company's account."),
    ("http3", "Answers over HTTP/3 where clients can."),
    ("read-replica", "Reads from a replica of the database."),
    ("async-writes", "Puts writes into a queue."),
    ("compressed-cache", "Compresses what is kept in the cache."),
];
