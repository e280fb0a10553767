//! Airlines, their fares and their aircraft: data and the rules that come with them.

/// The airline of a country.
#[derive(Debug)]
pub struct Airline {
    pub code: &'static str,
    pub name: &'static str,
    pub country: &'static str,
}

const fn airline(code: &'static str, name: &'static str, country: &'static str) -> Airline {
    Airline { code, name, country }
}

pub const AIRLINES: [Airline; 37] = [
    airline("AL", "Albion Airways", "United Kingdom"),
    airline("CU", "Columbia Air Lines", "United States"),
    airline("RH", "Rheinflug", "Germany"),
    airline("HX", "Air Hexagone", "France"),
    airline("HS", "Hispavia", "Spain"),
    airline("TC", "Tricolore", "Italy"),
    airline("WS", "Wisła Air", "Poland"),
    airline("BG", "Boğaz Hava", "Türkiye"),
    airline("SN", "Sen Airlines", "Vietnam"),
    airline("NW", "Niger Wings", "Nigeria"),
    airline("MY", "Mayur Air", "India"),
    airline("TS", "Tsuru Airways", "Japan"),
    airline("NL", "Norrland Air", "Sweden"),
    airline("CZ", "Cruzeiro Linhas Aéreas", "Brazil"),
    airline("VL", "Vltava Air", "Czechia"),
    airline("OR", "Oranje Air", "Netherlands"),
    airline("HE", "Helios Air", "Greece"),
    airline("SV", "Savanna Air", "Kenya"),
    airline("AP", "Alpair", "Switzerland"),
    airline("DN", "Donau Air", "Austria"),
    airline("TJ", "Tejo Air", "Portugal"),
    airline("ER", "Erin Air", "Ireland"),
    airline("DA", "Dannair", "Denmark"),
    airline("FJ", "Fjordfly", "Norway"),
    airline("SU", "Suomi Air", "Finland"),
    airline("PW", "Puszta Wings", "Hungary"),
    airline("KP", "Carpathia Air", "Romania"),
    airline("MP", "Maple Air", "Canada"),
    airline("VQ", "Vuelos Quetzal", "Mexico"),
    airline("SX", "Southern Cross Air", "Australia"),
    airline("AO", "Aotearoa Air", "New Zealand"),
    airline("ML", "Merlion Air", "Singapore"),
    airline("HN", "Haneul Air", "South Korea"),
    airline("JG", "Jinghe Airlines", "China"),
    airline("FG", "Falcon Gulf", "United Arab Emirates"),
    airline("PT", "Protea Air", "South Africa"),
    airline("NI", "Nile Airways", "Egypt"),
];

/// What a ticket allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fare {
    Basic,
    Standard,
    Flex,
    Business,
}

pub const FARES: [Fare; 4] = [Fare::Basic, Fare::Standard, Fare::Flex, Fare::Business];

impl Fare {
    /// What a change of date costs each passenger, in euro cents; nothing where none is allowed.
    pub fn change_fee(self) -> Option<i64> {
        match self {
            Self::Basic => None,
            Self::Standard => Some(6_000),
            Self::Flex | Self::Business => Some(0),
        }
    }

    /// How much of the price comes back, in percent.
    pub fn refund_percent(self) -> i64 {
        match self {
            Self::Basic => 0,
            Self::Standard => 50,
            Self::Flex | Self::Business => 100,
        }
    }

    pub fn checked_bags(self) -> i64 {
        match self {
            Self::Basic => 0,
            Self::Standard | Self::Flex => 1,
            Self::Business => 2,
        }
    }

    /// What choosing a usual seat costs, in euro cents.
    pub fn seat_fee(self) -> i64 {
        if self == Self::Basic { 1_500 } else { 0 }
    }
}

/// The kinds of aircraft, by their cabins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aircraft {
    Regional,
    Narrow,
    Wide,
}

impl Aircraft {
    pub fn name(self) -> &'static str {
        match self {
            Self::Regional => "Embraer E190",
            Self::Narrow => "Airbus A320neo",
            Self::Wide => "Boeing 787-9",
        }
    }

    /// Rows of the cabin: the first and the last one.
    pub fn rows(self, business: bool) -> (i64, i64) {
        match (self, business) {
            (Self::Regional, true) => (1, 2),
            (Self::Regional, false) => (3, 25),
            (Self::Narrow, true) => (1, 4),
            (Self::Narrow, false) => (5, 30),
            (Self::Wide, true) => (1, 7),
            (Self::Wide, false) => (20, 42),
        }
    }

    pub fn letters(self, business: bool) -> &'static str {
        match (self, business) {
            (Self::Regional, _) => "ACDF",
            (Self::Narrow, true) => "ACDF",
            (Self::Narrow, false) => "ABCDEF",
            (Self::Wide, true) => "ADGK",
            (Self::Wide, false) => "ABCDEFGHK",
        }
    }

    /// Whether a seat of this letter is at the window or at an aisle.
    pub fn position(self, letter: char) -> (bool, bool) {
        let aisles = match self {
            Self::Regional | Self::Narrow => "CD",
            Self::Wide => "CDFG",
        };
        let last = self.letters(false).chars().last();
        (letter == 'A' || Some(letter) == last, aisles.contains(letter))
    }

    /// Rows at the exits with more room for the legs.
    pub fn has_legroom(self, row: i64) -> bool {
        match self {
            Self::Regional => row == 12,
            Self::Narrow => row == 12 || row == 13,
            Self::Wide => row == 20 || row == 32,
        }
    }
}
