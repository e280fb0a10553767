//! Proofs as text and back: what trials have shown, kept so that nobody has to repeat them.
//!
//! A line says what the servers were, then comes a line for every consumer parameter:
//!
//! ```text
//! {"format":"mcplab-proofs","version":1,"servers":{"calendar":"5f0c.."}}
//! {"to":["calendar","get_event","event_id"],"from":[["calendar","list_events","events[].id","strong 4/4 0/3 evt_31"],..]}
//! ```
//!
//! The last text is the class, how many of the producer's values were taken, how many perturbed ones, and a value that was
//! taken. `strong echo` marks what the producer only repeats; `4/4+1` one more that found nothing.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::Proof;
use crate::model::{Digest, Parameter, Path, ProofClass, Proven, ToolRef};

const FORMAT: &str = "mcplab-proofs";
const VERSION: u32 = 1;
/// Longer values are not kept.
const MAX_EXAMPLE: usize = 60;

/// Why a text holds no proofs.
#[derive(Debug, thiserror::Error)]
pub enum ProofsError {
    #[error("read proofs, line {line}: {reason} (hint: write them again with `mcplab graph build --prove --proofs`)")]
    Line { line: usize, reason: String },
    #[error("read proofs: their format is not {FORMAT:?} version {VERSION}")]
    Format,
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    version: u32,
    servers: BTreeMap<String, Digest>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    to: (String, String, Path),
    from: Vec<(String, String, Path, String)>,
}

/// Proofs with the digests of the servers that they were found on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proofs {
    pub servers: BTreeMap<String, Digest>,
    pub proofs: Vec<Proof>,
}

impl Proofs {
    pub fn to_text(&self) -> String {
        let head = Head { format: FORMAT.to_owned(), version: VERSION, servers: self.servers.clone() };
        let mut lines: BTreeMap<&Parameter, Line> = BTreeMap::new();
        for Proof { from, to, proven } in &self.proofs {
            let line = lines.entry(to).or_insert_with(|| Line {
                to: (to.tool.server.clone(), to.tool.tool.clone(), to.path.clone()),
                from: Vec::new(),
            });
            line.from.push((from.tool.server.clone(), from.tool.tool.clone(), from.path.clone(), written(proven)));
        }
        lines.values_mut().for_each(|line| line.from.sort());
        // Plain data without maps that could have keys other than strings.
        let mut text = serde_json::to_string(&head).unwrap_or_default() + "\n";
        for line in lines.values() {
            text += &(serde_json::to_string(line).unwrap_or_default() + "\n");
        }
        text
    }

    pub fn parse(text: &str) -> Result<Self, ProofsError> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let failed = |i: usize, reason: String| ProofsError::Line { line: i + 1, reason };
        let (_, first) = lines.next().ok_or(ProofsError::Format)?;
        let head: Head = serde_json::from_str(first).map_err(|_| ProofsError::Format)?;
        if head.format != FORMAT || head.version != VERSION {
            return Err(ProofsError::Format);
        }
        let mut proofs = Vec::new();
        for (i, line) in lines {
            let line: Line = serde_json::from_str(line).map_err(|error| failed(i, error.to_string()))?;
            let (server, tool, path) = line.to;
            let to = Parameter::input(ToolRef::new(server, tool), path);
            for (server, tool, path, text) in line.from {
                let proven = read(&text).ok_or_else(|| failed(i, format!("`{text}` is no result of trials")))?;
                proofs.push(Proof {
                    from: Parameter::output(ToolRef::new(server, tool), path),
                    to: to.clone(),
                    proven,
                });
            }
        }
        Ok(Self { servers: head.servers, proofs })
    }

    /// The proofs about servers that are still what they were.
    pub fn about<'p>(&'p self, servers: &'p BTreeMap<String, Digest>) -> impl Iterator<Item = &'p Proof> {
        let same = |server: &str| {
            let known = self.servers.get(server);
            known.is_some() && known == servers.get(server)
        };
        self.proofs.iter().filter(move |proof| same(&proof.from.tool.server) && same(&proof.to.tool.server))
    }
}

fn written(proven: &Proven) -> String {
    let class = match proven.class {
        ProofClass::Strong => "strong",
        ProofClass::Weak => "weak",
        ProofClass::Refuted => "refuted",
    };
    let mut text = class.to_owned();
    if proven.echo {
        text.push_str(" echo");
    }
    let _ = write!(text, " {}/{}", proven.accepted, proven.tried);
    if proven.silent > 0 {
        let _ = write!(text, "+{}", proven.silent);
    }
    let _ = write!(text, " {}/{}", proven.perturbed_accepted, proven.perturbed);
    if let Some(example) = proven.example.as_ref().filter(|example| example.chars().count() <= MAX_EXAMPLE) {
        let _ = write!(text, " {example}");
    }
    text
}

fn read(text: &str) -> Option<Proven> {
    let (class, rest) = text.split_once(' ')?;
    let class = match class {
        "strong" => ProofClass::Strong,
        "weak" => ProofClass::Weak,
        "refuted" => ProofClass::Refuted,
        _ => return None,
    };
    let (echo, rest) = match rest.strip_prefix("echo ") {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let mut parts = rest.splitn(3, ' ');
    let (produced, perturbed) = (parts.next()?, parts.next()?.split_once('/')?);
    let (accepted, tried) = produced.split_once('/')?;
    let (tried, silent) = tried.split_once('+').unwrap_or((tried, "0"));
    Some(Proven {
        class,
        tried: tried.parse().ok()?,
        accepted: accepted.parse().ok()?,
        silent: silent.parse().ok()?,
        perturbed: perturbed.1.parse().ok()?,
        perturbed_accepted: perturbed.0.parse().ok()?,
        echo,
        example: parts.next().map(str::to_owned),
    })
}
