//! The owner's household: the children, who are in nobody's address book, and how old everybody is.

use super::World;
use super::cast::{Cast, Role};
use crate::kit::Day;

/// A child of the owner.
#[derive(Debug, Clone)]
pub struct Child {
    pub given: &'static str,
    pub family: &'static str,
    pub birthday: Day,
}

impl Child {
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// The owner's day of birth, whether or not the address book knows it.
pub fn owner_birthday(world: &World, cast: &Cast) -> Day {
    let mut rng = world.rng("owner birthday", 0);
    let day = Day::new(rng.range(1970, 1990) as i16, rng.range(1, 12) as i8, rng.range(1, 28) as i8);
    cast.owner.birthday.unwrap_or(day)
}

/// The owner's children, oldest first: two, and a third in some worlds.
pub fn children(world: &World, cast: &Cast) -> Vec<Child> {
    let mut rng = world.rng("children", 0);
    // Nobody has children before the age of twenty here, and grown-up children live elsewhere.
    let oldest = (age(owner_birthday(world, cast), world.now.day()) - 20).clamp(3, 17);
    let taken = |given: &str| cast.owner.given == given || cast.people.iter().any(|person| person.given == given);
    let free: Vec<&'static str> = cast.locale.given.iter().copied().filter(|given| !taken(given)).collect();
    let pool = if free.len() < 3 { cast.locale.given.to_vec() } else { free };
    let names = rng.some(&pool, 3);
    let ages = [rng.range(oldest * 2 / 3, oldest), rng.range(1, (oldest / 2).max(2)), 1];
    let count = if oldest > 6 && rng.chance(30) { 3 } else { 2 };
    let child = |(given, age): (&'static str, i64)| Child {
        given,
        family: cast.owner.family,
        birthday: world.now.day().plus_days(-age * 365 - age / 4 - rng.range(1, 330)),
    };
    names.into_iter().zip(ages).take(count).map(child).collect()
}

/// Indices of the grown-up relatives in the cast.
pub fn relatives(cast: &Cast) -> Vec<usize> {
    cast.with_role(Role::Family)
}

/// Years that somebody has lived on a day.
pub fn age(birthday: Day, on: Day) -> i64 {
    let had = (on.month(), on.day_of_month()) >= (birthday.month(), birthday.day_of_month());
    i64::from(on.year() - birthday.year()) - i64::from(!had)
}
