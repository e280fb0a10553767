//! An MCP server on standard input and output as people write them: synchronous, and of no sandbox's making.
//!
//! It keeps what it is told in memory and notes in a file, asks the standard library for time and randomness, and has
//! tools that fail in the ways in which such programs fail. Natively it runs as it does in the sandbox.

use std::collections::{BTreeMap, HashMap};
use std::env;
use std::fs::{self, OpenOptions};
use std::hash::BuildHasher;
use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

/// Name, description, and the names of the arguments, which are all texts.
const TOOLS: &[(&str, &str, &[&str])] = &[
    ("remember", "Keeps a value under a key.", &["key", "value"]),
    ("recall", "Gives the value that is kept under a key.", &["key"]),
    ("list", "Lists the keys.", &[]),
    ("roll", "Tells the time and rolls dice.", &[]),
    ("note", "Adds a line to the notes, which are a file, and gives them all.", &["line"]),
    ("nap", "Sleeps for so many milliseconds, and tells how long that took.", &["milliseconds"]),
    ("crash", "Panics.", &[]),
    ("quit", "Ends the program with this exit code.", &["code"]),
    ("hang", "Never comes back.", &[]),
    ("babble", "Writes a line of plain text to standard output.", &[]),
    ("flood", "Writes to standard output without end.", &[]),
    ("ignore", "Does not answer.", &[]),
];

struct Server {
    kept: BTreeMap<String, String>,
    started: Instant,
}

fn main() -> io::Result<()> {
    let mut server = Server { kept: BTreeMap::new(), started: Instant::now() };
    for line in io::stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line?)?;
        let (Some(id), Some(method)) = (message.get("id"), message["method"].as_str()) else { continue };
        let outcome = match server.answer(method, &message["params"]) {
            Ok(Value::Null) => continue,
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err((code, text)) => json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": text}}),
        };
        println!("{outcome}");
    }
    Ok(())
}

impl Server {
    /// The result of a request, none where it gets no answer.
    fn answer(&mut self, method: &str, params: &Value) -> Result<Value, (i32, String)> {
        match method {
            "initialize" => Ok(json!({
                "protocolVersion": params["protocolVersion"],
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "keeper", "title": "Keeper", "version": env!("CARGO_PKG_VERSION")},
                "instructions": "Keeps what it is told.",
            })),
            "tools/list" => Ok(json!({"tools": TOOLS.iter().map(listing).collect::<Vec<_>>()})),
            "tools/call" => {
                let name = params["name"].as_str().unwrap_or_default();
                if !TOOLS.iter().any(|(known, ..)| *known == name) {
                    return Err((-32602, format!("Unknown tool: {name}")));
                }
                Ok(match self.call(name, &params["arguments"]) {
                    Ok(Value::Null) => Value::Null,
                    Ok(Value::String(text)) => json!({"content": [{"type": "text", "text": text}]}),
                    Ok(value) => json!({"structuredContent": value}),
                    Err(text) => json!({"content": [{"type": "text", "text": text}], "isError": true}),
                })
            }
            _ => Err((-32601, format!("Method not found: {method}"))),
        }
    }

    fn call(&mut self, name: &str, arguments: &Value) -> Result<Value, String> {
        let text = |key: &str| arguments[key].as_str().ok_or_else(|| format!("Argument `{key}` must be a text."));
        let number = |key: &str| text(key)?.parse::<i32>().map_err(|error| format!("Argument `{key}`: {error}."));
        match name {
            "remember" => {
                self.kept.insert(text("key")?.to_owned(), text("value")?.to_owned());
                Ok(format!("{} kept.", self.kept.len()).into())
            }
            "recall" => match self.kept.get(text("key")?) {
                Some(value) => Ok(value.as_str().into()),
                None => Err("Nothing is kept there.".to_owned()),
            },
            "list" => Ok(json!({"keys": self.kept.keys().collect::<Vec<_>>()})),
            "roll" => Ok(self.roll()),
            "note" => note(text("line")?).map(Value::from).map_err(|error| error.to_string()),
            "nap" => {
                let begun = Instant::now();
                std::thread::sleep(Duration::from_millis(number("milliseconds")?.unsigned_abs().into()));
                Ok(json!({"milliseconds": begun.elapsed().as_millis() as u64}))
            }
            "crash" => panic!("the keeper crashes, as it was told"),
            "quit" => std::process::exit(number("code")?),
            "hang" => loop {
                black_box(&mut self.kept);
            },
            "flood" => loop {
                io::stdout().write_all(&[b' '; 1000]).map_err(|error| error.to_string())?;
            },
            "babble" => {
                println!("Here comes the answer!");
                Ok("done".into())
            }
            _ => Ok(Value::Null),
        }
    }

    fn roll(&self) -> Value {
        let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Every map of the standard library has a hasher with keys of its own, drawn at random.
        let dice = HashMap::<u8, u8>::new().hasher().hash_one("dice");
        let up = self.started.elapsed();
        json!({"time": time.as_secs(), "nanoseconds": time.subsec_nanos(), "up": up.as_secs(), "dice": dice.to_string()})
    }
}

fn listing((name, description, arguments): &(&str, &str, &[&str])) -> Value {
    let properties: serde_json::Map<_, _> =
        arguments.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
    let schema = json!({"type": "object", "properties": properties, "required": arguments});
    json!({"name": name, "description": description, "inputSchema": schema})
}

fn note(line: &str) -> io::Result<String> {
    let file = Path::new(&env::var_os("HOME").unwrap_or_else(|| "/work".into())).join("notes.txt");
    writeln!(OpenOptions::new().create(true).append(true).open(&file)?, "{line}")?;
    fs::read_to_string(file)
}
