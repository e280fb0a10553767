//! The weather of a world: by latitude, season and luck, hour by hour, so that all who ask hear the same.

use super::places::City;
use crate::kit::Day;
use crate::kit::ids::fnv;
use crate::kit::rng::mix;

/// How far a city is from what its latitude suggests: degrees of the mean, and percent of the swing of the seasons.
const OWN: [(&str, f64, f64); 30] = [
    ("Nairobi", -9.0, 1.0),
    ("Nakuru", -10.0, 1.0),
    ("Eldoret", -11.0, 1.0),
    ("Kisumu", -4.5, 1.0),
    ("Johannesburg", -5.5, 1.2),
    ("Cape Town", -3.0, 0.7),
    ("Ciudad de México", -8.5, 0.8),
    ("Guadalajara", -4.5, 1.0),
    ("Denver", -4.5, 1.4),
    ("Chicago", -3.5, 1.6),
    ("Boston", -3.5, 1.4),
    ("New York", -2.0, 1.4),
    ("Toronto", -3.5, 1.5),
    ("Montréal", -5.0, 1.6),
    ("San Francisco", -2.0, 0.4),
    ("Seattle", -1.0, 0.75),
    ("Portland", 0.0, 0.8),
    ("Vancouver", -1.0, 0.75),
    ("Ankara", -4.0, 1.3),
    ("München", -2.5, 1.0),
    ("Bengaluru", -3.5, 1.2),
    ("Delhi", 3.0, 1.7),
    ("Jaipur", 3.0, 1.7),
    ("Dubai", 5.5, 1.8),
    ("Cairo", 1.0, 1.4),
    ("Seoul", -4.0, 1.8),
    ("Shanghai", -2.0, 1.7),
    ("Sapporo", -6.0, 1.4),
    ("Hà Nội", 0.0, 2.0),
    ("Curitiba", -4.0, 1.0),
];

/// Countries by the sea have milder seasons, in percent of the usual.
fn swing(city: &City) -> f64 {
    match city.country {
        "United Kingdom" | "Ireland" | "Portugal" | "New Zealand" => 0.55,
        "France" | "Spain" | "Netherlands" | "Denmark" | "Norway" | "Australia" | "Greece" => 0.75,
        "Germany" | "Italy" | "Switzerland" | "Sweden" | "Türkiye" => 0.88,
        "United States" | "Japan" => 1.2,
        _ => 1.0,
    }
}

/// How rain falls over the year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Regime {
    Desert,
    Tropical,
    Mediterranean,
    Temperate,
}

fn regime(city: &City) -> Regime {
    let north = city.latitude.abs();
    match city.name {
        "Dubai" | "Cairo" => return Regime::Desert,
        "San Francisco" | "Cape Town" | "Madrid" | "Zaragoza" => return Regime::Mediterranean,
        _ => {}
    }
    match city.country {
        "Spain" | "Portugal" | "Greece" | "Türkiye" => Regime::Mediterranean,
        "Italy" if north < 43.0 => Regime::Mediterranean,
        _ if north < 30.0 => Regime::Tropical,
        _ => Regime::Temperate,
    }
}

/// 1 in the middle of the local summer, -1 in that of the winter.
fn season(city: &City, day_of_year: f64) -> f64 {
    let north = -((day_of_year - 20.0) / 365.0 * std::f64::consts::TAU).cos();
    if city.latitude < 0.0 { -north } else { north }
}

fn day_of_year(day: Day) -> f64 {
    day.since(Day::new(day.year(), 1, 1)) as f64
}

/// The usual mean of a time of the year, in degrees Celsius.
fn usual_mean(city: &City, day_of_year: f64) -> f64 {
    let north = city.latitude.abs();
    let (own, own_swing) =
        OWN.iter().find(|(name, ..)| *name == city.name).map_or((0.0, swing(city)), |(_, own, swing)| (*own, *swing));
    let mean = 27.0 - 0.41 * (north - 12.0).max(0.0) + own;
    let amplitude = (1.2 + 0.27 * (north - 12.0).max(0.0)) * own_swing;
    mean + amplitude * season(city, day_of_year)
}

/// How likely a day is wet, in percent.
fn wet_chance(city: &City, day_of_year: f64) -> f64 {
    let season = season(city, day_of_year);
    match regime(city) {
        Regime::Desert => 3.0 - 2.0 * season,
        Regime::Tropical => 34.0 + 28.0 * season,
        Regime::Mediterranean => 22.0 - 16.0 * season,
        Regime::Temperate => 37.0 - 3.0 * season,
    }
}

/// How far the afternoon is above the night.
fn daily_range(city: &City, day_of_year: f64) -> f64 {
    let dry = 1.0 - wet_chance(city, day_of_year) / 100.0;
    // Damp nights by the equator stay warm.
    let share = if regime(city) == Regime::Tropical { 0.75 } else { 1.0 };
    share * (4.0 + 7.5 * dry)
}

fn luck(seed: u64, city: &City, day: Day, label: &str) -> f64 {
    let days = day.since(Day::new(2020, 1, 1)) as u64;
    (mix(mix(seed ^ fnv(city.name) ^ fnv(label).rotate_left(11)) ^ days) % 10_000) as f64 / 10_000.0
}

/// Luck between -1 and 1 that passes slowly from one day to the next.
fn slow_luck(seed: u64, city: &City, day: Day, label: &str) -> f64 {
    let weights = [0.15, 0.25, 0.3, 0.2, 0.1];
    let sum: f64 = weights
        .iter()
        .enumerate()
        .map(|(back, weight)| weight * (2.0 * luck(seed, city, day.plus_days(-(back as i64)), label) - 1.0))
        .sum();
    (sum * 1.9).clamp(-1.0, 1.0)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sky {
    Clear,
    PartlyCloudy,
    Cloudy,
    Fog,
    Drizzle,
    Rain,
    HeavyRain,
    Snow,
    Thunderstorm,
}

/// One hour of a place.
#[derive(Debug, Clone, Copy)]
pub struct Hour {
    pub sky: Sky,
    pub celsius: f64,
    pub feels_like: f64,
    /// Percent.
    pub humidity: i64,
    /// Kilometres an hour.
    pub wind: f64,
    pub gusts: f64,
    /// Where the wind comes from, in degrees.
    pub wind_from: i64,
    /// Millimetres of water in the hour.
    pub precipitation: f64,
    /// Percent.
    pub precipitation_chance: i64,
    pub cloud_cover: i64,
}

/// What a day is like as a whole.
#[derive(Debug, Clone, Copy)]
struct Mood {
    mean: f64,
    range: f64,
    wet: bool,
    clouds: f64,
    wind: f64,
    wet_from: f64,
    wet_hours: f64,
    millimetres: f64,
    chance: i64,
    /// In degrees.
    wind_from: i64,
}

fn mood(seed: u64, city: &City, day: Day) -> Mood {
    let at = day_of_year(day);
    let usual_chance = wet_chance(city, at).clamp(1.0, 95.0);
    let front = slow_luck(seed, city, day, "front");
    let roll = (front + 1.0) * 50.0 * 0.6 + luck(seed, city, day, "wet") * 40.0;
    // The roll is near the middle more often than not; spread it out again.
    let spread = (50.0 + (roll - 50.0) * 1.7).clamp(0.0, 100.0);
    let wet = spread < usual_chance;
    let clouds =
        if wet { 0.75 + 0.25 * luck(seed, city, day, "clouds") } else { (1.0 - spread / 100.0).clamp(0.02, 0.9) };
    let north = city.latitude.abs();
    let deviation = 1.2 + 0.075 * north;
    let heavy = luck(seed, city, day, "heavy");
    let storm = (slow_luck(seed, city, day, "storm") - 0.45).max(0.0) * (north / 45.0).min(1.2);
    let wind = 6.0 + 9.0 * luck(seed, city, day, "wind") + 26.0 * storm + if wet { 9.0 * heavy } else { 0.0 };
    let tropical = if regime(city) == Regime::Tropical { 2.0 } else { 1.0 };
    Mood {
        mean: usual_mean(city, at) + deviation * slow_luck(seed, city, day, "warmth") - if wet { 0.8 } else { 0.0 },
        range: daily_range(city, at) * (1.15 - 0.6 * clouds),
        wet,
        clouds,
        wind,
        wet_from: luck(seed, city, day, "start") * 20.0 - 2.0,
        wet_hours: 2.0 + 12.0 * luck(seed, city, day, "length"),
        millimetres: tropical * (0.8 + 26.0 * heavy * heavy * heavy + 5.0 * heavy),
        wind_from: ((slow_luck(seed, city, day, "direction") + 1.0) * 180.0) as i64 % 360,
        chance: (if wet { 62.0 + 36.0 * heavy } else { (usual_chance * 0.8 * clouds).min(45.0) }) as i64,
    }
}

/// The weather of a city: what its days are like is worked out once for all of their hours.
pub struct Weather<'c> {
    seed: u64,
    city: &'c City,
    moods: Vec<(Day, Mood)>,
}

impl<'c> Weather<'c> {
    pub fn of(seed: u64, city: &'c City) -> Self {
        Self { seed, city, moods: Vec::new() }
    }

    fn mood(&mut self, day: Day) -> Mood {
        if let Some((_, mood)) = self.moods.iter().find(|(known, _)| *known == day) {
            return *mood;
        }
        let mood = mood(self.seed, self.city, day);
        self.moods.push((day, mood));
        mood
    }

    /// The weather of one hour of a day, 0 to 23.
    pub fn hour(&mut self, day: Day, hour: i64) -> Hour {
        let today = self.mood(day);
        // Days flow into each other: before noon half of yesterday is still there.
        let other = self.mood(day.plus_days(if hour < 12 { -1 } else { 1 }));
        hour_between(self.seed, self.city, day, hour, &today, &other)
    }
}

fn hour_between(seed: u64, city: &City, day: Day, hour: i64, today: &Mood, other: &Mood) -> Hour {
    let share = 0.5 + 0.5 * (1.0 - ((hour - 12) as f64).abs() / 12.0);
    let blend = |a: f64, b: f64| a * share + b * (1.0 - share);
    let (mean, range) = (blend(today.mean, other.mean), blend(today.range, other.range));
    let celsius = mean + range / 2.0 * ((hour as f64 - 15.0) / 24.0 * std::f64::consts::TAU).cos();
    let into = hour as f64 - today.wet_from;
    let raining = today.wet && (0.0..=today.wet_hours).contains(&into);
    let shape = (into / today.wet_hours * std::f64::consts::PI).sin().max(0.15);
    let precipitation = if raining { today.millimetres / today.wet_hours * 1.5 * shape } else { 0.0 };
    let precipitation = (precipitation * 10.0).round() / 10.0;
    let gusty = (luck(seed, city, day.plus_days(hour * 400), "gusts") - 0.5) * 4.0;
    let wind = (blend(today.wind, other.wind) + gusty).max(1.0);
    let clouds = blend(today.clouds, other.clouds);
    let humidity = (48.0 + 38.0 * clouds - (celsius - mean) * 2.2 + if raining { 8.0 } else { 0.0 }).clamp(12.0, 100.0);
    let chill = if celsius < 10.0 { -(wind.sqrt() - 1.5).max(0.0) * (10.0 - celsius) * 0.07 } else { 0.0 };
    let mugginess = if celsius > 24.0 { (humidity - 45.0).max(0.0) * (celsius - 24.0) * 0.012 } else { 0.0 };
    let storm = raining && celsius > 19.0 && precipitation >= 2.0 && luck(seed, city, day, "thunder") < 0.6;
    let fog = !raining && (4..9).contains(&hour) && humidity > 84.0 && wind < 9.0;
    let sky = match precipitation {
        _ if storm => Sky::Thunderstorm,
        0.1.. if celsius < 0.8 => Sky::Snow,
        4.0.. => Sky::HeavyRain,
        0.6.. => Sky::Rain,
        0.1.. => Sky::Drizzle,
        _ if fog => Sky::Fog,
        _ if clouds < 0.25 => Sky::Clear,
        _ if clouds < 0.6 => Sky::PartlyCloudy,
        _ => Sky::Cloudy,
    };
    Hour {
        sky,
        celsius,
        feels_like: celsius + chill + mugginess,
        humidity: humidity as i64,
        wind,
        gusts: wind * (1.35 + if storm { 0.5 } else { 0.0 }),
        wind_from: today.wind_from,
        precipitation,
        precipitation_chance: if raining { today.chance.max(55) } else { today.chance / 2 },
        cloud_cover: (clouds * 100.0) as i64,
    }
}

/// Sunrise and sunset in minutes after midnight of the sun's own clock; `None` where it does not rise or set.
fn sun(city: &City, day: Day) -> Option<(f64, f64)> {
    let tilt = -23.44_f64.to_radians() * ((day_of_year(day) + 10.0) / 365.0 * std::f64::consts::TAU).cos();
    let cosine =
        (-0.0145 - city.latitude.to_radians().sin() * tilt.sin()) / (city.latitude.to_radians().cos() * tilt.cos());
    if cosine.abs() > 1.0 {
        return None;
    }
    let half = cosine.acos().to_degrees() * 4.0;
    Some((720.0 - half, 720.0 + half))
}

/// Sunrise and sunset in minutes after midnight of the clocks of a place.
pub fn daylight(city: &City, day: Day) -> Option<(i64, i64)> {
    let noon = city.zone.at(day, 720);
    let utc = crate::kit::Time::parse(&format!("{day}T12:00:00Z"))?;
    let offset = utc.minutes_since(noon) as f64;
    // The sun's own clock is ahead or behind by the equation of time.
    let turn = (day_of_year(day) - 80.0) / 365.0 * std::f64::consts::TAU;
    let equation = 9.87 * (2.0 * turn).sin() - 7.53 * turn.cos() - 1.5 * turn.sin();
    let shift = offset - city.longitude * 4.0 - equation;
    sun(city, day).map(|(rise, set)| ((rise + shift) as i64, (set + shift) as i64))
}

/// The usual weather of a month.
#[derive(Debug, Clone, Copy)]
pub struct Usual {
    pub high: f64,
    pub low: f64,
    pub mean: f64,
    pub wet_days: i64,
    pub millimetres: i64,
    /// Hours of sunshine a day.
    pub sunshine: f64,
}

/// The averages of a month, 1 to 12.
pub fn usual(city: &City, month: i8) -> Usual {
    let day = Day::new(2026, month, 15);
    let at = day_of_year(day);
    let (mean, range) = (usual_mean(city, at), daily_range(city, at) * 0.85);
    let chance = wet_chance(city, at).clamp(1.0, 95.0);
    let wet_days = chance * 30.0 / 100.0;
    let each = if regime(city) == Regime::Tropical { 12.0 } else { 5.2 };
    let length = sun(city, day).map_or(12.0, |(rise, set)| (set - rise) / 60.0);
    Usual {
        high: mean + range / 2.0,
        low: mean - range / 2.0,
        mean,
        wet_days: wet_days.round() as i64,
        millimetres: (wet_days * each).round() as i64,
        sunshine: length * (0.72 - chance / 160.0).max(0.15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seasons_follow_the_hemisphere() {
        let mean = |name: &str, month| usual(City::find(name).expect("a city"), month).mean;
        assert!(mean("Berlin", 7) > mean("Berlin", 1) + 12.0);
        assert!(mean("Sydney", 1) > mean("Sydney", 7) + 5.0);
        for (name, low, high) in
            [("London", 8.0, 13.0), ("Helsinki", 3.0, 9.0), ("Singapore", 25.0, 29.0), ("Dubai", 26.0, 30.0)]
        {
            let year: f64 = (1..=12).map(|month| mean(name, month)).sum::<f64>() / 12.0;
            assert!((low..high).contains(&year), "{name}: {year}");
        }
    }

    #[test]
    fn days_are_as_usual_in_the_long_run() {
        let city = City::find("Bristol").expect("a city");
        let days = (0..365).map(|offset| Day::new(2026, 1, 1).plus_days(offset));
        let (mut sum, mut wet) = (0.0, 0);
        let mut weather = Weather::of(9, city);
        for day in days {
            let hours: Vec<Hour> = (0..24).map(|at| weather.hour(day, at)).collect();
            sum += hours.iter().map(|hour| hour.celsius).sum::<f64>() / 24.0;
            wet += usize::from(hours.iter().any(|hour| hour.precipitation > 0.0));
        }
        assert!((7.0..14.0).contains(&(sum / 365.0)), "{}", sum / 365.0);
        assert!((70..200).contains(&wet), "{wet} wet days");
    }

    #[test]
    fn days_are_long_in_summer() {
        let (rise, set) = daylight(City::find("Berlin").expect("a city"), Day::new(2026, 6, 21)).expect("a sunrise");
        assert!((280..300).contains(&rise) && (1_280..1_300).contains(&set), "{rise} {set}");
    }
}
