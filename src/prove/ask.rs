//! Making calls in a fork: scripts whose arguments are read off earlier results.

use serde_json::{Map, Value, json};

use super::witness::Call;
use super::world::World;
use crate::exec::{Answers, Server, call_asking};
use crate::inventory::view;
use crate::model::Outcome;

/// A user who agrees to whatever a tool asks.
pub(super) struct Agreeable;

impl Answers for Agreeable {
    fn answer(&mut self, _: &str, _: &str, form: &Value) -> Value {
        let mut content = Map::new();
        for (name, field) in form.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let first = field.get("enum").and_then(|values| values.get(0)).or_else(|| field.get("default"));
            let value = first.cloned().unwrap_or_else(|| match field.get("type").and_then(Value::as_str) {
                Some("boolean") => json!(true),
                Some("integer" | "number") => field.get("minimum").cloned().unwrap_or_else(|| json!(1)),
                _ => json!("Yes, please."),
            });
            content.insert(name.clone(), value);
        }
        json!({"action": "accept", "content": content})
    }
}

/// What the calls of a script gave so far.
#[derive(Default)]
pub(super) struct Played {
    pub views: Vec<Value>,
}

/// Makes the calls of a script one after the other; gives what the last one gave, or the first failure.
pub(super) async fn play(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    steps: &[Call],
    played: &mut Played,
) -> Option<Outcome> {
    let mut last = None;
    for call in steps {
        let arguments = resolved(call, &played.views)?;
        let outcome = make(world, server, call.tool, &arguments).await;
        if !outcome.is_ok() {
            return Some(outcome);
        }
        played.views.push(view(&outcome).map(|view| view.into_owned()).unwrap_or_default());
        last = Some(outcome);
    }
    last
}

/// Makes one call.
pub(super) async fn make(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    tool: usize,
    arguments: &Value,
) -> Outcome {
    world.calls += 1;
    call_asking(server.as_mut(), &world.subjects[tool].reference.tool, arguments, &mut Agreeable).await
}

/// The arguments of a call with what earlier results give; `None` where a result has nothing there.
pub(super) fn resolved(call: &Call, views: &[Value]) -> Option<Value> {
    let mut arguments = call.arguments.clone();
    for bound in &call.bound {
        let value = bound.from.get(views.get(bound.step)?)?;
        let was = bound.to.get(&call.arguments);
        // A number may have been written out for an input that takes text.
        let value = if was.is_some_and(Value::is_string) && !value.is_string() {
            Value::from(value.to_string())
        } else {
            value.clone()
        };
        bound.to.set(&mut arguments, value);
    }
    Some(arguments)
}
