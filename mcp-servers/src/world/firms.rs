//! Companies, projects and jobs: data only.

pub const FIRM_FIRST: [&str; 44] = [
    "Alder", "Harbour", "Kestrel", "Lumen", "Granite", "Meridian", "Juniper", "Copper", "Northfield", "Tidewater",
    "Quill", "Sable", "Brightwater", "Cinder", "Ember", "Fjord", "Glasshouse", "Hollow Oak", "Ironbridge", "Jackdaw",
    "Larkspur", "Millstone", "Nimbus", "Orchard", "Palisade", "Quarry", "Rookery", "Saltmarsh", "Thistle", "Umber",
    "Verdant", "Wren", "Yarrow", "Zephyr", "Amberley", "Bellweather", "Clearbrook", "Driftwood", "Elmhurst",
    "Foxglove", "Greywall", "Highmoor", "Inkwell", "Kingfisher",
];
/// What the company does, and the noun of its projects.
pub const FIRM_SECOND: [&str; 26] = [
    "Analytics", "Logistics", "Studio", "Foods", "Robotics", "Energy", "Textiles", "Publishing", "Health", "Mobility",
    "Architects", "Labs", "Insurance", "Optics", "Consulting", "Outdoor", "Software", "Instruments", "Travel", "Media",
    "Marine", "Ceramics", "Finance", "Events", "Furniture", "Biotech",
];
pub const PROJECTS: [&str; 64] = [
    "Atlas", "Birch", "Cobalt", "Dune", "Eclipse", "Falcon", "Glacier", "Horizon", "Indigo", "Jasmine", "Karst",
    "Lantern", "Magnet", "Nautilus", "Onyx", "Pelican", "Quartz", "Raven", "Sequoia", "Tundra", "Umbra", "Vega",
    "Willow", "Xenon", "Yukon", "Zenith", "Anchor", "Beacon", "Cascade", "Delta", "Everest", "Fathom", "Gemini",
    "Heron", "Iris", "Jupiter", "Kelp", "Lotus", "Mosaic", "Nebula", "Oasis", "Prism", "Quiver", "Ripple", "Saffron",
    "Topaz", "Uplift", "Vertex", "Wildfire", "Aurora", "Basalt", "Comet", "Drift", "Echo", "Flint", "Garnet", "Hazel",
    "Ivory", "Juno", "Kite", "Lynx", "Maple", "Nova", "Orbit",
];
pub const PROJECT_KINDS: [&str; 14] = [
    "relaunch", "migration", "rollout", "pilot", "redesign", "audit", "campaign", "expansion", "integration",
    "prototype", "training", "survey", "automation", "onboarding",
];
pub const JOBS: [&str; 36] = [
    "Product Manager", "Software Engineer", "Designer", "Data Analyst", "Account Manager", "Head of Operations",
    "Office Manager", "Finance Lead", "Recruiter", "Marketing Manager", "Support Engineer", "Researcher",
    "Team Assistant", "Procurement Lead", "Technical Writer", "Quality Engineer", "Legal Counsel", "Sales Director",
    "Project Lead", "Controller", "Art Director", "Field Engineer", "Customer Success Manager", "Security Engineer",
    "Logistics Planner", "Chief of Staff", "Translator", "Event Planner", "Brand Manager", "Statistician",
    "Accountant", "Copywriter", "Network Engineer", "Lab Manager", "Editor", "Architect",
];
/// Where people without a company have their mail.
pub const MAIL_HOSTS: [&str; 8] = [
    "posthaven.example", "mailbox.example", "letterbird.example", "inkpost.example", "fastpost.example",
    "homemail.example", "quickletter.example", "bluepost.example",
];
pub const HOBBIES: [&str; 16] = [
    "Book club", "Running group", "Choir", "Board games", "Climbing", "Allotment", "Pottery class", "Football team",
    "Film night", "Cycling club", "Chess club", "Photography", "Cooking circle", "Hiking group", "Tennis",
    "Language exchange",
];
pub const NOTES: [&str; 24] = [
    "Prefers calls before noon.", "Vegetarian.", "Met at the spring conference.", "On leave every second Friday.",
    "Has two children, Mila and Jonas.", "Allergic to nuts.", "Moved here last autumn.", "Knows a good bookbinder.",
    "Speaks Spanish and Portuguese.", "Lent me the blue tent.", "Likes dark chocolate.", "Works from home on Mondays.",
    "Ask about the sailing trip.", "Shares a car with the neighbours.", "Second phone only for emergencies.",
    "Send invoices to the office address.", "Plays the cello.", "Owns a small vineyard.", "Cat sitter in August.",
    "Introduced me to the landlord.", "Former flatmate.", "Prefers mail over phone.", "Keeps bees.",
    "Knows the caterer well.",
];
