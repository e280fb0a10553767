//! Descriptions said otherwise: by rules, with a small glossary, in the same way on every machine.

use serde::{Deserialize, Serialize};

/// A language that the glossary knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    German,
    Spanish,
    French,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::German, Self::Spanish, Self::French];
}

/// English, German, Spanish, French.
const GLOSSARY: [[&str; 4]; 62] = [
    ["get", "hole", "obtener", "obtenir"],
    ["gets", "holt", "obtiene", "obtient"],
    ["list", "liste", "listar", "lister"],
    ["lists", "listet", "lista", "liste"],
    ["create", "erstelle", "crear", "créer"],
    ["creates", "erstellt", "crea", "crée"],
    ["update", "aktualisiere", "actualizar", "mettre à jour"],
    ["delete", "lösche", "eliminar", "supprimer"],
    ["remove", "entferne", "quitar", "retirer"],
    ["add", "füge hinzu", "añadir", "ajouter"],
    ["search", "suche", "buscar", "rechercher"],
    ["find", "finde", "encontrar", "trouver"],
    ["send", "sende", "enviar", "envoyer"],
    ["read", "lies", "leer", "lire"],
    ["write", "schreibe", "escribir", "écrire"],
    ["calculate", "berechne", "calcular", "calculer"],
    ["compute", "berechne", "calcular", "calculer"],
    ["check", "prüfe", "comprobar", "vérifier"],
    ["return", "gib zurück", "devolver", "renvoyer"],
    ["returns", "gibt zurück", "devuelve", "renvoie"],
    ["show", "zeige", "mostrar", "afficher"],
    ["set", "setze", "establecer", "définir"],
    ["start", "starte", "iniciar", "démarrer"],
    ["stop", "stoppe", "detener", "arrêter"],
    ["run", "führe aus", "ejecutar", "exécuter"],
    ["convert", "wandle um", "convertir", "convertir"],
    ["generate", "erzeuge", "generar", "générer"],
    ["analyze", "analysiere", "analizar", "analyser"],
    ["retrieve", "rufe ab", "recuperar", "récupérer"],
    ["fetch", "hole", "traer", "récupérer"],
    ["file", "Datei", "archivo", "fichier"],
    ["files", "Dateien", "archivos", "fichiers"],
    ["user", "Benutzer", "usuario", "utilisateur"],
    ["users", "Benutzer", "usuarios", "utilisateurs"],
    ["message", "Nachricht", "mensaje", "message"],
    ["messages", "Nachrichten", "mensajes", "messages"],
    ["name", "Name", "nombre", "nom"],
    ["date", "Datum", "fecha", "date"],
    ["number", "Zahl", "número", "nombre"],
    ["project", "Projekt", "proyecto", "projet"],
    ["event", "Termin", "evento", "événement"],
    ["events", "Termine", "eventos", "événements"],
    ["task", "Aufgabe", "tarea", "tâche"],
    ["order", "Bestellung", "pedido", "commande"],
    ["customer", "Kunde", "cliente", "client"],
    ["page", "Seite", "página", "page"],
    ["data", "Daten", "datos", "données"],
    ["value", "Wert", "valor", "valeur"],
    ["image", "Bild", "imagen", "image"],
    ["information", "Informationen", "información", "informations"],
    ["the", "das", "el", "le"],
    ["a", "ein", "un", "un"],
    ["an", "ein", "un", "un"],
    ["all", "alle", "todos", "tous"],
    ["new", "neu", "nuevo", "nouveau"],
    ["and", "und", "y", "et"],
    ["or", "oder", "o", "ou"],
    ["of", "von", "de", "de"],
    ["for", "für", "para", "pour"],
    ["with", "mit", "con", "avec"],
    ["from", "aus", "desde", "depuis"],
    ["in", "in", "en", "dans"],
];

/// Phrases that mean the same.
const PHRASES: [[&str; 2]; 40] = [
    ["Gets", "Retrieves"],
    ["Get", "Retrieve"],
    ["Fetch", "Obtain"],
    ["Retrieve", "Look up"],
    ["Lists", "Enumerates"],
    ["List", "Enumerate"],
    ["Creates", "Sets up"],
    ["Create", "Set up"],
    ["Updates", "Modifies"],
    ["Update", "Modify"],
    ["Deletes", "Removes"],
    ["Delete", "Remove"],
    ["Remove", "Take away"],
    ["Add", "Put in"],
    ["Search", "Look through"],
    ["Find", "Locate"],
    ["Sends", "Delivers"],
    ["Send", "Deliver"],
    ["Calculate", "Work out"],
    ["Compute", "Work out"],
    ["Check", "Verify"],
    ["Returns", "Gives back"],
    ["Return", "Give back"],
    ["Generate", "Produce"],
    ["Convert", "Turn"],
    ["Analyze", "Examine"],
    ["Validate", "Make sure of"],
    ["Execute", "Carry out"],
    ["Run", "Carry out"],
    ["Set", "Assign"],
    ["Show", "Display"],
    ["Start", "Begin"],
    ["Read", "Look at"],
    ["all", "each of"],
    ["specific", "particular"],
    ["given", "supplied"],
    ["specified", "stated"],
    ["using", "by means of"],
    ["existing", "present"],
    ["information", "details"],
];

/// The text with other words of the same meaning; the sentence is turned where no word is known.
pub fn paraphrase(text: &str) -> String {
    let new = each_word(text, |word| PHRASES.iter().find_map(|[from, to]| same(word, from, to)));
    if new != text {
        return new;
    }
    format!("Use this to do the following: {}", text.trim())
}

/// The text in another language, as far as the glossary goes.
pub fn translate(text: &str, language: Language) -> String {
    let column = 1 + language as usize;
    each_word(text, |word| GLOSSARY.iter().find_map(|entry| same(word, entry[0], entry[column])))
}

/// The first sentence, or the first half of its words if there is one sentence only.
pub fn shorten(text: &str) -> String {
    let first = text.split_inclusive(['.', '\n']).next().unwrap_or_default().trim();
    if first.len() < text.trim().len() && first.split_whitespace().count() > 1 {
        return first.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words[..words.len().div_ceil(2)].join(" ")
}

/// The text of a time before: what it says of the present state is not true any more.
pub fn stale(text: &str) -> String {
    format!("[Documentation of version 0.9; parameters may have changed since] {}", text.trim())
}

/// Replaces words and keeps all between them.
fn each_word(text: &str, with: impl Fn(&str) -> Option<String>) -> String {
    let mut new = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_letter = rest.starts_with(char::is_alphanumeric);
        let end = rest.find(|letter: char| letter.is_alphanumeric() != is_letter).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        new.push_str(&with(word).filter(|_| is_letter).unwrap_or_else(|| word.to_owned()));
        rest = after;
    }
    new
}

/// The other word if the word is the one; with a capital if it has one.
fn same(word: &str, from: &str, to: &str) -> Option<String> {
    if !word.eq_ignore_ascii_case(from) {
        return None;
    }
    let capital = word.starts_with(char::is_uppercase);
    let mut letters = to.chars();
    let first = letters.next()?;
    let first: String = if capital { first.to_uppercase().collect() } else { to.chars().take(1).collect() };
    let first = if capital || from.starts_with(char::is_lowercase) { first } else { first.to_lowercase() };
    Some(first + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_said_otherwise() {
        let text = "Create a new file. Returns all the data.";
        assert_eq!(paraphrase(text), "Set up a new file. Gives back each of the data.");
        assert_eq!(translate(text, Language::German), "Erstelle ein neu Datei. Gibt zurück alle das Daten.");
        assert_eq!(shorten(text), "Create a new file.");
        assert_eq!(shorten("Create a new file"), "Create a");
        assert_eq!(paraphrase("Ping"), "Use this to do the following: Ping");
    }
}
