//! The units: data only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    Length,
    Area,
    Volume,
    Mass,
    Temperature,
    Speed,
    Time,
    Data,
    Energy,
    Power,
    Pressure,
    Angle,
}

/// A unit: `value * factor + offset` is the value in the base unit of its dimension.
#[derive(Debug)]
pub struct Unit {
    pub symbol: &'static str,
    pub name: &'static str,
    /// Other names and plurals.
    pub aliases: &'static [&'static str],
    pub dimension: Dimension,
    pub factor: f64,
    pub offset: f64,
}

const fn unit(
    symbol: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    dimension: Dimension,
    factor: f64,
) -> Unit {
    Unit { symbol, name, aliases, dimension, factor, offset: 0.0 }
}

const fn degree(
    symbol: &'static str,
    name: &'static str,
    aliases: &'static [&'static str],
    factor: f64,
    offset: f64,
) -> Unit {
    Unit { symbol, name, aliases, dimension: Dimension::Temperature, factor, offset }
}

use Dimension::*;

pub const UNITS: [Unit; 97] = [
    unit("m", "metre", &["meter", "metres", "meters"], Length, 1.0),
    unit("mm", "millimetre", &["millimeter", "millimetres", "millimeters"], Length, 0.001),
    unit("cm", "centimetre", &["centimeter", "centimetres", "centimeters"], Length, 0.01),
    unit("km", "kilometre", &["kilometer", "kilometres", "kilometers"], Length, 1_000.0),
    unit("µm", "micrometre", &["um", "micrometer", "micron", "microns"], Length, 1e-6),
    unit("nm", "nanometre", &["nanometer", "nanometres"], Length, 1e-9),
    unit("in", "inch", &["inches", "\""], Length, 0.0254),
    unit("ft", "foot", &["feet", "'"], Length, 0.3048),
    unit("yd", "yard", &["yards"], Length, 0.9144),
    unit("mi", "mile", &["miles"], Length, 1_609.344),
    unit("nmi", "nautical mile", &["nautical miles"], Length, 1_852.0),
    unit("au", "astronomical unit", &["astronomical units"], Length, 149_597_870_700.0),
    unit("ly", "light year", &["light years"], Length, 9.460_730_472_580_8e15),
    unit("m²", "square metre", &["m2", "m^2", "sqm", "square meter", "square metres"], Area, 1.0),
    unit("cm²", "square centimetre", &["cm2", "cm^2", "square centimetres"], Area, 1e-4),
    unit("km²", "square kilometre", &["km2", "km^2", "square kilometres"], Area, 1e6),
    unit("ha", "hectare", &["hectares"], Area, 10_000.0),
    unit("a", "are", &["ares"], Area, 100.0),
    unit("ac", "acre", &["acres"], Area, 4_046.856_422_4),
    unit("ft²", "square foot", &["ft2", "ft^2", "sqft", "square feet"], Area, 0.092_903_04),
    unit("in²", "square inch", &["in2", "in^2", "square inches"], Area, 0.000_645_16),
    unit("mi²", "square mile", &["mi2", "mi^2", "square miles"], Area, 2_589_988.110_336),
    unit("m³", "cubic metre", &["m3", "m^3", "cubic meter", "cubic metres"], Volume, 1.0),
    unit("cm³", "cubic centimetre", &["cm3", "cm^3", "ccm", "cubic centimetres"], Volume, 1e-6),
    unit("l", "litre", &["L", "liter", "litres", "liters"], Volume, 0.001),
    unit("ml", "millilitre", &["mL", "milliliter", "millilitres", "milliliters"], Volume, 1e-6),
    unit("cl", "centilitre", &["centiliter", "centilitres"], Volume, 1e-5),
    unit("hl", "hectolitre", &["hectoliter", "hectolitres"], Volume, 0.1),
    unit("gal", "US gallon", &["gallon", "gallons", "us gallons"], Volume, 0.003_785_411_784),
    unit("impgal", "imperial gallon", &["imperial gallons", "uk gallon"], Volume, 0.004_546_09),
    unit("qt", "US quart", &["quart", "quarts"], Volume, 0.000_946_352_946),
    unit("pt", "US pint", &["pint", "pints"], Volume, 0.000_473_176_473),
    unit("cup", "US cup", &["cups"], Volume, 0.000_236_588_236_5),
    unit("floz", "US fluid ounce", &["fl oz", "fluid ounce", "fluid ounces"], Volume, 2.957_352_956_25e-5),
    unit("tbsp", "tablespoon", &["tablespoons"], Volume, 1.5e-5),
    unit("tsp", "teaspoon", &["teaspoons"], Volume, 5e-6),
    unit("ft³", "cubic foot", &["ft3", "ft^3", "cubic feet"], Volume, 0.028_316_846_592),
    unit("kg", "kilogram", &["kilograms", "kilo", "kilos"], Mass, 1.0),
    unit("g", "gram", &["grams", "gramme"], Mass, 0.001),
    unit("mg", "milligram", &["milligrams"], Mass, 1e-6),
    unit("t", "tonne", &["tonnes", "metric ton"], Mass, 1_000.0),
    unit("lb", "pound", &["lbs", "pounds"], Mass, 0.453_592_37),
    unit("oz", "ounce", &["ounces"], Mass, 0.028_349_523_125),
    unit("st", "stone", &["stones"], Mass, 6.350_293_18),
    unit("ton", "short ton", &["short tons", "us ton"], Mass, 907.184_74),
    unit("ct", "carat", &["carats"], Mass, 0.000_2),
    degree("K", "kelvin", &["kelvins"], 1.0, 0.0),
    degree("°C", "degree Celsius", &["C", "celsius", "degC", "degrees celsius"], 1.0, 273.15),
    degree(
        "°F",
        "degree Fahrenheit",
        &["F", "fahrenheit", "degF", "degrees fahrenheit"],
        5.0 / 9.0,
        459.67 * 5.0 / 9.0,
    ),
    unit("m/s", "metre per second", &["metres per second", "mps"], Speed, 1.0),
    unit("km/h", "kilometre per hour", &["kph", "kmh", "kilometres per hour"], Speed, 1.0 / 3.6),
    unit("mph", "mile per hour", &["miles per hour", "mi/h"], Speed, 0.447_04),
    unit("kn", "knot", &["knots", "kt"], Speed, 1_852.0 / 3_600.0),
    unit("ft/s", "foot per second", &["feet per second", "fps"], Speed, 0.3048),
    unit("s", "second", &["sec", "seconds"], Time, 1.0),
    unit("ms", "millisecond", &["milliseconds"], Time, 0.001),
    unit("µs", "microsecond", &["us", "microseconds"], Time, 1e-6),
    unit("min", "minute", &["minutes"], Time, 60.0),
    unit("h", "hour", &["hr", "hours"], Time, 3_600.0),
    unit("d", "day", &["days"], Time, 86_400.0),
    unit("wk", "week", &["weeks"], Time, 604_800.0),
    unit("yr", "year of 365.25 days", &["year", "years"], Time, 31_557_600.0),
    unit("bit", "bit", &["bits"], Data, 1.0),
    unit("B", "byte", &["bytes"], Data, 8.0),
    unit("kbit", "kilobit", &["kilobits"], Data, 1e3),
    unit("Mbit", "megabit", &["megabits"], Data, 1e6),
    unit("Gbit", "gigabit", &["gigabits"], Data, 1e9),
    unit("kB", "kilobyte", &["kilobytes"], Data, 8e3),
    unit("MB", "megabyte", &["megabytes"], Data, 8e6),
    unit("GB", "gigabyte", &["gigabytes"], Data, 8e9),
    unit("TB", "terabyte", &["terabytes"], Data, 8e12),
    unit("KiB", "kibibyte", &["kibibytes"], Data, 8_192.0),
    unit("MiB", "mebibyte", &["mebibytes"], Data, 8_388_608.0),
    unit("GiB", "gibibyte", &["gibibytes"], Data, 8_589_934_592.0),
    unit("TiB", "tebibyte", &["tebibytes"], Data, 8_796_093_022_208.0),
    unit("J", "joule", &["joules"], Energy, 1.0),
    unit("kJ", "kilojoule", &["kilojoules"], Energy, 1e3),
    unit("MJ", "megajoule", &["megajoules"], Energy, 1e6),
    unit("cal", "calorie", &["calories"], Energy, 4.184),
    unit("kcal", "kilocalorie", &["kilocalories"], Energy, 4_184.0),
    unit("Wh", "watt hour", &["watt hours"], Energy, 3_600.0),
    unit("kWh", "kilowatt hour", &["kilowatt hours"], Energy, 3.6e6),
    unit("BTU", "British thermal unit", &["british thermal units"], Energy, 1_055.055_852_62),
    unit("eV", "electronvolt", &["electronvolts"], Energy, 1.602_176_634e-19),
    unit("W", "watt", &["watts"], Power, 1.0),
    unit("kW", "kilowatt", &["kilowatts"], Power, 1e3),
    unit("MW", "megawatt", &["megawatts"], Power, 1e6),
    unit("hp", "metric horsepower", &["PS", "horsepower"], Power, 735.498_75),
    unit("Pa", "pascal", &["pascals"], Pressure, 1.0),
    unit("hPa", "hectopascal", &["hectopascals", "mbar", "millibar"], Pressure, 100.0),
    unit("kPa", "kilopascal", &["kilopascals"], Pressure, 1e3),
    unit("bar", "bar", &["bars"], Pressure, 1e5),
    unit("atm", "standard atmosphere", &["atmosphere", "atmospheres"], Pressure, 101_325.0),
    unit("psi", "pound per square inch", &["pounds per square inch"], Pressure, 6_894.757_293_168),
    unit("mmHg", "millimetre of mercury", &["torr"], Pressure, 133.322_387_415),
    unit("rad", "radian", &["radians"], Angle, 1.0),
    unit("deg", "degree", &["°", "degrees"], Angle, std::f64::consts::PI / 180.0),
];

impl Unit {
    /// The unit of a symbol (its case counts: MB is no Mb), or of a name in any case.
    pub fn find(text: &str) -> Option<&'static Self> {
        let text = text.trim();
        let symbol = |unit: &&Self| unit.symbol == text || unit.aliases.contains(&text);
        let name = |unit: &&Self| {
            unit.name.eq_ignore_ascii_case(text) || unit.aliases.iter().any(|one| one.eq_ignore_ascii_case(text))
        };
        UNITS.iter().find(symbol).or_else(|| UNITS.iter().find(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_means_one_unit() {
        for unit in &UNITS {
            for name in [unit.symbol, unit.name].iter().chain(unit.aliases) {
                let found = Unit::find(name).expect("a unit");
                assert_eq!(found.symbol, unit.symbol, "{name}");
            }
        }
    }
}
