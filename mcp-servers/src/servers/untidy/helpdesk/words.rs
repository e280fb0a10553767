//! What breaks in an office and what is known about it: data only.

/// Subject, category, description and usual priority. `{floor}`, `{room}` and `{device}` are filled in.
pub const PROBLEMS: [(&str, &str, &str, i64); 28] = [
    ("Printer on floor {floor} jams", "hardware", "Every second page of a long document gets stuck in tray 2.", 3),
    ("VPN drops every hour", "network", "When I work from home the VPN disconnects after about an hour. {device}.", 2),
    ("Cannot log in after password change", "access", "Changed it this morning, now nothing accepts it. {device}.", 2),
    (
        "Screen in {room} stays black",
        "hardware",
        "The cable was changed twice already. We have a client meeting there.",
        2,
    ),
    ("Need access to the finance folder", "access", "I take over the month-end reports and cannot open the folder.", 3),
    ("Laptop battery swells", "hardware", "The touchpad bulges. {device}. I have switched it off.", 1),
    ("Mail search finds nothing", "software", "Searching for anything older than a week gives an empty list.", 3),
    ("Second monitor please", "hardware", "My desk is {room}, the old one was given to the trainee.", 4),
    ("Wi-Fi slow on floor {floor}", "network", "Calls break up near the kitchen, it is fine at the windows.", 3),
    ("Spreadsheet crashes on open", "software", "The budget file closes itself after ten seconds. {device}.", 3),
    ("Phone does not ring", "hardware", "Calls go to voicemail at once although forwarding is off.", 2),
    ("Account for new colleague", "access", "Starts next Monday, needs mail, VPN and the usual folders.", 3),
    ("Keyboard with sticky keys", "hardware", "There was coffee. It was not me.", 4),
    ("Camera not found in calls", "software", "The video tool says that no camera is connected. {device}.", 3),
    (
        "Nobody on floor {floor} has network",
        "network",
        "Since ten minutes ago, cable and Wi-Fi, about twenty people.",
        1,
    ),
    ("Licence expired", "software", "The drawing program asks for a new licence key every day.", 3),
    ("Badge does not open the garage", "access", "It works on all other doors.", 4),
    ("Suspicious mail with invoice", "software", "I have opened the attachment, sorry. {device}.", 1),
    ("Docking station loses screens", "hardware", "Both screens go dark when the fan starts. {device}.", 3),
    ("Shared calendar of {room} is wrong", "software", "It shows bookings of last year.", 4),
    ("Time recording shows yesterday", "software", "The clock is one day behind, my hours are wrong.", 3),
    ("Old phone to be wiped", "hardware", "It lies in my drawer, please collect it. {device}.", 4),
    ("No sound in {room}", "hardware", "Guests could not hear us. The speaker has a red light.", 3),
    ("Update stuck at 64 percent", "software", "Since this morning, I dare not switch it off. {device}.", 2),
    ("Scanner sends mails to the wrong person", "hardware", "My scans go to my predecessor.", 3),
    ("Remove access of a leaver", "access", "Last day was Friday, all accounts please.", 2),
    ("File restored from backup needed", "software", "Deleted the offer folder by accident on Tuesday.", 2),
    ("Headset only on one ear", "hardware", "Left side is dead. {device}.", 4),
];
pub const DEVICES: [&str; 8] = [
    "ThinkBook 14, inventory 20{n}", "MacBook Air, inventory 31{n}", "Latitude 7440, inventory 18{n}",
    "EliteBook 840, inventory 27{n}", "Surface Laptop, inventory 44{n}", "Pixel 8, inventory 52{n}",
    "iPhone 14, inventory 53{n}", "ProDesk 600, inventory 12{n}",
];
pub const ROOMS: [&str; 7] =
    ["Room Linden", "Room Oak", "Room Aurora", "Meeting room 2", "Meeting room 5", "the Boardroom", "the Loft"];
/// What agents write, and whether only agents see it.
pub const REPLIES: [(&str, bool); 14] = [
    ("Thanks, we look into it.", false),
    ("Could you send a photo of the message?", false),
    ("Restarted the service, please try again.", false),
    ("Third case this week, same model.", true),
    ("Spare part is ordered, arrives on Thursday.", false),
    ("User did not read KB article, as always.", true),
    ("Which room are you in?", false),
    ("Remote session done, driver replaced.", true),
    ("Tested with another cable, same result.", false),
    ("Approval of the manager is missing.", false),
    ("Serial number noted in the inventory.", true),
    ("Please log off and on again.", false),
    ("Vendor case is open.", true),
    ("I will come by after lunch.", false),
];
pub const ANSWERS: [&str; 8] = [
    "Still the same.", "It worked once and then stopped again.", "Photo sent by mail.",
    "I am in on Wednesday and Thursday.", "Seems better since noon.", "My manager has agreed.", "Nobody came by yet.",
    "Thank you, much faster now.",
];

/// Title, text and tags of the knowledge base.
pub const ARTICLES: [(&str, &str, &[&str]); 12] = [
    (
        "VPN disconnects",
        "1. Close the VPN client.\n2. Set the time-out under Settings > Session to 12 hours.\n3. Restart the computer.\n4. If it happens in \
         a hotel, switch to port 443.",
        &["vpn", "network", "home office"],
    ),
    (
        "Clear a paper jam",
        "1. Open tray 2 and the rear door.\n2. Pull the paper in the direction of the arrow, never against it.\n3. Close both and print the \
         test page.",
        &["printer", "paper", "hardware"],
    ),
    (
        "Change your password",
        "Passwords have 14 characters or more and are changed once a year.\n1. Press Ctrl+Alt+Del.\n2. Choose Change a password.\n3. Sign in \
         again on the phone as well, or the account is locked after five attempts.",
        &["password", "login", "access"],
    ),
    (
        "Screen sharing in meeting rooms",
        "1. Wake the panel with the black button.\n2. Choose HDMI 1.\n3. If the screen stays black, unplug the dock for ten seconds.",
        &["meeting room", "screen", "monitor"],
    ),
    (
        "Request access to a folder",
        "The owner of the folder must agree. Open a ticket in the category access and name the path and the owner.",
        &["folder", "access", "permission"],
    ),
    (
        "Suspicious mails",
        "Do not click. Report the mail with the fish button. If you have opened an attachment, disconnect the network and open a P1 ticket.",
        &["phishing", "mail", "security"],
    ),
    (
        "Wi-Fi for guests",
        "Guests get a code at the reception. It is valid for one day and for two devices.",
        &["wi-fi", "guest", "network"],
    ),
    (
        "New colleague checklist",
        "Open one ticket for everything at least five working days before the first day: mail, VPN, folders, badge, telephone, laptop.",
        &["onboarding", "account"],
    ),
    (
        "Camera is not found",
        "1. Close all other programs with video.\n2. Slide the cover open.\n3. Allow the camera under Privacy.\n4. Update the driver.",
        &["camera", "video", "calls"],
    ),
    (
        "Restore a deleted file",
        "Files can be restored for 60 days. Right-click the folder and choose Previous versions. For older files open a ticket.",
        &["backup", "file", "restore"],
    ),
    (
        "Return of devices",
        "Devices are handed in on floor 1 between nine and eleven. Phones are wiped in front of you.",
        &["phone", "laptop", "return"],
    ),
    (
        "Swollen battery",
        "Switch the device off, do not charge it, put it on a stone floor and call the helpdesk. Open a P1 ticket.",
        &["battery", "laptop", "hardware", "safety"],
    ),
];
