//! The store as the world has it.

use super::Kv;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Table, Time};
use crate::world::World;
use crate::world::cast::{Cast, Role};
use crate::world::software::{Service, services};

const FLAGS: [&str; 22] = [
    "compact_lists", "new_checkout", "dark_mode", "async_exports", "beta_search", "two_step_login", "inline_comments",
    "smart_replies", "bulk_edit", "offline_drafts", "faster_uploads", "usage_page", "new_onboarding", "audit_trail",
    "custom_roles", "shared_views", "weekly_digest", "keyboard_shortcuts", "guest_access", "price_preview", "map_view",
    "voice_notes",
];
const SETTINGS: [(&str, &[&str]); 14] = [
    ("timeout_ms", &["500", "1500", "3000", "8000"]),
    ("log_level", &["info", "warning", "debug"]),
    ("max_connections", &["20", "40", "100"]),
    ("retry_attempts", &["2", "3", "5"]),
    ("page_size", &["25", "50", "200"]),
    ("session_minutes", &["30", "120", "720"]),
    ("upload_limit_mb", &["10", "25", "100"]),
    ("allowed_origins", &["[\"https://app.example\"]", "[\"https://app.example\", \"https://admin.example\"]"]),
    ("mail_sender", &["noreply@service.example", "hello@service.example"]),
    ("cache_seconds", &["60", "300", "3600"]),
    ("region", &["eu-central", "eu-north", "us-east"]),
    ("maintenance_window", &["Sun 02:00-04:00", "Wed 23:00-23:30"]),
    ("sampling_percent", &["1", "5", "20"]),
    ("backup_schedule", &["daily 03:15", "hourly"]),
];
const COUNTERS: [&str; 10] = [
    "signups", "logins", "exports", "invoices_sent", "password_resets", "failed_payments", "api_keys_created",
    "searches", "uploads", "support_tickets",
];
const PAGES: [&str; 8] = ["/home", "/projects", "/reports", "/settings", "/search", "/invoices", "/team", "/inbox"];

pub fn generate(world: &World) -> Kv {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let mut namespaces = Table::new();
    let mut namespace = |name: &str, description: &str, read_only, max_keys, default_ttl_seconds| {
        let description = description.to_owned();
        namespaces.insert(name.to_owned(), Namespace { description, read_only, max_keys, default_ttl_seconds });
    };
    namespace("feature-flags", "Which features are on, and for how many accounts", false, world.scaled(60), None);
    namespace("config-staging", "Settings of the services in staging", false, world.scaled(60), None);
    namespace(
        "config-production",
        "Settings of the services in production, written by the release pipeline alone",
        true,
        world.scaled(60),
        None,
    );
    namespace("counters", "Counts per day", false, world.scaled(100), None);
    namespace("sessions", "Who is signed in", false, world.scaled(10), Some(1_800));
    namespace("locks", "Who works on something that only one may work on", false, world.scaled(20), Some(600));
    let mut filler = Filler { world, cast: &cast, entries: Vec::new() };
    for (index, service) in services.iter().enumerate() {
        filler.service(index, service);
    }
    filler.counters();
    filler.sessions();
    filler.locks(&services);
    let entries = filler.entries.into_iter().map(|entry| (Kv::place(&entry.namespace, &entry.key), entry));
    Kv { entries: entries.collect(), namespaces }
}

struct Filler<'a> {
    world: &'a World,
    cast: &'a Cast,
    entries: Vec<Entry>,
}

impl Filler<'_> {
    fn add(&mut self, rng: &mut Rng, namespace: &str, key: String, value: String, expires_at: Option<Time>) {
        let now = self.world.now;
        let (created_at, updated_at) = match expires_at {
            Some(_) => {
                let created = now.plus_seconds(-rng.range(60, 1_500));
                (created, created)
            }
            None => {
                let created = now.plus_minutes(-rng.range(20_000, 400_000));
                (created, created.plus_minutes(rng.range(0, 19_000)))
            }
        };
        let version = if created_at == updated_at { 1 } else { rng.range(2, 14) };
        let namespace = namespace.to_owned();
        self.entries.push(Entry { namespace, key, value, version, created_at, updated_at, expires_at });
    }

    fn service(&mut self, index: usize, service: &Service) {
        let mut rng = self.world.rng("kv service", index);
        for flag in rng.some(&FLAGS, 2) {
            let percent = [0, 5, 10, 25, 50, 100][rng.index(6)];
            let value = format!("{{\"enabled\": {}, \"percent\": {percent}}}", percent > 0);
            self.add(&mut rng, "feature-flags", format!("{}:{flag}", service.name), value, None);
        }
        for (setting, values) in rng.some(&SETTINGS, 3) {
            let (staging, production) = (rng.pick(values), rng.pick(values));
            self.add(&mut rng, "config-staging", format!("{}:{setting}", service.name), staging.to_owned(), None);
            self.add(&mut rng, "config-production", format!("{}:{setting}", service.name), production.to_owned(), None);
        }
    }

    fn counters(&mut self) {
        for index in 0..self.world.scaled(10) {
            let mut rng = self.world.rng("kv counter", index);
            let day = self.world.now.day().plus_days(-(index as i64 / 5));
            let key = format!("{}:{day}", COUNTERS[(index * 3 + index / 5) % COUNTERS.len()]);
            let updated_at = self.world.now.at(day, rng.range(60, 400)).min(self.world.now);
            let version = rng.range(3, 900);
            self.entries.push(Entry {
                namespace: "counters".to_owned(),
                key,
                value: version.to_string(),
                version,
                created_at: self.world.now.at(day, 1).min(updated_at),
                updated_at,
                expires_at: None,
            });
        }
    }

    fn sessions(&mut self) {
        for index in 0..self.world.scaled(5) {
            let mut rng = self.world.rng("kv session", index);
            let colleagues = self.cast.with_role(Role::Colleague);
            let person = &self.cast.people[colleagues[index % colleagues.len()]];
            let value = format!("{{\"email\": \"{}\", \"page\": \"{}\"}}", person.email, rng.pick(&PAGES));
            let expires = self.world.now.plus_seconds(rng.range(120, 1_750));
            let token = format!("session:{:08x}", rng.range(0x1000_0000, 0xffff_ffff));
            self.add(&mut rng, "sessions", token, value, Some(expires));
        }
    }

    fn locks(&mut self, services: &[Service]) {
        for index in 0..self.world.scaled(2) {
            let mut rng = self.world.rng("kv lock", index);
            let what = rng.pick(&["deploy", "migrate", "reindex", "backup"]);
            let service = &services[rng.index(services.len())];
            let colleagues = self.cast.with_role(Role::Colleague);
            let holder = self.cast.people[colleagues[rng.index(colleagues.len())]].email.clone();
            let expires = self.world.now.plus_seconds(rng.range(90, 560));
            self.add(&mut rng, "locks", format!("{what}:{}", service.name), holder, Some(expires));
        }
    }
}
