//! What stands in the files: short, sensible texts about the things that the other servers know too.

use std::fmt::Write as _;

use super::agenda::Appointment;
use super::cast::Cast;
use super::household::{COSTS as HOUSEHOLD, LISTS, RECIPES, Recipe};
use super::papers::{Paper, Subject};
use super::trade::{Trade, amount};
use super::{World, fill};
use crate::kit::rng::Rng;

const DECISIONS: [&str; 20] = [
    "We keep the date in {month}.", "{given} talks to the supplier until Friday.",
    "The second option is cheaper; we take it.", "No change of scope before the review.",
    "The draft goes to {given} for comments.", "Budget stays below {sum}.", "Testing starts one week earlier.",
    "We invite two more users to the trial.", "The launch text needs another round.", "{given} prepares the slides.",
    "Open question: who owns support afterwards?", "The old system stays until {month}.",
    "Translations are ordered for three languages.", "Weekly updates are enough.", "We drop the printed version.",
    "{given} checks the contract.", "Photos will be taken on site.", "The risk list is reviewed every two weeks.",
    "Pilot with {number} people, then the rest.", "The numbers of {past_month} look better than expected.",
];
const AIMS: [&str; 12] = [
    "cut the waiting time by half", "bring {number} new customers", "replace three separate tools by one",
    "make reports readable", "open two more sites", "save {sum} a year", "reach people who do not read mail",
    "have one source of truth for prices", "shorten onboarding to {number} days", "win back former customers",
    "meet the new rules before {month}", "give the team its evenings back",
];
const COSTS: [&str; 16] = [
    "Design", "Travel", "Licences", "Training", "Hardware", "Photography", "Translation", "Catering", "Hosting",
    "Printing", "Research", "Consulting", "Testing", "Insurance", "Advertising", "Reserve",
];
const PACK: [&str; 26] = [
    "passport", "chargers", "rain jacket", "two books", "sunscreen", "walking shoes", "travel adapter",
    "first aid kit", "swimwear", "earplugs", "water bottle", "notebook", "warm sweater", "camera",
    "snacks for the train", "toothbrush", "sunglasses", "umbrella", "card game", "headphones", "hat", "house keys",
    "medicine", "thin scarf", "laundry bag", "tickets",
];
const SIGHTS: [&str; 18] = [
    "old town walk", "food market", "boat trip", "modern art museum", "day trip to the coast", "castle hill",
    "botanical garden", "concert in the evening", "flea market", "cathedral tower", "tram line to the end",
    "lunch by the harbour", "science museum", "bike tour", "swimming lake", "sunset viewpoint", "puppet theatre",
    "bookshops in the centre",
];
/// What the texts are about.
pub struct Library<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub appointments: &'a [Appointment],
    pub trade: &'a Trade,
}

impl Library<'_> {
    /// The text of file number `index`.
    pub fn text(&self, index: usize, paper: &Paper) -> String {
        let mut rng = self.world.rng("text", index);
        let rng = &mut rng;
        match paper.subject {
            Subject::Notes(appointment) => self.notes(rng, &self.appointments[appointment]),
            Subject::Budget(project) => self.budget(rng, &self.cast.projects[project].name),
            Subject::Proposal(project) => self.proposal(rng, project),
            Subject::Status(project) => self.status(rng, project),
            Subject::Invoice(order) => self.invoice(order),
            Subject::Packing(city) => packing(rng, city),
            Subject::Itinerary(city) => self.itinerary(rng, city),
            Subject::Recipe(recipe) => recipe_text(rng, &RECIPES[recipe]),
            Subject::List(list) => list_text(rng, LISTS[list]),
            Subject::Household(year) => self.household(rng, year),
            Subject::Team => self.team(),
        }
    }

    fn sentence(&self, rng: &mut Rng, template: &str) -> String {
        let person = &self.cast.people[rng.index(self.cast.people.len())];
        let month = self.world.now.day().plus_days(rng.range(20, 120)).month_name();
        let past_month = self.world.now.day().plus_days(-35).month_name();
        let (sum, number) = (self.trade.spoken(rng.range(8, 90) * 100_000), rng.range(5, 40).to_string());
        fill(
            template,
            &[
                ("given", person.given),
                ("month", month),
                ("past_month", past_month),
                ("sum", &sum),
                ("number", &number),
            ],
        )
    }

    fn points(&self, rng: &mut Rng, pool: &[&str], count: usize) -> String {
        let points = rng.some(pool, count);
        points.into_iter().map(|point| format!("- {}\n", self.sentence(rng, point))).collect()
    }

    fn notes(&self, rng: &mut Rng, held: &Appointment) -> String {
        let names: Vec<String> = held.attendees.iter().map(|(person, _)| self.cast.people[*person].name()).collect();
        let points = self.points(rng, &DECISIONS, 5);
        let next = rng.pick(&["to be agreed", "in two weeks", "after the review", "next month"]);
        format!(
            "# {}\n\nDate: {}\nPresent: {}, {}\n\n## Decisions\n{points}\nNext meeting: {next}\n",
            held.title,
            held.start.day(),
            self.cast.owner.name(),
            names.join(", "),
        )
    }

    fn budget(&self, rng: &mut Rng, _project: &str) -> String {
        let mut text = format!("item,planned_{0},spent_{0}\n", self.trade.currency);
        let (mut planned_sum, mut spent_sum) = (0, 0);
        for cost in rng.some(&COSTS, 7) {
            let planned = rng.range(4, 160) * 5_000;
            let spent = planned * rng.range(0, 110) / 100;
            (planned_sum, spent_sum) = (planned_sum + planned, spent_sum + spent);
            let _ = writeln!(text, "{cost},{},{}", amount(planned), amount(spent));
        }
        let _ = writeln!(text, "Total,{},{}", amount(planned_sum), amount(spent_sum));
        text
    }

    fn proposal(&self, rng: &mut Rng, project: usize) -> String {
        let project = &self.cast.projects[project];
        let (aims, decisions) = (self.points(rng, &AIMS, 3), self.points(rng, &DECISIONS, 3));
        format!(
            "# Proposal: {}\n\nFor: {}\nDraft {} by {}\n\n## Aims\n{aims}\n## What we suggest\n{decisions}",
            project.name,
            self.cast.companies[project.company].name,
            rng.range(1, 4),
            self.cast.owner.name(),
        )
    }

    fn status(&self, rng: &mut Rng, project: usize) -> String {
        let light = rng.pick(&["green", "green", "yellow", "red"]);
        let (done, points) = (rng.range(15, 95), self.points(rng, &DECISIONS, 4));
        format!("# Status: {}\n\nOverall: {light}, {done}% done\n\n{points}", self.cast.projects[project].name)
    }

    fn invoice(&self, order: usize) -> String {
        let order = &self.trade.orders[order];
        let mut text =
            format!("{} - Invoice\nOrder {}, placed {}\n\n", self.trade.shop, order.number, order.placed.day());
        for (product, quantity, price) in &order.lines {
            let _ = writeln!(
                text,
                "{quantity} x {}  {}",
                self.trade.products[*product].name,
                self.trade.spoken(quantity * price)
            );
        }
        let (shipping, total) = (self.trade.spoken(order.shipping), self.trade.spoken(order.total()));
        let _ = write!(
            text,
            "Shipping  {shipping}\nTotal  {total}\n\nBilled to: {}\nPaid. Thank you for your order!\n",
            self.cast.owner.name()
        );
        text
    }

    fn itinerary(&self, rng: &mut Rng, city: &str) -> String {
        let first = self.world.now.day().plus_days(rng.range(25, 90));
        let mut text = format!("# {city}, {} to {}\n\n", first.short(), first.plus_days(3).short());
        for (offset, sight) in rng.some(&SIGHTS, 4).into_iter().enumerate() {
            let _ = writeln!(text, "- {}: {sight}", first.plus_days(offset as i64).spoken());
        }
        let with = &self.cast.people[rng.index(self.cast.people.len())];
        let _ = write!(text, "\nHotel near the station, booked for {} nights. Ask {} for tips.\n", 3, with.name());
        text
    }

    fn household(&self, rng: &mut Rng, year: i16) -> String {
        let mut text = format!("category,month_{},year_{year}\n", self.trade.currency);
        for (category, low, high) in HOUSEHOLD {
            let month = rng.range(low, high) * 100;
            let _ = writeln!(text, "{category},{},{}", amount(month), amount(month * 12));
        }
        text
    }

    fn team(&self) -> String {
        let colleagues = self.cast.people.iter().filter(|person| person.company == Some(0)).take(12);
        let row = |person: &super::cast::Person| format!("{},{},{}\n", person.name(), person.phone, person.email);
        format!("name,phone,email\n{}", colleagues.map(row).collect::<String>())
    }
}

fn packing(rng: &mut Rng, city: &str) -> String {
    let items: String = rng.some(&PACK, 11).into_iter().map(|item| format!("- [ ] {item}\n")).collect();
    format!("# Packing list for {city}\n\n{items}")
}

fn recipe_text(rng: &mut Rng, recipe: &Recipe) -> String {
    let mut text = format!("# {}\n\nFor {} people\n\n", recipe.name, rng.range(3, 6));
    for ingredient in recipe.ingredients {
        let _ = writeln!(text, "- {ingredient}");
    }
    for (index, step) in recipe.steps.iter().enumerate() {
        let _ = write!(text, "\n{}. {step}", index + 1);
    }
    let tip = rng.pick(&[
        "Better on the second day.", "Doubles well.", "The children like it.", "From grandmother's book.",
        "Freezes well.",
    ]);
    let _ = write!(text, "\n\n{tip}\n");
    text
}

fn list_text(rng: &mut Rng, (name, things): (&str, &[&str])) -> String {
    let count = rng.range(6, 8) as usize;
    let items: String = rng.some(things, count).into_iter().map(|item| format!("- {item}\n")).collect();
    format!("# {name}\n\n{items}")
}
