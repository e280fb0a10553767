//! Who is on call for which services, week by week.

use super::World;
use super::cast::{Cast, Role};
use super::software::Service;
use crate::kit::Ordered;
use crate::kit::Time;

/// The rotation of one project's services.
#[derive(Debug, Clone)]
pub struct Rota {
    /// Index of the project.
    pub project: usize,
    /// Indices of its services.
    pub services: Vec<usize>,
    /// Indices of the colleagues who take turns; nobody means the owner.
    pub members: Vec<Option<usize>>,
    /// The Monday morning on which the first member began.
    pub anchor: Time,
}

const TECHNICAL: [&str; 6] = ["Engineer", "Architect", "Analyst", "Product", "Project Lead", "Operations"];
/// How many colleagues take turns at least.
const FEWEST: usize = 4;

/// Minutes of a turn.
pub const TURN: i64 = 7 * 24 * 60;

impl Rota {
    /// Who is on call at a time.
    pub fn on_call(&self, time: Time) -> Option<usize> {
        let turn = time.minutes_since(self.anchor).div_euclid(TURN);
        self.members.get(turn.rem_euclid(self.members.len().max(1) as i64) as usize).copied().flatten()
    }
}

/// One rotation for each project that has services.
pub fn rotas(world: &World, cast: &Cast, services: &[Service]) -> Vec<Rota> {
    // Engineers take turns before others do.
    let mut colleagues = cast.with_role(Role::Colleague);
    let technical = |job: &str| TECHNICAL.iter().any(|word| job.contains(word));
    colleagues.order_by_key(|person| !cast.people[*person].job.is_some_and(technical));
    let engineers = colleagues.iter().filter(|person| cast.people[**person].job.is_some_and(technical)).count();
    colleagues.truncate(engineers.max(FEWEST));
    let today = world.now.day();
    let monday = today.plus_days(-(today.weekday() as i64));
    let rota = |project: usize| {
        let mut rng = world.rng("rota", project);
        let count = rng.range(3, 5) as usize;
        let mut members: Vec<Option<usize>> = rng.some(&colleagues, count).into_iter().map(Some).collect();
        // The owner takes turns in most of them.
        if project == 0 || rng.chance(60) {
            members.insert(rng.index(members.len() + 1), None);
        }
        Rota {
            project,
            services: (0..services.len()).filter(|service| services[*service].project == project).collect(),
            members,
            anchor: world.now.at(monday, 9 * 60).plus_days(-7 * rng.range(20, 40)),
        }
    };
    (0..cast.projects.len()).map(rota).filter(|rota| !rota.services.is_empty()).collect()
}
