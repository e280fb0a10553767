//! Units that answers name, and how they convert.

/// A unit: what it measures, and how much of the base unit it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    pub measures: Measure,
    pub factor: f64,
    /// Added to a value in the base unit; only scales of temperature have one.
    pub offset: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Share,
    /// In metres.
    Length,
    /// In grams.
    Mass,
    /// In seconds.
    Time,
    /// In degrees Celsius.
    Temperature,
    /// In bytes.
    Data,
    /// In metres a second.
    Speed,
    /// In litres.
    Volume,
}

/// Names by measure. A name that is a common word besides ("in", "mi" apart) is left out.
const UNITS: &[(&[&str], Measure, f64)] = &[
    (&["%", "percent", "pct"], Measure::Share, 1.0),
    (&["mm", "millimeter", "millimetre"], Measure::Length, 0.001),
    (&["cm", "centimeter", "centimetre"], Measure::Length, 0.01),
    (&["m", "meter", "metre"], Measure::Length, 1.0),
    (&["km", "kilometer", "kilometre"], Measure::Length, 1000.0),
    (&["mi", "mile"], Measure::Length, 1609.344),
    (&["ft", "feet", "foot"], Measure::Length, 0.3048),
    (&["inch", "inches"], Measure::Length, 0.0254),
    (&["yd", "yard"], Measure::Length, 0.9144),
    (&["mg", "milligram"], Measure::Mass, 0.001),
    (&["g", "gram"], Measure::Mass, 1.0),
    (&["kg", "kilo", "kilogram"], Measure::Mass, 1000.0),
    (&["tonne", "ton"], Measure::Mass, 1e6),
    (&["lb", "lbs"], Measure::Mass, 453.592_37),
    (&["oz", "ounce"], Measure::Mass, 28.349_523_125),
    (&["ms", "millisecond"], Measure::Time, 0.001),
    (&["s", "sec", "second"], Measure::Time, 1.0),
    (&["min", "mins", "minute"], Measure::Time, 60.0),
    (&["h", "hr", "hrs", "hour"], Measure::Time, 3600.0),
    (&["day"], Measure::Time, 86_400.0),
    (&["week"], Measure::Time, 604_800.0),
    (&["b", "byte"], Measure::Data, 1.0),
    (&["kb", "kilobyte"], Measure::Data, 1e3),
    (&["mb", "megabyte"], Measure::Data, 1e6),
    (&["gb", "gigabyte"], Measure::Data, 1e9),
    (&["tb", "terabyte"], Measure::Data, 1e12),
    (&["kib"], Measure::Data, 1024.0),
    (&["mib"], Measure::Data, 1_048_576.0),
    (&["gib"], Measure::Data, 1_073_741_824.0),
    (&["m/s"], Measure::Speed, 1.0),
    (&["km/h", "kmh", "kph"], Measure::Speed, 1.0 / 3.6),
    (&["mph"], Measure::Speed, 0.447_04),
    (&["ml", "milliliter", "millilitre"], Measure::Volume, 0.001),
    (&["l", "liter", "litre"], Measure::Volume, 1.0),
];

impl Unit {
    /// A unit by its name in lower case, one or many.
    pub fn of(name: &str) -> Option<Self> {
        let unit = |measures, factor, offset| Self { measures, factor, offset };
        match name {
            "c" | "celsius" => return Some(unit(Measure::Temperature, 1.0, 0.0)),
            "f" | "fahrenheit" => return Some(unit(Measure::Temperature, 5.0 / 9.0, -160.0 / 9.0)),
            "kelvin" => return Some(unit(Measure::Temperature, 1.0, -273.15)),
            _ => {}
        }
        let one = name.strip_suffix('s').filter(|one| one.len() > 2).unwrap_or(name);
        let found = UNITS.iter().find(|(names, ..)| names.iter().any(|known| *known == name || *known == one));
        found.map(|(_, measures, factor)| unit(*measures, *factor, 0.0))
    }

    pub fn is_time(self) -> bool {
        self.measures == Measure::Time
    }

    /// A value in this unit as one in another; none where they measure different things.
    pub fn convert(self, value: f64, to: Self) -> Option<f64> {
        if self == to {
            return Some(value);
        }
        (self.measures == to.measures).then(|| (value * self.factor + self.offset - to.offset) / to.factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_within_what_they_measure() {
        let convert = |value, from, to| Unit::of(from).unwrap().convert(value, Unit::of(to).unwrap());
        assert_eq!(convert(12.0, "km", "metres"), Some(12_000.0));
        assert_eq!(convert(1.5, "hours", "min"), Some(90.0));
        assert!((convert(68.0, "fahrenheit", "celsius").unwrap() - 20.0).abs() < 1e-9);
        assert_eq!(convert(1.0, "kg", "km"), None);
        assert_eq!(Unit::of("s").map(Unit::is_time), Some(true));
        assert!(Unit::of("is").is_none());
    }
}
