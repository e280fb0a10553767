//! One server of the file.

use serde_json::{Map, Value};

use super::parse::Surroundings;
use super::spec::{CassetteFile, Command, Endpoint, GuestFile, Limits, Link, Miss, Protocol, ServerSpec};
use super::variables::{Fault, Variables};
use crate::exec::secret::Secret;

/// Keys of the several clients that are understood here.
const KNOWN: &[&str] = &[
    "type", "transport", "command", "args", "env", "envFile", "cwd", "url", "headers", "disabled", "mcplab", "guest",
    "program", "profile", "server", "cassette", "onMiss",
];

/// A server that was read.
pub struct Entry {
    /// `None` if it is disabled.
    pub server: Option<ServerSpec>,
    /// Keys that nobody here knows.
    pub unknown: Vec<String>,
}

type Read<T> = Result<T, Fault>;

pub fn read_entry(name: &str, entry: &Value, inputs: &[Value], around: &Surroundings<'_>) -> Read<Entry> {
    let map = entry.as_object().ok_or_else(|| wrong("it is no object", "write {\"command\": ..} or {\"url\": ..}"))?;
    let unknown = map.keys().filter(|key| !KNOWN.contains(&key.as_str())).cloned().collect();
    if map.get("disabled") == Some(&Value::Bool(true)) {
        return Ok(Entry { server: None, unknown });
    }
    let mut variables = Variables::new(around, inputs);
    let link = match map.contains_key("cassette") {
        true => Link::Cassette(cassette(map, &mut variables, around)?),
        false => live(map, &mut variables, around)?,
    };
    let (protocol, limits) = own_settings(map, around.limits)?;
    let server = ServerSpec { protocol, limits, expanded: variables.into_expanded(), ..ServerSpec::new(name, link) };
    Ok(Entry { server: Some(server), unknown })
}

fn live(map: &Map<String, Value>, variables: &mut Variables<'_>, around: &Surroundings<'_>) -> Read<Link> {
    Ok(match transport(map)? {
        Transport::Stdio => Link::Stdio(command(map, variables, around)?),
        Transport::Http => Link::Http(endpoint(map, variables)?),
        Transport::Guest => Link::Guest(guest(map, variables)?),
    })
}

/// A cassette; a real server beside it is for misses that pass through, and otherwise left alone.
fn cassette(map: &Map<String, Value>, variables: &mut Variables<'_>, around: &Surroundings<'_>) -> Read<CassetteFile> {
    let path = text(map, "cassette")?.ok_or_else(|| wrong("`cassette` is null", "write the path of a .jsonl file"))?;
    let path = variables.fill(path)?;
    let miss = match text(map, "onMiss")? {
        None | Some("error") => Miss::Error,
        Some("nearest") => Miss::Nearest,
        Some("pass") => Miss::Pass,
        Some(other) => {
            return Err(wrong(format!("`onMiss` is `{other}`"), "write \"error\", \"nearest\" or \"pass\""));
        }
    };
    let live = match miss {
        Miss::Pass => match live(map, variables, around)? {
            Link::Guest(_) => return Err(wrong("a guest of the sandbox has no misses", "leave `cassette` out")),
            link => Some(Box::new(link)),
        },
        Miss::Error | Miss::Nearest => None,
    };
    Ok(CassetteFile { path, miss, live })
}

enum Transport {
    Stdio,
    Http,
    Guest,
}

fn transport(map: &Map<String, Value>) -> Read<Transport> {
    if map.contains_key("guest") {
        return match ["command", "url"].into_iter().find(|key| map.contains_key(*key)) {
            Some(other) => Err(wrong(format!("both `guest` and `{other}` are there"), "keep one of them")),
            None => Ok(Transport::Guest),
        };
    }
    let stated = text(map, "type")?.or(text(map, "transport")?);
    match (stated, map.contains_key("command"), map.contains_key("url")) {
        (Some("stdio"), true, _) | (None, true, false) => Ok(Transport::Stdio),
        (Some("http" | "streamable-http" | "streamableHttp" | "streamable_http"), _, true) | (None, false, true) => {
            Ok(Transport::Http)
        }
        (Some("sse"), ..) => Err(wrong(
            "the old transport `sse` is not spoken here",
            "use the server's streamable HTTP address with \"type\": \"http\"",
        )),
        (Some("stdio"), ..) => Err(wrong("`command` is missing", "add `command`")),
        (Some("http" | "streamable-http" | "streamableHttp" | "streamable_http"), ..) => {
            Err(wrong("`url` is missing", "add `url`"))
        }
        (Some(other), ..) => Err(wrong(format!("`{other}` is no transport"), "write \"stdio\" or \"http\" as `type`")),
        (None, true, true) => Err(wrong("both `command` and `url` are there", "keep one of them, or add `type`")),
        (None, false, false) => Err(wrong("neither `command` nor `url` nor `guest` is there", "add one of them")),
    }
}

fn command(map: &Map<String, Value>, variables: &mut Variables<'_>, around: &Surroundings<'_>) -> Read<Command> {
    let args = match map.get("args") {
        None => Vec::new(),
        Some(Value::Array(args)) => args.iter().map(|arg| scalar("args", arg, variables)).collect::<Read<_>>()?,
        Some(_) => return Err(wrong("`args` is no list", "write \"args\": [\"..\"]")),
    };
    let mut env = match text(map, "envFile")? {
        Some(file) => env_file(&variables.fill(file)?, around)?,
        None => Vec::new(),
    };
    for (name, value) in object(map, "env")? {
        let value = if value.is_null() { None } else { Some(Secret::new(scalar("env", value, variables)?)) };
        env.push((name.clone(), value));
    }
    Ok(Command {
        command: variables.fill(text(map, "command")?.unwrap_or_default())?,
        args,
        env,
        cwd: text(map, "cwd")?.map(|cwd| variables.fill(cwd)).transpose()?,
    })
}

fn guest(map: &Map<String, Value>, variables: &mut Variables<'_>) -> Read<GuestFile> {
    let mut filled = |key: &str| text(map, key)?.map(|text| variables.fill(text)).transpose();
    let module = filled("guest")?.ok_or_else(|| wrong("`guest` is no text", "write the path of a .wasm file"))?;
    Ok(GuestFile { module, program: filled("program")?, profile: filled("profile")?, server: filled("server")? })
}

fn endpoint(map: &Map<String, Value>, variables: &mut Variables<'_>) -> Read<Endpoint> {
    let url = variables.fill(text(map, "url")?.unwrap_or_default())?;
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(wrong("`url` begins with neither http:// nor https://", "write the whole address"));
    }
    let header =
        |(name, value): (&String, &Value)| Ok((name.clone(), Secret::new(scalar("headers", value, variables)?)));
    let headers = object(map, "headers")?.map(header).collect::<Read<_>>()?;
    Ok(Endpoint { url, headers })
}

/// Our own corner of an entry, which other clients leave aside.
fn own_settings(map: &Map<String, Value>, mut limits: Limits) -> Read<(Protocol, Limits)> {
    let mut protocol = Protocol::default();
    for (key, value) in object(map, "mcplab")? {
        match (key.as_str(), value.as_u64().filter(|number| *number > 0), value.as_str()) {
            ("startSeconds", Some(seconds), _) => limits.start = std::time::Duration::from_secs(seconds),
            ("callSeconds", Some(seconds), _) => limits.call = std::time::Duration::from_secs(seconds),
            ("answerMegabytes", Some(size), _) => limits.answer_bytes = (size as usize).saturating_mul(1 << 20),
            ("protocol", _, Some("auto")) => protocol = Protocol::Auto,
            ("protocol", _, Some("initialize")) => protocol = Protocol::Initialize,
            ("protocol", _, Some("discover")) => protocol = Protocol::Discover,
            _ => {
                return Err(wrong(
                    format!("`mcplab.{key}` is not understood"),
                    "`startSeconds`, `callSeconds` and `answerMegabytes` are positive numbers, `protocol` is \
                     \"auto\", \"initialize\" or \"discover\"",
                ));
            }
        }
    }
    Ok((protocol, limits))
}

/// `NAME=value` lines, with `#` comments and optional quotes.
fn env_file(path: &str, around: &Surroundings<'_>) -> Read<Vec<(String, Option<Secret>)>> {
    let text = (around.read)(path)
        .map_err(|error| wrong(format!("`envFile` {path} cannot be read: {error}"), "correct the path"))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let value = value.trim();
        let bare = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
        Some((name.trim().to_owned(), Some(Secret::new(bare.unwrap_or(value)))))
    };
    Ok(lines.filter_map(pair).collect())
}

fn scalar(key: &str, value: &Value, variables: &mut Variables<'_>) -> Read<String> {
    match value {
        Value::String(text) => variables.fill(text),
        Value::Number(_) | Value::Bool(_) => Ok(value.to_string()),
        _ => Err(wrong(format!("a value of `{key}` is no text"), "write it in quotes")),
    }
}

fn text<'v>(map: &'v Map<String, Value>, key: &str) -> Read<Option<&'v str>> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong(format!("`{key}` is no text"), "write it in quotes")),
    }
}

fn object<'v>(map: &'v Map<String, Value>, key: &str) -> Read<impl Iterator<Item = (&'v String, &'v Value)>> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(None.into_iter().flatten()),
        Some(Value::Object(inner)) => Ok(Some(inner).into_iter().flatten()),
        Some(_) => Err(wrong(format!("`{key}` is no object"), format!("write \"{key}\": {{..}}"))),
    }
}

fn wrong(message: impl Into<String>, mend: impl Into<String>) -> Fault {
    Fault { message: message.into(), mend: mend.into() }
}
