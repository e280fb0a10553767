//! Where a household's money goes: data only. Amounts are euro cents.

/// What a subscription is called and costs a month.
pub const SUBSCRIPTIONS: [(&str, i64); 14] = [
    ("Streamly", 1_299),
    ("Tonebox Premium", 1_099),
    ("Cloudnest 200 GB", 299),
    ("The Daily Ledger", 1_490),
    ("Pagewise Audiobooks", 995),
    ("Kinoteka", 899),
    ("Lingua Daily", 799),
    ("Mapmaker Pro", 499),
    ("Notewell", 599),
    ("Arcade Pass", 1_399),
    ("Gardenbox", 1_990),
    ("Weekly Review", 650),
    ("Calm Minutes", 549),
    ("Photo Vault", 399),
];
/// Utilities with their usual monthly height.
pub const UTILITIES: [(&str, &str, i64, i64); 4] = [
    ("Voltwerk Energy", "Electricity", 5_200, 8_900),
    ("Clearspring Water", "Water", 1_900, 3_400),
    ("Fibrenet", "Internet", 2_990, 4_490),
    ("Telvo", "Phone plan", 999, 2_499),
];
pub const TRANSPORT: [&str; 6] =
    ["City Transport", "Ridewell", "Parkpoint", "Fuel Stop", "Citybike", "Intercity Direct"];
pub const SHOPPING: [&str; 10] = [
    "Thread & Seam", "Bookbarn", "Nordic Home", "Fern & Folk", "Toolshed", "Paper Moon", "Sole Mates", "Gadget Yard",
    "Second Spin", "Bloom Florist",
];
pub const TRANSFER_WORDS: [&str; 12] = [
    "Concert tickets", "Dinner, my share", "Birthday present", "Weekend trip", "Groceries for the party", "Thanks!",
    "Football pitch", "Taxi home", "Cinema", "Book club snacks", "Train tickets", "Flowers for mum",
];
