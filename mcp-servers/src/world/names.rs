//! Names of people and places by country: data only, so that worlds look lived in and not like each other.

/// The people and cities of one country.
#[derive(Debug)]
pub struct Locale {
    pub given: &'static [&'static str],
    pub family: &'static [&'static str],
    pub cities: &'static [&'static str],
    /// Country code and a prefix of the phone numbers.
    pub phone: &'static str,
    pub country: &'static str,
    pub currency: &'static str,
    pub streets: &'static [&'static str],
}

pub const LOCALES: [Locale; 18] = [
    Locale {
        given: &[
            "Alice", "Oliver", "Freya", "George", "Imogen", "Harry", "Poppy", "Edward", "Martha", "Callum", "Nell",
            "Rupert", "Isla", "Toby", "Harriet", "Duncan",
        ],
        family: &[
            "Whitfield", "Ashdown", "Barlow", "Penrose", "Hargreaves", "Lockwood", "Thornton", "Fairchild", "Ellison",
            "Marlow", "Redfern", "Stokes", "Winslow", "Pryce", "Holloway", "Tattersall",
        ],
        cities: &["London", "Bristol", "Leeds", "Edinburgh", "Norwich", "Cardiff"],
        phone: "+44 20 7946",
        country: "United Kingdom",
        currency: "GBP",
        streets: &["Church Lane", "Mill Road", "Station Road", "Orchard Close", "Victoria Street"],
    },
    Locale {
        given: &[
            "Dana", "Marcus", "Hailey", "Tyler", "Brooke", "Wesley", "Savannah", "Caleb", "Paige", "Grant", "Naomi",
            "Trevor", "June", "Dwight", "Faith", "Miles",
        ],
        family: &[
            "Sullivan", "Brooks", "Whitaker", "Delgado", "Hayes", "Jennings", "McCoy", "Prescott", "Harmon", "Bishop",
            "Calloway", "Fletcher", "Novak", "Rhodes", "Stanton", "Abernathy",
        ],
        cities: &["Chicago", "Austin", "Portland", "Denver", "Boston", "Atlanta"],
        phone: "+1 312 555",
        country: "United States",
        currency: "USD",
        streets: &["Maple Avenue", "Oak Street", "Lakeview Drive", "Cedar Court", "Second Street"],
    },
    Locale {
        given: &[
            "Jörg", "Annika", "Matthias", "Greta", "Lukas", "Friederike", "Tobias", "Heike", "Sören", "Ulrike",
            "Florian", "Katrin", "Moritz", "Liesel", "Benedikt", "Jana",
        ],
        family: &[
            "Müller", "Schäfer", "Köhler", "Brandt", "Weiß", "Lindner", "Vogt", "Krämer", "Seidel", "Hartmann", "Böhm",
            "Reuter", "Pfeiffer", "Dietrich", "Jäger", "Albrecht",
        ],
        cities: &["Berlin", "Hamburg", "Leipzig", "Köln", "München", "Freiburg"],
        phone: "+49 30 5550",
        country: "Germany",
        currency: "EUR",
        streets: &["Lindenstraße", "Gartenweg", "Bahnhofstraße", "Am Mühlbach", "Schillerplatz"],
    },
    Locale {
        given: &[
            "Camille", "Étienne", "Margaux", "Thibault", "Élodie", "Bastien", "Océane", "Mathieu", "Solène", "Rémi",
            "Clémence", "Antoine", "Maëlle", "Gaspard", "Inès", "Corentin",
        ],
        family: &[
            "Lefèvre", "Moreau", "Girard", "Fontaine", "Chevalier", "Roussel", "Mercier", "Blanchard", "Perrin",
            "Garnier", "Faure", "Renaud", "Marchand", "Vasseur", "Colin", "Delacroix",
        ],
        cities: &["Paris", "Lyon", "Nantes", "Bordeaux", "Lille", "Grenoble"],
        phone: "+33 1 7000",
        country: "France",
        currency: "EUR",
        streets: &["rue des Lilas", "avenue Jean Jaurès", "rue du Moulin", "place de la Gare", "quai Voltaire"],
    },
    Locale {
        given: &[
            "Lucía", "Álvaro", "Carmen", "Iñigo", "Marta", "Rubén", "Noelia", "Sergio", "Pilar", "Joaquín", "Rocío",
            "Adrián", "Begoña", "Hugo", "Sofía", "Andrés",
        ],
        family: &[
            "García", "Ibáñez", "Muñoz", "Ortega", "Navarro", "Castaño", "Vidal", "Romero", "Peña", "Lozano",
            "Cabrera", "Molina", "Sáez", "Ferrer", "Crespo", "Durán",
        ],
        cities: &["Madrid", "Sevilla", "Valencia", "Bilbao", "Málaga", "Zaragoza"],
        phone: "+34 91 555",
        country: "Spain",
        currency: "EUR",
        streets: &["calle Mayor", "calle del Olmo", "avenida de la Paz", "plaza Nueva", "calle San Juan"],
    },
    Locale {
        given: &[
            "Chiara", "Matteo", "Giulia", "Lorenzo", "Francesca", "Davide", "Ilaria", "Niccolò", "Elisa", "Stefano",
            "Beatrice", "Riccardo", "Noemi", "Pietro", "Alessia", "Tommaso",
        ],
        family: &[
            "Rossi", "Bianchi", "Conti", "De Luca", "Galli", "Marchetti", "Rinaldi", "Fabbri", "Serra", "Lombardi",
            "Pellegrini", "Grasso", "Testa", "Bellini", "Moretti", "Caruso",
        ],
        cities: &["Milano", "Torino", "Bologna", "Napoli", "Firenze", "Trieste"],
        phone: "+39 02 5550",
        country: "Italy",
        currency: "EUR",
        streets: &["via Garibaldi", "via Roma", "corso Italia", "via dei Mille", "piazza Dante"],
    },
    Locale {
        given: &[
            "Agnieszka", "Paweł", "Zofia", "Tomasz", "Małgorzata", "Jakub", "Hanna", "Michał", "Kinga", "Łukasz",
            "Ewa", "Szymon", "Jagoda", "Bartosz", "Celina", "Wojciech",
        ],
        family: &[
            "Kowalski", "Nowak", "Wiśniewski", "Zając", "Wróbel", "Mazur", "Dąbrowski", "Pawlak", "Sikora", "Król",
            "Baran", "Górski", "Duda", "Szulc", "Żak", "Lis",
        ],
        cities: &["Warszawa", "Kraków", "Gdańsk", "Wrocław", "Poznań", "Łódź"],
        phone: "+48 22 555",
        country: "Poland",
        currency: "PLN",
        streets: &["ulica Lipowa", "ulica Polna", "ulica Ogrodowa", "aleja Róż", "ulica Krótka"],
    },
    Locale {
        given: &[
            "Elif", "Emre", "Zeynep", "Kerem", "Işıl", "Burak", "Defne", "Ozan", "Selin", "Tolga", "Ayşe", "Cem",
            "Gül", "Hakan", "Melis", "Umut",
        ],
        family: &[
            "Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Aydın", "Öztürk", "Arslan", "Koç", "Güneş", "Polat", "Aksoy",
            "Erdoğmuş", "Taş", "Bulut", "Özdemir",
        ],
        cities: &["İstanbul", "İzmir", "Ankara", "Bursa", "Antalya"],
        phone: "+90 212 555",
        country: "Türkiye",
        currency: "TRY",
        streets: &["Çınar Sokak", "Bahçe Caddesi", "Gül Sokak", "Deniz Caddesi", "Liman Sokak"],
    },
    Locale {
        given: &[
            "Lan", "Minh", "Thảo", "Quân", "Hương", "Tuấn", "Ngọc", "Khoa", "Linh", "Đức", "Mai", "Hải", "Vy", "Sơn",
            "Trang", "Phúc",
        ],
        family: &[
            "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
            "Trịnh", "Đinh",
        ],
        cities: &["Hà Nội", "Đà Nẵng", "Huế", "Cần Thơ", "Hải Phòng"],
        phone: "+84 24 5550",
        country: "Vietnam",
        currency: "VND",
        streets: &["Hàng Bông", "Trần Phú", "Lê Lợi", "Nguyễn Huệ", "Hai Bà Trưng"],
    },
    Locale {
        given: &[
            "Ngozi", "Emeka", "Adaeze", "Tunde", "Ifeoma", "Chidi", "Folake", "Obinna", "Yetunde", "Kelechi", "Amara",
            "Segun", "Zainab", "Uche", "Bukola", "Femi",
        ],
        family: &[
            "Okafor", "Adeyemi", "Eze", "Balogun", "Nwosu", "Ogunleye", "Okonkwo", "Bello", "Afolabi", "Obi",
            "Adebayo", "Uzor", "Danjuma", "Onyeka", "Olatunji", "Etim",
        ],
        cities: &["Lagos", "Abuja", "Ibadan", "Enugu", "Port Harcourt"],
        phone: "+234 1 555",
        country: "Nigeria",
        currency: "NGN",
        streets: &["Awolowo Road", "Marina Street", "Palm Avenue", "Independence Way", "Creek Road"],
    },
    Locale {
        given: &[
            "Priya", "Arjun", "Kavya", "Rohan", "Meera", "Vikram", "Ananya", "Nikhil", "Lakshmi", "Sanjay", "Divya",
            "Aditya", "Pooja", "Karthik", "Shreya", "Manish",
        ],
        family: &[
            "Sharma", "Iyer", "Patel", "Banerjee", "Reddy", "Nair", "Kulkarni", "Mehta", "Chatterjee", "Joshi", "Rao",
            "Bhatt", "Desai", "Menon", "Kapoor", "Gill",
        ],
        cities: &["Mumbai", "Bengaluru", "Pune", "Chennai", "Kolkata", "Jaipur"],
        phone: "+91 22 5550",
        country: "India",
        currency: "INR",
        streets: &["MG Road", "Temple Street", "Hill Road", "Lake View Road", "Park Street"],
    },
    Locale {
        given: &[
            "Yuki", "Haruto", "Sakura", "Kenji", "Aiko", "Daichi", "Naoko", "Ren", "Emi", "Takumi", "Hana", "Sōta",
            "Rin", "Makoto", "Mio", "Jun",
        ],
        family: &[
            "Tanaka", "Satō", "Watanabe", "Kobayashi", "Nakamura", "Ōno", "Fujimoto", "Hayashi", "Mori", "Ishikawa",
            "Endō", "Kimura", "Ueda", "Shimizu", "Okada", "Nishida",
        ],
        cities: &["Tokyo", "Osaka", "Kyoto", "Sapporo", "Fukuoka"],
        phone: "+81 3 5550",
        country: "Japan",
        currency: "JPY",
        streets: &["Sakura-dori", "Midori-cho", "Kawabata-dori", "Honmachi", "Nishi-cho"],
    },
    Locale {
        given: &[
            "Elsa", "Gustav", "Saga", "Axel", "Åsa", "Nils", "Ebba", "Viktor", "Märta", "Oskar", "Linnéa", "Anders",
            "Tuva", "Håkan", "Signe", "Björn",
        ],
        family: &[
            "Lindqvist", "Bergström", "Åkesson", "Nyström", "Sandberg", "Hedlund", "Öberg", "Sjögren", "Holm",
            "Ekström", "Forsberg", "Wallin", "Dahl", "Norén", "Strand", "Engström",
        ],
        cities: &["Stockholm", "Göteborg", "Malmö", "Uppsala", "Umeå"],
        phone: "+46 8 5550",
        country: "Sweden",
        currency: "SEK",
        streets: &["Storgatan", "Björkvägen", "Kungsgatan", "Skolgatan", "Parkvägen"],
    },
    Locale {
        given: &[
            "Beatriz", "Thiago", "Larissa", "Caio", "Luísa", "Rafael", "Tainá", "João", "Manuela", "Vinícius",
            "Débora", "Otávio", "Helena", "Murilo", "Yara", "Leandro",
        ],
        family: &[
            "Silva", "Araújo", "Cardoso", "Teixeira", "Gonçalves", "Moraes", "Barbosa", "Pinheiro", "Figueiredo",
            "Nogueira", "Queiroz", "Assunção", "Tavares", "Brandão", "Rocha", "Leite",
        ],
        cities: &["São Paulo", "Recife", "Curitiba", "Salvador", "Porto Alegre"],
        phone: "+55 11 5550",
        country: "Brazil",
        currency: "BRL",
        streets: &["Rua das Flores", "Avenida Central", "Rua do Sol", "Travessa Verde", "Rua Bela Vista"],
    },
    Locale {
        given: &[
            "Tereza", "Ondřej", "Lenka", "Jiří", "Barbora", "Vojtěch", "Zuzana", "Radek", "Eliška", "Štěpán",
            "Markéta", "Libor", "Klára", "Aleš", "Dagmar", "Hynek",
        ],
        family: &[
            "Dvořák", "Svoboda", "Procházka", "Černý", "Kučera", "Veselý", "Horák", "Beneš", "Fiala", "Říha", "Sedlák",
            "Doležal", "Zeman", "Kolář", "Urban", "Vaněk",
        ],
        cities: &["Praha", "Brno", "Ostrava", "Plzeň", "Olomouc"],
        phone: "+420 2 5550",
        country: "Czechia",
        currency: "CZK",
        streets: &["Lipová", "Školní", "Zahradní", "Na Kopci", "Husova"],
    },
    Locale {
        given: &[
            "Sanne", "Bram", "Lotte", "Jeroen", "Femke", "Daan", "Maud", "Ruben", "Anouk", "Thijs", "Marijke", "Koen",
            "Iris", "Sander", "Wilma", "Joost",
        ],
        family: &[
            "de Vries", "van Dijk", "Bakker", "Visser", "Smit", "Mulder", "Bos", "Hendriks", "Kuipers", "Postma",
            "Dekker", "Verhoeven", "Schouten", "Brouwer", "Kok", "Willems",
        ],
        cities: &["Amsterdam", "Utrecht", "Rotterdam", "Groningen", "Eindhoven"],
        phone: "+31 20 555",
        country: "Netherlands",
        currency: "EUR",
        streets: &["Dorpsstraat", "Kerkweg", "Molenlaan", "Beukenlaan", "Havenkade"],
    },
    Locale {
        given: &[
            "Eleni", "Nikos", "Katerina", "Yannis", "Despina", "Kostas", "Ioanna", "Petros", "Zoe", "Stavros", "Danae",
            "Thanos", "Melina", "Vasilis", "Foteini", "Lefteris",
        ],
        family: &[
            "Papadakis", "Georgiou", "Nikolaidis", "Vlachos", "Karras", "Stathopoulos", "Makris", "Oikonomou",
            "Pappas", "Dimas", "Kalogeras", "Samaras", "Lambrou", "Xenakis", "Roussos", "Zervas",
        ],
        cities: &["Athens", "Thessaloniki", "Patras", "Heraklion", "Volos"],
        phone: "+30 21 5550",
        country: "Greece",
        currency: "EUR",
        streets: &["Ermou", "Patision", "Agiou Georgiou", "Solonos", "Akadimias"],
    },
    Locale {
        given: &[
            "Wanjiru", "Otieno", "Achieng", "Kamau", "Nyambura", "Kiprono", "Makena", "Baraka", "Zawadi", "Mwangi",
            "Atieno", "Juma", "Njeri", "Kioko", "Amani", "Odhiambo",
        ],
        family: &[
            "Kariuki", "Mutua", "Ochieng", "Njoroge", "Wekesa", "Kimani", "Omondi", "Cheruiyot", "Maina", "Barasa",
            "Gathoni", "Rotich", "Musyoka", "Waweru", "Onyango", "Koech",
        ],
        cities: &["Nairobi", "Mombasa", "Kisumu", "Nakuru", "Eldoret"],
        phone: "+254 20 555",
        country: "Kenya",
        currency: "KES",
        streets: &["Ngong Road", "Moi Avenue", "Riverside Drive", "Kenyatta Street", "Acacia Lane"],
    },
];
