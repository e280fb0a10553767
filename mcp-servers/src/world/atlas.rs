//! Cities of the real world and the words that venues are named by; data only. Coordinates are those of the centres.

use super::gazetteer::hub_code;
use super::places::City;
use crate::kit::Zone;

const fn city(
    name: &'static str,
    country: &'static str,
    currency: &'static str,
    airport: &'static str,
    at: (f64, f64),
    zone: (&'static str, &'static str),
) -> City {
    let zone = Zone { name: zone.0, posix: zone.1 };
    City { name, country, currency, airport, hub: hub_code(airport), latitude: at.0, longitude: at.1, zone }
}

const CAIRO: (&str, &str) = ("Africa/Cairo", "EET-2EEST,M4.5.5/0,M10.5.4/24");
const JOHANNESBURG: (&str, &str) = ("Africa/Johannesburg", "SAST-2");
const LAGOS: (&str, &str) = ("Africa/Lagos", "WAT-1");
const NAIROBI: (&str, &str) = ("Africa/Nairobi", "EAT-3");
const CHICAGO: (&str, &str) = ("America/Chicago", "CST6CDT,M3.2.0,M11.1.0");
const DENVER: (&str, &str) = ("America/Denver", "MST7MDT,M3.2.0,M11.1.0");
const LOS_ANGELES: (&str, &str) = ("America/Los_Angeles", "PST8PDT,M3.2.0,M11.1.0");
const MEXICO_CITY: (&str, &str) = ("America/Mexico_City", "CST6");
const NEW_YORK: (&str, &str) = ("America/New_York", "EST5EDT,M3.2.0,M11.1.0");
const SAO_PAULO: (&str, &str) = ("America/Sao_Paulo", "<-03>3");
const TORONTO: (&str, &str) = ("America/Toronto", "EST5EDT,M3.2.0,M11.1.0");
const VANCOUVER: (&str, &str) = ("America/Vancouver", "PST8PDT,M3.2.0,M11.1.0");
const DUBAI: (&str, &str) = ("Asia/Dubai", "<+04>-4");
const HO_CHI_MINH: (&str, &str) = ("Asia/Ho_Chi_Minh", "<+07>-7");
const KOLKATA: (&str, &str) = ("Asia/Kolkata", "IST-5:30");
const SEOUL: (&str, &str) = ("Asia/Seoul", "KST-9");
const SHANGHAI: (&str, &str) = ("Asia/Shanghai", "CST-8");
const SINGAPORE: (&str, &str) = ("Asia/Singapore", "<+08>-8");
const TOKYO: (&str, &str) = ("Asia/Tokyo", "JST-9");
const SYDNEY: (&str, &str) = ("Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3");
const AMSTERDAM: (&str, &str) = ("Europe/Amsterdam", "CET-1CEST,M3.5.0,M10.5.0/3");
const ATHENS: (&str, &str) = ("Europe/Athens", "EET-2EEST,M3.5.0/3,M10.5.0/4");
const BERLIN: (&str, &str) = ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3");
const BUCHAREST: (&str, &str) = ("Europe/Bucharest", "EET-2EEST,M3.5.0/3,M10.5.0/4");
const BUDAPEST: (&str, &str) = ("Europe/Budapest", "CET-1CEST,M3.5.0,M10.5.0/3");
const COPENHAGEN: (&str, &str) = ("Europe/Copenhagen", "CET-1CEST,M3.5.0,M10.5.0/3");
const DUBLIN: (&str, &str) = ("Europe/Dublin", "GMT0IST,M3.5.0/1,M10.5.0");
const HELSINKI: (&str, &str) = ("Europe/Helsinki", "EET-2EEST,M3.5.0/3,M10.5.0/4");
const ISTANBUL: (&str, &str) = ("Europe/Istanbul", "<+03>-3");
const LISBON: (&str, &str) = ("Europe/Lisbon", "WET0WEST,M3.5.0/1,M10.5.0");
const LONDON: (&str, &str) = ("Europe/London", "GMT0BST,M3.5.0/1,M10.5.0");
const MADRID: (&str, &str) = ("Europe/Madrid", "CET-1CEST,M3.5.0,M10.5.0/3");
const OSLO: (&str, &str) = ("Europe/Oslo", "CET-1CEST,M3.5.0,M10.5.0/3");
const PARIS: (&str, &str) = ("Europe/Paris", "CET-1CEST,M3.5.0,M10.5.0/3");
const PRAGUE: (&str, &str) = ("Europe/Prague", "CET-1CEST,M3.5.0,M10.5.0/3");
const ROME: (&str, &str) = ("Europe/Rome", "CET-1CEST,M3.5.0,M10.5.0/3");
const STOCKHOLM: (&str, &str) = ("Europe/Stockholm", "CET-1CEST,M3.5.0,M10.5.0/3");
const VIENNA: (&str, &str) = ("Europe/Vienna", "CET-1CEST,M3.5.0,M10.5.0/3");
const WARSAW: (&str, &str) = ("Europe/Warsaw", "CET-1CEST,M3.5.0,M10.5.0/3");
const ZURICH: (&str, &str) = ("Europe/Zurich", "CET-1CEST,M3.5.0,M10.5.0/3");
const AUCKLAND: (&str, &str) = ("Pacific/Auckland", "NZST-12NZDT,M9.5.0,M4.1.0/3");

pub static CITIES: [City; 137] = [
    city("London", "United Kingdom", "GBP", "LHR", (51.5074, -0.1278), LONDON),
    city("Bristol", "United Kingdom", "GBP", "BRS", (51.4545, -2.5879), LONDON),
    city("Leeds", "United Kingdom", "GBP", "LBA", (53.8008, -1.5491), LONDON),
    city("Edinburgh", "United Kingdom", "GBP", "EDI", (55.9533, -3.1883), LONDON),
    city("Norwich", "United Kingdom", "GBP", "NWI", (52.6309, 1.2974), LONDON),
    city("Cardiff", "United Kingdom", "GBP", "CWL", (51.4816, -3.1791), LONDON),
    city("Chicago", "United States", "USD", "ORD", (41.8781, -87.6298), CHICAGO),
    city("Austin", "United States", "USD", "AUS", (30.2672, -97.7431), CHICAGO),
    city("Portland", "United States", "USD", "PDX", (45.5152, -122.6784), LOS_ANGELES),
    city("Denver", "United States", "USD", "DEN", (39.7392, -104.9903), DENVER),
    city("Boston", "United States", "USD", "BOS", (42.3601, -71.0589), NEW_YORK),
    city("Atlanta", "United States", "USD", "ATL", (33.749, -84.388), NEW_YORK),
    city("New York", "United States", "USD", "JFK", (40.7128, -74.006), NEW_YORK),
    city("San Francisco", "United States", "USD", "SFO", (37.7749, -122.4194), LOS_ANGELES),
    city("Seattle", "United States", "USD", "SEA", (47.6062, -122.3321), LOS_ANGELES),
    city("Berlin", "Germany", "EUR", "BER", (52.52, 13.405), BERLIN),
    city("Hamburg", "Germany", "EUR", "HAM", (53.5511, 9.9937), BERLIN),
    city("Leipzig", "Germany", "EUR", "LEJ", (51.3397, 12.3731), BERLIN),
    city("Köln", "Germany", "EUR", "CGN", (50.9375, 6.9603), BERLIN),
    city("München", "Germany", "EUR", "MUC", (48.1351, 11.582), BERLIN),
    city("Freiburg", "Germany", "EUR", "BSL", (47.999, 7.8421), BERLIN),
    city("Paris", "France", "EUR", "CDG", (48.8566, 2.3522), PARIS),
    city("Lyon", "France", "EUR", "LYS", (45.764, 4.8357), PARIS),
    city("Nantes", "France", "EUR", "NTE", (47.2184, -1.5536), PARIS),
    city("Bordeaux", "France", "EUR", "BOD", (44.8378, -0.5792), PARIS),
    city("Lille", "France", "EUR", "LIL", (50.6292, 3.0573), PARIS),
    city("Grenoble", "France", "EUR", "GNB", (45.1885, 5.7245), PARIS),
    city("Madrid", "Spain", "EUR", "MAD", (40.4168, -3.7038), MADRID),
    city("Sevilla", "Spain", "EUR", "SVQ", (37.3891, -5.9845), MADRID),
    city("Valencia", "Spain", "EUR", "VLC", (39.4699, -0.3763), MADRID),
    city("Bilbao", "Spain", "EUR", "BIO", (43.263, -2.935), MADRID),
    city("Málaga", "Spain", "EUR", "AGP", (36.7213, -4.4214), MADRID),
    city("Zaragoza", "Spain", "EUR", "ZAZ", (41.6488, -0.8891), MADRID),
    city("Barcelona", "Spain", "EUR", "BCN", (41.3851, 2.1734), MADRID),
    city("Milano", "Italy", "EUR", "MXP", (45.4642, 9.19), ROME),
    city("Torino", "Italy", "EUR", "TRN", (45.0703, 7.6869), ROME),
    city("Bologna", "Italy", "EUR", "BLQ", (44.4949, 11.3426), ROME),
    city("Napoli", "Italy", "EUR", "NAP", (40.8518, 14.2681), ROME),
    city("Firenze", "Italy", "EUR", "FLR", (43.7696, 11.2558), ROME),
    city("Trieste", "Italy", "EUR", "TRS", (45.6495, 13.7768), ROME),
    city("Roma", "Italy", "EUR", "FCO", (41.9028, 12.4964), ROME),
    city("Warszawa", "Poland", "PLN", "WAW", (52.2297, 21.0122), WARSAW),
    city("Kraków", "Poland", "PLN", "KRK", (50.0647, 19.945), WARSAW),
    city("Gdańsk", "Poland", "PLN", "GDN", (54.352, 18.6466), WARSAW),
    city("Wrocław", "Poland", "PLN", "WRO", (51.1079, 17.0385), WARSAW),
    city("Poznań", "Poland", "PLN", "POZ", (52.4064, 16.9252), WARSAW),
    city("Łódź", "Poland", "PLN", "LCJ", (51.7592, 19.456), WARSAW),
    city("İstanbul", "Türkiye", "TRY", "IST", (41.0082, 28.9784), ISTANBUL),
    city("İzmir", "Türkiye", "TRY", "ADB", (38.4237, 27.1428), ISTANBUL),
    city("Ankara", "Türkiye", "TRY", "ESB", (39.9334, 32.8597), ISTANBUL),
    city("Bursa", "Türkiye", "TRY", "YEI", (40.1885, 29.061), ISTANBUL),
    city("Antalya", "Türkiye", "TRY", "AYT", (36.8969, 30.7133), ISTANBUL),
    city("Hà Nội", "Vietnam", "VND", "HAN", (21.0278, 105.8342), HO_CHI_MINH),
    city("Đà Nẵng", "Vietnam", "VND", "DAD", (16.0544, 108.2022), HO_CHI_MINH),
    city("Huế", "Vietnam", "VND", "HUI", (16.4637, 107.5909), HO_CHI_MINH),
    city("Cần Thơ", "Vietnam", "VND", "VCA", (10.0452, 105.7469), HO_CHI_MINH),
    city("Hải Phòng", "Vietnam", "VND", "HPH", (20.8449, 106.6881), HO_CHI_MINH),
    city("Lagos", "Nigeria", "NGN", "LOS", (6.5244, 3.3792), LAGOS),
    city("Abuja", "Nigeria", "NGN", "ABV", (9.0765, 7.3986), LAGOS),
    city("Ibadan", "Nigeria", "NGN", "IBA", (7.3775, 3.947), LAGOS),
    city("Enugu", "Nigeria", "NGN", "ENU", (6.4584, 7.5464), LAGOS),
    city("Port Harcourt", "Nigeria", "NGN", "PHC", (4.8156, 7.0498), LAGOS),
    city("Mumbai", "India", "INR", "BOM", (19.076, 72.8777), KOLKATA),
    city("Bengaluru", "India", "INR", "BLR", (12.9716, 77.5946), KOLKATA),
    city("Pune", "India", "INR", "PNQ", (18.5204, 73.8567), KOLKATA),
    city("Chennai", "India", "INR", "MAA", (13.0827, 80.2707), KOLKATA),
    city("Kolkata", "India", "INR", "CCU", (22.5726, 88.3639), KOLKATA),
    city("Jaipur", "India", "INR", "JAI", (26.9124, 75.7873), KOLKATA),
    city("Delhi", "India", "INR", "DEL", (28.7041, 77.1025), KOLKATA),
    city("Tokyo", "Japan", "JPY", "HND", (35.6762, 139.6503), TOKYO),
    city("Osaka", "Japan", "JPY", "KIX", (34.6937, 135.5023), TOKYO),
    city("Kyoto", "Japan", "JPY", "UKY", (35.0116, 135.7681), TOKYO),
    city("Sapporo", "Japan", "JPY", "CTS", (43.0618, 141.3545), TOKYO),
    city("Fukuoka", "Japan", "JPY", "FUK", (33.5904, 130.4017), TOKYO),
    city("Stockholm", "Sweden", "SEK", "ARN", (59.3293, 18.0686), STOCKHOLM),
    city("Göteborg", "Sweden", "SEK", "GOT", (57.7089, 11.9746), STOCKHOLM),
    city("Malmö", "Sweden", "SEK", "MMX", (55.605, 13.0038), STOCKHOLM),
    city("Uppsala", "Sweden", "SEK", "UPS", (59.8586, 17.6389), STOCKHOLM),
    city("Umeå", "Sweden", "SEK", "UME", (63.8258, 20.263), STOCKHOLM),
    city("São Paulo", "Brazil", "BRL", "GRU", (-23.5505, -46.6333), SAO_PAULO),
    city("Recife", "Brazil", "BRL", "REC", (-8.0476, -34.877), SAO_PAULO),
    city("Curitiba", "Brazil", "BRL", "CWB", (-25.4284, -49.2733), SAO_PAULO),
    city("Salvador", "Brazil", "BRL", "SSA", (-12.9777, -38.5016), SAO_PAULO),
    city("Porto Alegre", "Brazil", "BRL", "POA", (-30.0346, -51.2177), SAO_PAULO),
    city("Rio de Janeiro", "Brazil", "BRL", "GIG", (-22.9068, -43.1729), SAO_PAULO),
    city("Praha", "Czechia", "CZK", "PRG", (50.0755, 14.4378), PRAGUE),
    city("Brno", "Czechia", "CZK", "BRQ", (49.1951, 16.6068), PRAGUE),
    city("Ostrava", "Czechia", "CZK", "OSR", (49.8209, 18.2625), PRAGUE),
    city("Plzeň", "Czechia", "CZK", "PLZ", (49.7384, 13.3736), PRAGUE),
    city("Olomouc", "Czechia", "CZK", "OLO", (49.5938, 17.2509), PRAGUE),
    city("Amsterdam", "Netherlands", "EUR", "AMS", (52.3676, 4.9041), AMSTERDAM),
    city("Utrecht", "Netherlands", "EUR", "UTC", (52.0907, 5.1214), AMSTERDAM),
    city("Rotterdam", "Netherlands", "EUR", "RTM", (51.9244, 4.4777), AMSTERDAM),
    city("Groningen", "Netherlands", "EUR", "GRQ", (53.2194, 6.5665), AMSTERDAM),
    city("Eindhoven", "Netherlands", "EUR", "EIN", (51.4416, 5.4697), AMSTERDAM),
    city("Athens", "Greece", "EUR", "ATH", (37.9838, 23.7275), ATHENS),
    city("Thessaloniki", "Greece", "EUR", "SKG", (40.6401, 22.9444), ATHENS),
    city("Patras", "Greece", "EUR", "GPA", (38.2466, 21.7346), ATHENS),
    city("Heraklion", "Greece", "EUR", "HER", (35.3387, 25.1442), ATHENS),
    city("Volos", "Greece", "EUR", "VOL", (39.3622, 22.942), ATHENS),
    city("Nairobi", "Kenya", "KES", "NBO", (-1.2921, 36.8219), NAIROBI),
    city("Mombasa", "Kenya", "KES", "MBA", (-4.0435, 39.6682), NAIROBI),
    city("Kisumu", "Kenya", "KES", "KIS", (-0.0917, 34.768), NAIROBI),
    city("Nakuru", "Kenya", "KES", "NUU", (-0.3031, 36.08), NAIROBI),
    city("Eldoret", "Kenya", "KES", "EDL", (0.5143, 35.2698), NAIROBI),
    city("Zürich", "Switzerland", "CHF", "ZRH", (47.3769, 8.5417), ZURICH),
    city("Genève", "Switzerland", "CHF", "GVA", (46.2044, 6.1432), ZURICH),
    city("Wien", "Austria", "EUR", "VIE", (48.2082, 16.3738), VIENNA),
    city("Graz", "Austria", "EUR", "GRZ", (47.0707, 15.4395), VIENNA),
    city("Lisboa", "Portugal", "EUR", "LIS", (38.7223, -9.1393), LISBON),
    city("Porto", "Portugal", "EUR", "OPO", (41.1579, -8.6291), LISBON),
    city("Dublin", "Ireland", "EUR", "DUB", (53.3498, -6.2603), DUBLIN),
    city("Cork", "Ireland", "EUR", "ORK", (51.8985, -8.4756), DUBLIN),
    city("København", "Denmark", "DKK", "CPH", (55.6761, 12.5683), COPENHAGEN),
    city("Aarhus", "Denmark", "DKK", "AAR", (56.1629, 10.2039), COPENHAGEN),
    city("Oslo", "Norway", "NOK", "OSL", (59.9139, 10.7522), OSLO),
    city("Bergen", "Norway", "NOK", "BGO", (60.3913, 5.3221), OSLO),
    city("Helsinki", "Finland", "EUR", "HEL", (60.1699, 24.9384), HELSINKI),
    city("Tampere", "Finland", "EUR", "TMP", (61.4978, 23.761), HELSINKI),
    city("Budapest", "Hungary", "HUF", "BUD", (47.4979, 19.0402), BUDAPEST),
    city("București", "Romania", "RON", "OTP", (44.4268, 26.1025), BUCHAREST),
    city("Cluj-Napoca", "Romania", "RON", "CLJ", (46.7712, 23.6236), BUCHAREST),
    city("Toronto", "Canada", "CAD", "YYZ", (43.6532, -79.3832), TORONTO),
    city("Montréal", "Canada", "CAD", "YUL", (45.5019, -73.5674), TORONTO),
    city("Vancouver", "Canada", "CAD", "YVR", (49.2827, -123.1207), VANCOUVER),
    city("Ciudad de México", "Mexico", "MXN", "MEX", (19.4326, -99.1332), MEXICO_CITY),
    city("Guadalajara", "Mexico", "MXN", "GDL", (20.6597, -103.3496), MEXICO_CITY),
    city("Sydney", "Australia", "AUD", "SYD", (-33.8688, 151.2093), SYDNEY),
    city("Melbourne", "Australia", "AUD", "MEL", (-37.8136, 144.9631), SYDNEY),
    city("Auckland", "New Zealand", "NZD", "AKL", (-36.8509, 174.7645), AUCKLAND),
    city("Singapore", "Singapore", "SGD", "SIN", (1.3521, 103.8198), SINGAPORE),
    city("Seoul", "South Korea", "KRW", "ICN", (37.5665, 126.978), SEOUL),
    city("Shanghai", "China", "CNY", "PVG", (31.2304, 121.4737), SHANGHAI),
    city("Dubai", "United Arab Emirates", "AED", "DXB", (25.2048, 55.2708), DUBAI),
    city("Cape Town", "South Africa", "ZAR", "CPT", (-33.9249, 18.4241), JOHANNESBURG),
    city("Johannesburg", "South Africa", "ZAR", "JNB", (-26.2041, 28.0473), JOHANNESBURG),
    city("Cairo", "Egypt", "EGP", "CAI", (30.0444, 31.2357), CAIRO),
];

pub const VENUE_FIRST: [&str; 106] = [
    "Alder", "Amber", "Anchor", "Ash", "Aurora", "Azure", "Beacon", "Birch", "Bloom", "Bluebell", "Bramble", "Bridge",
    "Cedar", "Clover", "Cobalt", "Copper", "Coral", "Corner", "Crescent", "Crown", "Dahlia", "Dawn", "Delta", "Dove",
    "Eagle", "Ember", "Fern", "Fig", "Finch", "Fountain", "Fox", "Garden", "Gate", "Golden", "Grand", "Green", "Grove",
    "Harbour", "Hazel", "Heron", "Hill", "Holly", "Iris", "Ivy", "Jasmine", "Juniper", "Kestrel", "Lake", "Lantern",
    "Larch", "Laurel", "Lavender", "Lemon", "Lighthouse", "Lilac", "Linden", "Lotus", "Magnolia", "Maple", "Market",
    "Meadow", "Mill", "Mint", "Moon", "Myrtle", "North", "Oak", "Olive", "Orchard", "Orchid", "Osprey", "Palm", "Park",
    "Pearl", "Pine", "Plum", "Poppy", "Quarry", "Quince", "Raven", "Red", "River", "Robin", "Rose", "Rowan", "Saffron",
    "Sage", "Silver", "Sparrow", "Spring", "Star", "Stone", "Summit", "Sun", "Swan", "Thistle", "Thyme", "Tower",
    "Tulip", "Valley", "Velvet", "Vine", "Violet", "Walnut", "Willow", "Wren",
];
pub const VENUE_SECOND: [&str; 30] = [
    "Arch", "Avenue", "Bay", "Court", "Dock", "Field", "Gallery", "Green", "Hall", "House", "Inn", "Lane", "Lodge",
    "Mews", "Palace", "Park", "Place", "Plaza", "Point", "Quarter", "Quay", "Residence", "Rise", "Row", "Square",
    "Terrace", "View", "Villa", "Walk", "Yard",
];
/// Country code and a prefix of the phone numbers, for the countries whose people have no names of their own here.
pub const PHONES: [(&str, &str); 19] = [
    ("Australia", "+61 2 5550"),
    ("Austria", "+43 1 5550"),
    ("Canada", "+1 416 555"),
    ("China", "+86 21 5550"),
    ("Denmark", "+45 3355"),
    ("Egypt", "+20 2 5550"),
    ("Finland", "+358 9 5550"),
    ("Hungary", "+36 1 555"),
    ("Ireland", "+353 1 555"),
    ("Mexico", "+52 55 5550"),
    ("New Zealand", "+64 9 555"),
    ("Norway", "+47 2255"),
    ("Portugal", "+351 21 555"),
    ("Romania", "+40 21 555"),
    ("Singapore", "+65 6555"),
    ("South Africa", "+27 11 555"),
    ("South Korea", "+82 2 5550"),
    ("Switzerland", "+41 44 555"),
    ("United Arab Emirates", "+971 4 555"),
];

/// For countries without a list of their own.
pub const STREETS: [&str; 10] = [
    "Main Street", "Park Avenue", "Harbour Road", "Station Street", "High Street", "Garden Road", "Market Square",
    "River Street", "Church Street", "University Avenue",
];
