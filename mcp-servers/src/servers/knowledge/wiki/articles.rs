//! The texts of the wiki's pages, put together from the world.

use std::fmt::Write as _;

use super::policies::Article;
use super::runbooks::*;
use crate::kit::Currency;
use crate::kit::rng::Rng;
use crate::world::cast::{Cast, Role};
use crate::world::incidents::Incident;
use crate::world::software::Service;
use crate::world::{World, fill};

/// What the texts are about.
pub struct Writer<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub services: &'a [Service],
}

impl Writer<'_> {
    fn person(&self, person: Option<usize>) -> String {
        person.map_or(&self.cast.owner, |person| &self.cast.people[person]).name()
    }

    pub fn article(&self, rng: &mut Rng, article: &Article) -> String {
        let colleagues = self.cast.with_role(Role::Colleague);
        let given = self.person(Some(colleagues[rng.index(colleagues.len())]));
        let currency = Currency::of(self.cast.locale.currency);
        let sum = currency.money(currency.price(rng.range(3, 24) * 2_500)).to_string();
        let (days, number) = (rng.range(5, 30).to_string(), rng.range(2, 9).to_string());
        let month = self.world.now.day().plus_days(rng.range(30, 300)).month_name();
        let slots = [
            ("company", self.cast.own_company()),
            ("city", self.cast.owner.city),
            ("given", &given),
            ("sum", &sum),
            ("days", &days),
            ("number", &number),
            ("month", month),
        ];
        let count = rng.range(4, 6) as usize;
        let points = rng.some(article.points, count);
        let points: String = points.into_iter().map(|point| format!("- {}\n", fill(point, &slots))).collect();
        format!("{}\n\n{points}\nQuestions: {given}.\n", fill(article.opening, &slots))
    }

    pub fn runbook(&self, rng: &mut Rng, index: usize) -> String {
        let service = &self.services[index];
        let (major, minor, patch) = service.version;
        let version = format!("{major}.{minor}.{patch}");
        let other = service.calls.first().map_or("the database", |other| self.services[*other].name.as_str());
        let slots = [("service", service.name.as_str()), ("other", other), ("version", &version)];
        let mut list = |pool: &[&str], count: usize, mark: &str| -> String {
            rng.some(pool, count).into_iter().map(|line| format!("{mark} {}\n", fill(line, &slots))).collect()
        };
        let (signs, steps) = (list(&SIGNS, 3, "-"), list(&FIRST_STEPS, 5, "1."));
        let (rollback, known) = (list(&ROLLBACKS, 2, "-"), list(&GOOD_TO_KNOW, 2, "-"));
        let mut text = format!(
            "{} is a service of tier {} for {}, written in {}.\n\n## Signs\n\n{signs}\n## First steps\n\n{steps}\n\
             ## Rolling back\n\n{rollback}\n## Good to know\n\n{known}\n## Needs\n\n",
            service.name, service.tier, self.cast.projects[service.project].name, service.language
        );
        for callee in &service.calls {
            let _ = writeln!(text, "- [[Runbook: {}]]", self.services[*callee].name);
        }
        if service.calls.is_empty() {
            text.push_str("- Nothing but the database.\n");
        }
        let _ = write!(text, "\nOwner: {}. See [[Incident response]].\n", self.person(service.owner));
        text
    }

    pub fn postmortem(&self, incident: &Incident) -> String {
        let service = &self.services[incident.service].name;
        let (started, detected) = (incident.started.spoken(), incident.detected.minutes_since(incident.started));
        let end = incident.resolved.unwrap_or(self.world.now);
        let minutes = end.minutes_since(incident.started);
        let callers: Vec<&str> = incident.callers.iter().map(|caller| self.services[*caller].name.as_str()).collect();
        let also = if callers.is_empty() { "no other service".to_owned() } else { callers.join(", ") };
        let words = |text: &str| incident.words(text, self.services);
        let failure = incident.failure;
        format!(
            "{service} was disturbed for {minutes} minutes from {started} on (SEV{}). Also affected: {also}.\n\n\
             ## Timeline\n\n- {}: it begins\n- {}: the alert fires, {detected} minutes later\n- {}: back to normal\n\n\
             ## Cause\n\n{}\n\n## What helped\n\n{}\n\n## Measures\n\n- [ ] {}\n- [ ] Add the signs to [[Runbook: {service}]].\n\n\
             On call: {}.\n",
            incident.severity,
            incident.started.clock(),
            incident.detected.clock(),
            end.clock(),
            words(failure.cause),
            words(failure.fix),
            words(failure.follow_up),
            self.person(incident.responder),
        )
    }

    pub fn project(&self, rng: &mut Rng, index: usize) -> String {
        let project = &self.cast.projects[index];
        let customer = if project.company == 0 { "ourselves" } else { &self.cast.companies[project.company].name };
        let list = |lines: Vec<&str>| -> String { lines.into_iter().map(|line| format!("- {line}\n")).collect() };
        let (goals, decisions) = (list(rng.some(&GOALS, 3)), list(rng.some(&DECISIONS, 4)));
        let colleagues = self.cast.with_role(Role::Colleague);
        let team: Vec<String> = rng.some(&colleagues, 3).into_iter().map(|person| self.person(Some(person))).collect();
        let own = self.services.iter().filter(|service| service.project == index);
        let runbooks: String = own.map(|service| format!("- [[Runbook: {}]]\n", service.name)).collect();
        format!(
            "For {customer}. Team: {}.\n\n## Goals\n\n{goals}\n## Decisions\n\n{decisions}\n## Services\n\n{runbooks}",
            team.join(", ")
        )
    }
}
