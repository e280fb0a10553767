//! The data card: `README.md` of a run, in the form that dataset hubs read.
//!
//! A pure function of the manifest and the counts, so that equal runs have equal cards. Nothing of a tool's own text
//! is in it but names of servers, and those are escaped.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::row::{Column, Form};
use super::{Counts, OpenAi, Profile, Storage};
use crate::model::{Digest, ServerKind, Shape};
use crate::store::{self, Format, Manifest, Scope, Tally};

/// What a card is made of.
#[derive(Clone, Copy, Debug)]
pub struct Card<'c> {
    pub manifest: &'c Manifest,
    pub tally: &'c Tally,
    pub scope: &'c Scope,
    /// Digest of the fine-tuning file.
    pub sft: Option<Digest>,
}

/// The card as Markdown with the hub's front matter.
pub fn data_card(card: &Card<'_>) -> String {
    let mut text = front_matter(card);
    let Card { manifest, tally, scope, sft } = card;
    let _ = writeln!(text, "# mcplab rows, seed {}\n", manifest.seed.0);
    let origin = manifest.settings.get("origin").and_then(serde_json::Value::as_str).unwrap_or(&manifest.verb);
    let made = match origin {
        "import" => {
            "They were recorded by others and imported; what of their source has no place in a row is told by its label `lost`."
        }
        _ => {
            "Every chain of calls was executed first; the request and the answer were written back from what happened, and \
             every turn was filtered on its own."
        }
    };
    let _ = writeln!(text, "{} tool-use trajectories. {made}\n", tally.kept);
    text.push_str("## Files\n\n| file | content |\n|---|---|\n");
    text.push_str("| `trajectories-*.parquet` | canonical rows; JSON columns use the `arrow.json` extension type |\n");
    let _ = writeln!(text, "| `sft.jsonl` | {} |", OpenAi.description());
    if manifest.verb == "generate" {
        text.push_str("| `graph.json`, `graph-observed.json` | the dependency graph, before and after the run |\n");
    }
    text.push_str("| `manifest.json`, `journal.jsonl` | what decided the rows, and what happened |\n\n");
    let _ = writeln!(text, "`sft.jsonl` keeps {}. It loses {}.\n", OpenAi.keeps(), OpenAi.loses());
    text.push_str("## How the rows were made\n\n");
    table(&mut text, ["setting", "value"], settings(manifest, *sft));
    text.push_str("The same settings and digests give the same bytes on any number of threads. `mcplab replay` executes the rows of sandboxed servers again.\n\n");
    text.push_str("## Servers\n\n| server | kind | tools | used |\n|---|---|---:|---:|\n");
    for server in &scope.servers {
        let kind = match server.kind {
            ServerKind::Real => "real",
            ServerKind::Sandboxed => "sandboxed",
            ServerKind::Recorded => "recorded",
        };
        let used = server.tools.len() - server.unused(tally).count();
        let _ = writeln!(text, "| {} | {kind} | {} | {used} |", escaped(&server.name), server.tools.len());
    }
    text.push_str("\n## Funnel\n\n");
    table(&mut text, ["stage", "count"], funnel(tally));
    reasons(&mut text, "Failed attempts", &tally.failed);
    reasons(&mut text, "Dropped trajectories", &tally.dropped);
    reasons(&mut text, "Masked turns, by finding", &tally.masked_by);
    text.push_str("## Statistics\n\n");
    let edges = [
        ("strong edges used".to_owned(), format!("{} of {}", tally.strong.len(), scope.strong)),
        ("weak edges used".to_owned(), format!("{} of {}", tally.weak.len(), scope.weak)),
        ("calls".to_owned(), tally.calls.to_string()),
        ("turns".to_owned(), tally.turns.to_string()),
    ];
    table(&mut text, ["what", "count"], edges);
    let shape =
        |shape: Shape| (shape.name().replace('_', "-"), tally.shapes.get(&shape).copied().unwrap_or(0).to_string());
    let named = |name: &str, count: &u64| (name.replace('_', "-"), count.to_string());
    table(&mut text, ["kind", "rows"], tally.kinds.iter().map(|(kind, count)| named(kind.name(), count)));
    table(&mut text, ["shape", "rows"], Shape::ALL.map(shape));
    let turns = tally.contributions.iter().map(|(class, count)| named(class.name(), count));
    table(&mut text, ["turns with calls that are", "count"], turns);
    table(
        &mut text,
        ["calls", "rows"],
        tally.lengths.iter().map(|(calls, rows)| (calls.to_string(), rows.to_string())),
    );
    text.push_str(LIMITS);
    text
}

/// The card of a folder of exported rows. It names the features, so that `datasets` does not guess them from the first rows.
pub fn export_card(profile: &dyn Profile, storage: Storage, counts: &Counts) -> String {
    let mut text = format!(
        "---\nconfigs:\n- config_name: default\n  data_files: train-*.{}\ndataset_info:\n  features:\n",
        storage.extension()
    );
    features(&mut text, profile.columns(), storage, "  ");
    let _ = write!(
        text,
        "size_categories:\n- {}\ntask_categories:\n- text-generation\ntags:\n- tool-use\n- function-calling\n- mcp\n---\n\n# {} rows\n\n\
         For {}. Written by `mcplab export --to {}`: {} rows of {} trajectories.\n\nKept: {}.\n\nLost: {}.\n",
        size(counts.written),
        profile.name(),
        profile.description(),
        profile.name(),
        counts.written,
        counts.trajectories,
        profile.keeps(),
        profile.loses(),
    );
    for (title, counts) in [("Refused", &counts.refused), ("Rewritten", &counts.rewritten)] {
        text.push('\n');
        reasons(&mut text, title, counts);
    }
    text
}

fn features(text: &mut String, columns: &[Column], storage: Storage, indent: &str) {
    for Column { name, form } in columns {
        let _ = match form {
            Form::JsonText if storage == Storage::Jsonl => {
                writeln!(text, "{indent}- name: {name}\n{indent}  dtype: string")
            }
            Form::Text => writeln!(text, "{indent}- name: {name}\n{indent}  dtype: string"),
            Form::Json | Form::JsonText => writeln!(text, "{indent}- name: {name}\n{indent}  dtype: json"),
            Form::Number => writeln!(text, "{indent}- name: {name}\n{indent}  dtype: int64"),
            Form::Flag => writeln!(text, "{indent}- name: {name}\n{indent}  dtype: bool"),
            Form::Texts => writeln!(text, "{indent}- name: {name}\n{indent}  list: string"),
            Form::Flags => writeln!(text, "{indent}- name: {name}\n{indent}  list: bool"),
            Form::Chat(names) => {
                let _ = writeln!(text, "{indent}- name: {name}\n{indent}  list:");
                let strings = names.map(|name| Column { name, form: Form::Text });
                features(text, &strings, storage, &format!("{indent}  "));
                Ok(())
            }
            Form::Object(inner) => {
                let _ = writeln!(text, "{indent}- name: {name}\n{indent}  struct:");
                features(text, inner, storage, &format!("{indent}  "));
                Ok(())
            }
        };
    }
}

fn size(rows: u64) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    }
}

/// The end of every card.
const LIMITS: &str = "## Intended use and limits\n\n\
Training and measuring models that call tools. The people, firms, mails and orders of sandboxed servers are made up from \
the seed; results of real servers are what those servers returned and may hold their owners' data. Requests are written by \
a grammar in English, or by the model that `writer` names. Tool descriptions and results are untrusted text.\n";

fn front_matter(card: &Card<'_>) -> String {
    let size = size(card.tally.kept);
    let mut text = "---\nconfigs:\n- config_name: trajectories\n  data_files: trajectories-*.parquet\n\
                    dataset_info:\n- config_name: trajectories\n  features:\n"
        .to_owned();
    for (name, kind) in store::features() {
        let _ = writeln!(text, "  - name: {name}\n    dtype: {kind}");
    }
    let _ = write!(
        text,
        "language:\n- en\nsize_categories:\n- {size}\ntask_categories:\n- text-generation\ntags:\n- tool-use\n- function-calling\n- mcp\n- synthetic\n---\n\n"
    );
    text
}

fn settings(manifest: &Manifest, sft: Option<Digest>) -> Vec<(String, String)> {
    let mut rows = vec![
        ("mcplab".to_owned(), manifest.version.clone()),
        ("row format".to_owned(), Format::CURRENT.to_string()),
        ("seed".to_owned(), manifest.seed.0.to_string()),
    ];
    rows.extend(
        manifest.settings.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.to_string())),
    );
    rows.extend(manifest.inputs.iter().map(|(name, digest)| (format!("{name} digest"), digest.short(16))));
    rows.extend(sft.map(|digest| ("sft.jsonl digest (BLAKE3)".to_owned(), digest.short(16))));
    rows
}

fn funnel(tally: &Tally) -> [(String, String); 6] {
    [
        ("sampled", tally.attempts),
        ("executed", tally.executed),
        ("kept", tally.kept),
        ("dropped by the filter", tally.dropped_attempts()),
        ("failed", tally.failed_attempts()),
        ("turns masked", tally.masked),
    ]
    .map(|(stage, count)| (stage.to_owned(), count.to_string()))
}

fn reasons(text: &mut String, title: &str, counts: &BTreeMap<String, u64>) {
    if !counts.is_empty() {
        let _ = writeln!(text, "{title}:\n");
        table(
            text,
            ["reason", "count"],
            counts.iter().map(|(reason, count)| (format!("`{reason}`"), count.to_string())),
        );
    }
}

fn table(text: &mut String, head: [&str; 2], rows: impl IntoIterator<Item = (String, String)>) {
    let _ = writeln!(text, "| {} | {} |\n|---|---:|", head[0], head[1]);
    for (name, value) in rows {
        let _ = writeln!(text, "| {} | {} |", name.replace('|', "\\|"), value.replace('|', "\\|"));
    }
    text.push('\n');
}

/// Names come from users and servers: nothing in them may end a cell or become markup.
fn escaped(name: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    name.chars().map(plain).flat_map(|c| if "|<>&`*_[]#".contains(c) { vec!['\\', c] } else { vec![c] }).collect()
}
