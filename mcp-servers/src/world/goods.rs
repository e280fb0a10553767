//! What the shop sells: brands, models and types with prices; data only.

pub const BRANDS: [&str; 44] = [
    "Velora", "Hearthline", "Nordvik", "Tamsin", "Okta & Rye", "Fieldmark", "Larkhill", "Solvane", "Brimstow", "Kanto",
    "Pellow", "Astrid", "Morrow", "Calder", "Yaro", "Zelkova", "Finch & Stone", "Tidal", "Orrin", "Basecamp Co",
    "Lumio", "Quarto", "Halden", "Mistral", "Copperleaf", "Ashgrove", "Bento", "Corvid", "Dovetail", "Ekko", "Fable",
    "Grove", "Hinode", "Isola", "Jorvik", "Kelda", "Loam", "Maren", "Nilo", "Ostro", "Pinewood", "Rask", "Senda",
    "Terrane",
];
pub const MODELS: [&str; 40] = [
    "Trail", "Studio", "Classic", "Nova", "Compact", "Prime", "Alto", "Nimbus", "Core", "Aero", "Summit", "Drift",
    "Pure", "Vista", "Solo", "Duo", "Echo", "Lite", "Terra", "Luna", "Pilot", "Harbor", "Atlas", "Orbit", "Breeze",
    "Mono", "Flux", "Rune", "Vega", "Bloom", "Cove", "Dawn", "Edge", "Fern", "Glide", "Hush", "Ink", "Jade", "Kite",
    "Loop",
];
pub const COLORS: [&str; 14] = [
    "black", "white", "forest green", "navy", "sand", "graphite", "terracotta", "sky blue", "mustard", "rose", "olive",
    "cream", "burgundy", "silver",
];

/// A kind of product with its usual price in cents and what may be said of it.
pub struct Kind {
    pub name: &'static str,
    pub category: &'static str,
    pub price: i64,
    pub has_color: bool,
    pub features: &'static [&'static str],
}

const fn kind(
    name: &'static str,
    category: &'static str,
    price: i64,
    has_color: bool,
    features: &'static [&'static str],
) -> Kind {
    Kind { name, category, price, has_color, features }
}

pub const KINDS: [Kind; 46] = [
    kind(
        "wireless headphones",
        "audio",
        12_900,
        true,
        &["30 h battery", "noise cancelling", "foldable", "USB-C charging"],
    ),
    kind(
        "bookshelf speakers",
        "audio",
        24_900,
        true,
        &["60 W per channel", "wall mounts", "Bluetooth", "remote control"],
    ),
    kind("record player", "audio", 18_900, true, &["belt drive", "two speeds", "built-in preamp"]),
    kind("kitchen radio", "audio", 7_900, true, &["DAB+", "alarm", "battery or mains"]),
    kind("USB microphone", "audio", 9_900, false, &["cardioid", "desk stand", "mute button"]),
    kind("espresso machine", "kitchen", 34_900, true, &["15 bar", "milk frother", "1.8 l tank", "ready in 40 s"]),
    kind("cast iron pan", "kitchen", 5_490, false, &["28 cm", "oven safe", "pre-seasoned"]),
    kind("chef's knife", "kitchen", 7_290, false, &["20 cm blade", "full tang", "walnut handle"]),
    kind("stand mixer", "kitchen", 27_900, true, &["4.5 l bowl", "six speeds", "dough hook"]),
    kind("kettle", "kitchen", 4_990, true, &["1.5 l", "keeps warm", "five temperatures"]),
    kind("toaster", "kitchen", 3_990, true, &["two slots", "bun rack", "defrost"]),
    kind("tea set", "kitchen", 6_490, true, &["six cups", "stoneware", "dishwasher safe"]),
    kind("salad bowl", "kitchen", 2_890, true, &["beech wood", "30 cm", "with servers"]),
    kind("water filter jug", "kitchen", 2_490, true, &["2.4 l", "filter lasts 60 days"]),
    kind("hiking backpack", "outdoor", 11_900, true, &["40 l", "rain cover", "hip belt", "hydration sleeve"]),
    kind("two-person tent", "outdoor", 22_900, true, &["2.3 kg", "two doors", "3000 mm water column"]),
    kind("sleeping bag", "outdoor", 9_900, true, &["comfort to 2 °C", "950 g", "left zip"]),
    kind("camping stove", "outdoor", 5_990, false, &["piezo ignition", "2.6 kW", "folds flat"]),
    kind("head torch", "outdoor", 3_490, true, &["400 lm", "red light", "rechargeable"]),
    kind("rain jacket", "outdoor", 13_900, true, &["sealed seams", "pit zips", "packs small"]),
    kind("insulated bottle", "outdoor", 2_790, true, &["0.75 l", "cold for 24 h", "leakproof"]),
    kind("trekking poles", "outdoor", 6_900, true, &["carbon", "cork grips", "110-135 cm"]),
    kind("office chair", "office", 28_900, true, &["lumbar support", "mesh back", "5 year warranty"]),
    kind("desk lamp", "office", 4_590, true, &["dimmable", "USB port", "warm to cool light"]),
    kind("mechanical keyboard", "office", 10_900, true, &["quiet switches", "backlit", "Bluetooth"]),
    kind("vertical mouse", "office", 4_990, false, &["six buttons", "2.4 GHz", "for right hands"]),
    kind("monitor stand", "office", 5_290, false, &["oak", "drawer", "holds 15 kg"]),
    kind("notebook set", "office", 1_890, true, &["three books", "dotted", "160 pages each"]),
    kind("fountain pen", "office", 3_890, true, &["steel nib F", "converter included"]),
    kind("laptop sleeve", "office", 2_990, true, &["14 inch", "wool felt", "cable pocket"]),
    kind("document shredder", "office", 8_900, false, &["cross cut", "10 sheets", "21 l bin"]),
    kind("wool blanket", "home", 7_900, true, &["130 x 180 cm", "merino", "hand wash"]),
    kind("floor lamp", "home", 12_400, true, &["1.6 m", "linen shade", "foot switch"]),
    kind("bedside table", "home", 9_400, false, &["solid pine", "one drawer", "45 cm wide"]),
    kind("wall clock", "home", 3_990, true, &["silent", "30 cm", "runs two years"]),
    kind("robot vacuum", "home", 31_900, true, &["maps rooms", "110 min", "app and voice"]),
    kind("air purifier", "home", 17_900, false, &["up to 45 m²", "HEPA filter", "quiet at night"]),
    kind("bath towel set", "home", 4_490, true, &["organic cotton", "four pieces", "500 g/m²"]),
    kind("plant pot", "home", 2_290, true, &["24 cm", "with saucer", "glazed"]),
    kind("picture frame", "home", 1_790, true, &["30 x 40 cm", "real glass", "with mat"]),
    kind("yoga mat", "sports", 3_990, true, &["6 mm", "natural rubber", "strap"]),
    kind("running shoes", "sports", 12_900, true, &["8 mm drop", "reflective", "wide fit available"]),
    kind("adjustable dumbbells", "sports", 19_900, false, &["2-20 kg", "pair", "quick lock"]),
    kind("bike helmet", "sports", 7_490, true, &["rear light", "18 vents", "54-61 cm"]),
    kind("swim goggles", "sports", 1_990, true, &["anti-fog", "UV protection"]),
    kind("bicycle lock", "sports", 4_290, false, &["level 9 of 15", "90 cm", "two keys"]),
];

pub const CARRIERS: [&str; 5] = ["Swiftpost", "Parcelway", "Blue Van", "NordExpress", "Citycourier"];
pub const SHOPS: [&str; 12] = [
    "Larkfield", "Market & Moss", "Homestead", "The Good Shelf", "Kontor", "Wayfarer Goods", "Fern & Folk", "Depot 9",
    "Millrace", "Tall Oak", "Corner & Co", "Oxbow",
];
