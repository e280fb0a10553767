//! Units of measure that names and descriptions state: `distance_km`, "temperature in degrees Celsius".

/// The unit that the words of a name or description state, as a number; `None` where they state none or several.
pub(super) fn of<'w>(words: impl Iterator<Item = &'w str>) -> Option<u8> {
    let mut stated = words.filter_map(unit);
    let first = stated.next()?;
    stated.all(|other| other == first).then_some(first)
}

fn unit(word: &str) -> Option<u8> {
    let at = UNITS.iter().position(|forms| forms.split(' ').any(|form| form == word))?;
    u8::try_from(at).ok()
}

/// One line a unit, in the normal form of [`super::words`].
const UNITS: [&str; 26] = [
    "km kilometer kilometre", "mile", "meter metre", "cm centimeter centimetre", "foot feet ft", "inch", "kg kilogram",
    "gram", "pound lb", "celsius", "fahrenheit", "kelvin", "millisecond ms", "second sec", "minute", "hour",
    "usd dollar", "eur euro", "gbp", "cent", "percent percentage", "byte", "kb kilobyte", "mb megabyte", "liter litre",
    "gallon",
];
