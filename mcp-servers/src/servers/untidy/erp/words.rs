//! What a trading and service company keeps in its back office: data only.

/// A kind of item: letters of its SKU, name, category, unit, usual cost in euro cents, and sizes.
pub struct Kind {
    pub letters: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    pub uom: &'static str,
    pub cost: i64,
    pub sizes: &'static [&'static str],
}

const fn kind(
    letters: &'static str,
    name: &'static str,
    category: &'static str,
    uom: &'static str,
    cost: i64,
    sizes: &'static [&'static str],
) -> Kind {
    Kind { letters, name, category, uom, cost, sizes }
}

pub const KINDS: [Kind; 34] = [
    kind("HXB", "Hex bolt A2", "FASTENER", "BOX", 890, &["M6x30", "M8x40", "M10x60", "M12x80"]),
    kind("WSH", "Washer zinc", "FASTENER", "BOX", 320, &["M6", "M8", "M10"]),
    kind("SCR", "Wood screw TX25", "FASTENER", "BOX", 640, &["4x40", "5x60", "6x100"]),
    kind("ANC", "Wall anchor nylon", "FASTENER", "BOX", 410, &["6 mm", "8 mm", "10 mm"]),
    kind("CBL", "Cable H05VV-F", "ELECTRICAL", "M", 120, &["3G1.5", "3G2.5", "5G1.5"]),
    kind("FUS", "Fuse slow", "ELECTRICAL", "EA", 95, &["2 A", "6.3 A", "10 A"]),
    kind("LED", "LED panel 4000K", "ELECTRICAL", "EA", 3_890, &["60x60", "30x120", "62x62"]),
    kind("SWT", "Push switch", "ELECTRICAL", "EA", 740, &["white", "grey", "IP44"]),
    kind("CON", "Terminal block", "ELECTRICAL", "EA", 260, &["2-pole", "3-pole", "5-pole"]),
    kind("PMP", "Circulation pump", "FLUID", "EA", 12_900, &["25-40", "25-60", "32-80"]),
    kind("VLV", "Ball valve brass", "FLUID", "EA", 1_490, &["1/2\"", "3/4\"", "1\""]),
    kind("HOS", "Hose PVC reinforced", "FLUID", "M", 280, &["13 mm", "19 mm", "25 mm"]),
    kind("GSK", "Gasket set", "FLUID", "SET", 980, &["DN25", "DN50", "DN80"]),
    kind("BRG", "Ball bearing", "DRIVE", "EA", 560, &["6202-2RS", "6204-2RS", "6305-ZZ"]),
    kind("BLT", "V-belt", "DRIVE", "EA", 1_180, &["A37", "A52", "B68"]),
    kind("MTR", "Geared motor", "DRIVE", "EA", 21_500, &["0.25 kW", "0.55 kW", "1.1 kW"]),
    kind("CHN", "Roller chain", "DRIVE", "M", 1_640, &["08B-1", "10B-1", "12B-1"]),
    kind("BOX", "Shipping box", "PACKAGING", "EA", 85, &["300x200x150", "400x300x300", "600x400x400"]),
    kind("TPE", "Packing tape", "PACKAGING", "ROL", 190, &["brown", "clear", "fragile"]),
    kind("WRP", "Pallet wrap 500 mm", "PACKAGING", "ROL", 870, &["17 my", "23 my", "black"]),
    kind("PLT", "Pallet", "PACKAGING", "EA", 1_350, &["EUR 1", "half", "plastic"]),
    kind("LBL", "Thermal labels", "PACKAGING", "ROL", 640, &["100x50", "100x150", "58x40"]),
    kind("GLV", "Work gloves", "SAFETY", "PR", 340, &["size 8", "size 9", "size 10"]),
    kind("HLM", "Safety helmet", "SAFETY", "EA", 1_690, &["white", "yellow", "blue"]),
    kind("GOG", "Safety goggles", "SAFETY", "EA", 720, &["clear", "tinted", "over glasses"]),
    kind("VST", "Hi-vis vest", "SAFETY", "EA", 480, &["M", "L", "XXL"]),
    kind("EXT", "Fire extinguisher", "SAFETY", "EA", 5_400, &["2 kg CO2", "6 l foam", "6 kg powder"]),
    kind("OIL", "Gear oil", "CHEMICAL", "CAN", 4_250, &["VG 68 5 l", "VG 220 5 l", "VG 320 20 l"]),
    kind("CLN", "Universal cleaner", "CHEMICAL", "CAN", 1_280, &["5 l", "10 l", "concentrate 2 l"]),
    kind("GRS", "Bearing grease", "CHEMICAL", "EA", 610, &["400 g", "1 kg", "food grade"]),
    kind("DRL", "Drill bit HSS", "TOOL", "EA", 290, &["4.2 mm", "6.8 mm", "10.2 mm"]),
    kind("SAW", "Saw blade", "TOOL", "EA", 2_350, &["190 mm", "216 mm", "254 mm"]),
    kind("TRQ", "Torque wrench", "TOOL", "EA", 8_900, &["5-25 Nm", "20-100 Nm", "60-300 Nm"]),
    kind("CRT", "Tool cart", "TOOL", "EA", 18_700, &["3 drawers", "5 drawers", "7 drawers"]),
];

pub const TERMS: [&str; 5] = ["NET30", "NET14", "2/10 NET30", "NET60", "PREPAID"];

/// Cost centres with their budgets in euro.
pub const CENTRES: [(&str, i64); 8] = [
    ("Operations", 90_000),
    ("Facilities", 40_000),
    ("IT", 75_000),
    ("Marketing", 30_000),
    ("Production", 140_000),
    ("Logistics", 60_000),
    ("Quality", 25_000),
    ("Administration", 18_000),
];
