//! Fills in `${..}`: environment variables, inputs and the few folders that the clients know.

use serde_json::Value;

use super::parse::Surroundings;
use crate::exec::secret::Secret;

/// Where `${input:ID}` is looked up, since there is nobody to ask.
const INPUT_PREFIX: &str = "MCPLAB_INPUT_";

/// Why a server cannot be used, and the mend.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    pub mend: String,
}

/// Fills in the texts of one server and remembers the values, since each may be a secret.
pub struct Variables<'a> {
    around: &'a Surroundings<'a>,
    inputs: &'a [Value],
    expanded: Vec<(String, Secret)>,
}

impl<'a> Variables<'a> {
    /// `inputs` is VS Code's list of questions to the user.
    pub fn new(around: &'a Surroundings<'a>, inputs: &'a [Value]) -> Self {
        Self { around, inputs, expanded: Vec::new() }
    }

    /// The values filled in so far.
    pub fn into_expanded(self) -> Vec<(String, Secret)> {
        self.expanded
    }

    pub fn fill(&mut self, text: &str) -> Result<String, Fault> {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, inside, after)) = next_variable(rest) {
            filled.push_str(before);
            filled.push_str(&self.value(inside)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&mut self, expression: &str) -> Result<String, Fault> {
        let workspace = self.around.workspace;
        match expression {
            "workspaceFolder" => Ok(workspace.to_owned()),
            "workspaceFolderBasename" => Ok(workspace.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()),
            "userHome" => self.environment("HOME"),
            "pathSeparator" | "/" => Ok(std::path::MAIN_SEPARATOR.to_string()),
            _ => match expression.strip_prefix("input:") {
                Some(id) => self.input(id),
                None => self.environment_or_default(expression),
            },
        }
    }

    fn environment_or_default(&mut self, expression: &str) -> Result<String, Fault> {
        let expression = expression.strip_prefix("env:").unwrap_or(expression);
        let (name, default) = match expression.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (expression, None),
        };
        if name.contains(':') || name.is_empty() {
            return Err(Fault {
                message: format!("`${{{expression}}}` is no variable that is known here"),
                mend: "write the value itself, or `${env:NAME}`".to_owned(),
            });
        }
        match (self.environment(name), default) {
            (Ok(value), Some(default)) if value.is_empty() => Ok(default.to_owned()),
            (Err(_), Some(default)) => Ok(default.to_owned()),
            (found, _) => found,
        }
    }

    fn environment(&mut self, name: &str) -> Result<String, Fault> {
        let value = (self.around.variable)(name).ok_or_else(|| Fault {
            message: format!("the environment variable `{name}` is not set"),
            mend: format!("set `{name}`, or write `${{{name}:-DEFAULT}}`"),
        })?;
        self.expanded.push((name.to_owned(), Secret::new(&value)));
        Ok(value)
    }

    fn input(&mut self, id: &str) -> Result<String, Fault> {
        let name = input_variable(id);
        let question = self.inputs.iter().find(|input| input.get("id").and_then(Value::as_str) == Some(id));
        let default = question.and_then(|input| input.get("default")).and_then(Value::as_str);
        match ((self.around.variable)(&name), default) {
            (Some(value), _) => {
                self.expanded.push((format!("input:{id}"), Secret::new(&value)));
                Ok(value)
            }
            (None, Some(default)) => Ok(default.to_owned()),
            (None, None) => Err(Fault {
                message: format!("the input `{id}` has no value{}", description(question)),
                mend: format!("set the environment variable `{name}`"),
            }),
        }
    }
}

/// The environment variable that stands for an input: `api-key` is `MCPLAB_INPUT_API_KEY`.
fn input_variable(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    INPUT_PREFIX.chars().chain(id.chars().map(plain)).collect()
}

fn description(question: Option<&Value>) -> String {
    let text = question.and_then(|input| input.get("description")).and_then(Value::as_str);
    text.map(|text| format!(" ({text})")).unwrap_or_default()
}

/// Splits at the first `${..}`: what stands before, inside and after.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("${")?;
    let (inside, after) = rest.split_once('}')?;
    Some((before, inside, after))
}
