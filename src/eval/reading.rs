//! Resources and prompts of a live scene, as MCP has them.
//!
//! Agents inside see them as tools ([`is_bridge`]). A client that lists or reads resources or gets a prompt in MCP's own
//! way has made the same call: the same step is noted, and it counts like any other. Many clients list resources unbidden
//! whenever they connect, so a list is noted once, and again when it has changed. What has no tool is not noted:
//! templates, the list of prompts, completion, subscriptions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::scene::{Scene, Wanted};
use super::world::Worlds;
use crate::exec::{GET_PROMPT, LIST_RESOURCES, Offers, READ_RESOURCE, RequestError, is_bridge};
use crate::model::{FailureKind, Outcome};

/// Pages of one list of one server.
const MOST_PAGES: usize = 20;
/// How MCP says that there is no such resource.
const NO_RESOURCE: i32 = -32002;
const INVALID: i32 = -32602;

/// What the clients of an episode have read.
#[derive(Default)]
pub struct Reading {
    /// The resources of each server as they were listed last.
    listed: BTreeMap<String, Vec<Value>>,
}

impl Reading {
    /// Answers a request that concerns resources or prompts; none if it is another.
    pub async fn answer(
        &mut self,
        scene: &mut Scene,
        worlds: &Worlds,
        method: &str,
        params: &Value,
    ) -> Option<Result<Value, RequestError>> {
        let text = |name: &str| params.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(match method {
            "resources/list" => self.resources(scene, worlds).await,
            "resources/templates/list" => Ok(json!({"resourceTemplates": templates(scene, worlds).await})),
            "prompts/list" => Ok(json!({"prompts": prompts(scene, worlds).await})),
            "resources/read" => read(scene, worlds, text("uri")).await,
            "prompts/get" => prompt(scene, worlds, text("name"), params.get("arguments")).await,
            "resources/subscribe" | "resources/unsubscribe" => match owner(scene, worlds, text("uri")).await {
                Some(server) => scene.ask(worlds, &server, method, params).await,
                None => Err(no_resource(text("uri"))),
            },
            "completion/complete" => complete(scene, worlds, params).await,
            _ => return None,
        })
    }

    async fn resources(&mut self, scene: &mut Scene, worlds: &Worlds) -> Result<Value, RequestError> {
        let mut all = Vec::new();
        for server in servers(scene) {
            let resources = pages(scene, worlds, &server, "resources/list", "resources").await;
            if !resources.is_empty() && self.listed.get(&server) != Some(&resources) {
                let step = noted(scene, worlds, &server, LIST_RESOURCES, &json!({})).await?;
                if let Some(error) = refused(&step.outcome, INVALID) {
                    return Err(error);
                }
                self.listed.insert(server, resources.clone());
            }
            all.extend(resources);
        }
        Ok(json!({"resources": all}))
    }
}

/// What a scene has besides tools.
pub async fn offers(scene: &mut Scene, worlds: &Worlds) -> Offers {
    let mut offers = Offers { events: true, ..Offers::default() };
    for server in servers(scene) {
        offers.resources |= !pages(scene, worlds, &server, "resources/list", "resources").await.is_empty();
    }
    let templates = !templates(scene, worlds).await.is_empty();
    offers.resources |= templates;
    offers.prompts = !prompts(scene, worlds).await.is_empty();
    offers.completions = templates || offers.prompts;
    offers
}

/// The servers whose resources and prompts the task shows, in its order.
fn servers(scene: &Scene) -> Vec<String> {
    let shown =
        |name: &str| scene.view().tools.iter().any(|shown| shown.tool.server == name && is_bridge(&shown.tool.name));
    let servers = scene.task().servers.iter().filter(|server| server.resources && shown(&server.name));
    servers.map(|server| server.name.clone()).collect()
}

async fn templates(scene: &mut Scene, worlds: &Worlds) -> Vec<Value> {
    let mut all = Vec::new();
    for server in servers(scene) {
        all.extend(pages(scene, worlds, &server, "resources/templates/list", "resourceTemplates").await);
    }
    all
}

/// The prompts of all servers that have a tool in view.
async fn prompts(scene: &mut Scene, worlds: &Worlds) -> Vec<Value> {
    let mut all = Vec::new();
    for server in servers(scene) {
        for mut prompt in pages(scene, worlds, &server, "prompts/list", "prompts").await {
            let name = prompt.get("name").and_then(Value::as_str).unwrap_or_default();
            let Some(name) = shown_name(scene, &server, name) else { continue };
            prompt["name"] = name.into();
            all.push(prompt);
        }
    }
    all
}

/// All that a server lists. One that does not know the list has nothing to show.
async fn pages(scene: &mut Scene, worlds: &Worlds, server: &str, method: &str, key: &str) -> Vec<Value> {
    let (mut items, mut params) = (Vec::new(), json!({}));
    for _ in 0..MOST_PAGES {
        let Ok(mut page) = scene.ask(worlds, server, method, &params).await else { break };
        if let Some(Value::Array(more)) = page.get_mut(key).map(Value::take) {
            items.extend(more);
        }
        match page.get_mut("nextCursor").map(Value::take) {
            Some(Value::String(cursor)) => params = json!({"cursor": cursor}),
            _ => break,
        }
    }
    items
}

/// The name of a prompt among those of all servers: its own where its tool has its own, too.
fn shown_name(scene: &Scene, server: &str, prompt: &str) -> Option<String> {
    let tool = scene.view().exposed(server, &format!("{GET_PROMPT}{prompt}"))?;
    Some(if tool.starts_with(GET_PROMPT) { prompt.to_owned() } else { tool.replacen(GET_PROMPT, "", 1) })
}

/// The server that a resource belongs to: the one that lists its address, else the one whose template begins most like
/// it, else one whose addresses have its scheme. Where there is only one, it is asked whatever the address is.
async fn owner(scene: &mut Scene, worlds: &Worlds, uri: &str) -> Option<String> {
    let servers = servers(scene);
    if servers.len() < 2 {
        return servers.into_iter().next();
    }
    let mut best: Option<(usize, String)> = None;
    for server in servers {
        let mut likeness = 0;
        for item in pages(scene, worlds, &server, "resources/list", "resources").await {
            likeness = likeness.max(alike(item.get("uri"), uri, |known| (known == uri).then_some(usize::MAX)));
        }
        for item in pages(scene, worlds, &server, "resources/templates/list", "resourceTemplates").await {
            likeness = likeness.max(alike(item.get("uriTemplate"), uri, |template| {
                let fixed = template.split('{').next().unwrap_or_default();
                uri.starts_with(fixed).then_some(fixed.len())
            }));
        }
        if likeness > best.as_ref().map_or(0, |(most, _)| *most) {
            best = Some((likeness, server));
        }
    }
    best.map(|(_, server)| server)
}

/// How much an address is like a known one: as `same` says, or at least by its scheme.
fn alike(known: Option<&Value>, uri: &str, same: impl Fn(&str) -> Option<usize>) -> usize {
    let Some(known) = known.and_then(Value::as_str) else { return 0 };
    let scheme = |uri: &str| uri.split_once("://").map(|(scheme, _)| scheme.to_owned());
    let of_scheme = scheme(known).is_some() && scheme(known) == scheme(uri);
    same(known).unwrap_or_default().max(usize::from(of_scheme))
}

async fn read(scene: &mut Scene, worlds: &Worlds, uri: &str) -> Result<Value, RequestError> {
    let server = owner(scene, worlds, uri).await.ok_or_else(|| no_resource(uri))?;
    let step = noted(scene, worlds, &server, READ_RESOURCE, &json!({"uri": uri})).await?;
    if let Some(error) = refused(&step.outcome, NO_RESOURCE) {
        return Err(error);
    }
    // A tool shows text alone; MCP's own way has pictures, too.
    if step.plain
        && let Ok(result) = scene.ask(worlds, &server, "resources/read", &json!({"uri": uri})).await
    {
        return Ok(result);
    }
    let of = |key: &str| step.outcome.structured.as_ref().and_then(|value| value.get(key)).cloned();
    let text = of("text").unwrap_or_else(|| step.outcome.text().into());
    let mut contents = json!({"uri": of("uri").unwrap_or_else(|| uri.into()), "text": text});
    if let Some(kind) = of("mime_type").filter(|kind| !kind.is_null()) {
        contents["mimeType"] = kind;
    }
    Ok(json!({"contents": [contents]}))
}

async fn prompt(
    scene: &mut Scene,
    worlds: &Worlds,
    name: &str,
    arguments: Option<&Value>,
) -> Result<Value, RequestError> {
    let (server, own) = prompt_named(scene, name).ok_or_else(|| no_prompt(name))?;
    let arguments = arguments.filter(|value| !value.is_null()).cloned().unwrap_or_else(|| json!({}));
    let step = noted(scene, worlds, &server, &format!("{GET_PROMPT}{own}"), &arguments).await?;
    if let Some(error) = refused(&step.outcome, INVALID) {
        return Err(error);
    }
    if step.plain
        && let Ok(result) =
            scene.ask(worlds, &server, "prompts/get", &json!({"name": own, "arguments": arguments})).await
    {
        return Ok(result);
    }
    let messages = step.outcome.structured.as_ref().and_then(|value| value.get("messages")).and_then(Value::as_array);
    let message = |message: &Value| {
        let text = message.get("text").cloned().unwrap_or_default();
        json!({"role": message.get("role"), "content": {"type": "text", "text": text}})
    };
    Ok(json!({"messages": messages.into_iter().flatten().map(message).collect::<Vec<_>>()}))
}

/// The server of a prompt in view, and what that calls it.
fn prompt_named(scene: &Scene, name: &str) -> Option<(String, String)> {
    let servers = servers(scene);
    let tools = scene.view().tools.iter().filter(|shown| servers.contains(&shown.tool.server));
    let prompts = tools.filter_map(|shown| Some((&shown.tool.server, shown.tool.name.strip_prefix(GET_PROMPT)?)));
    let mut prompts = prompts.filter(|(server, own)| shown_name(scene, server, own).as_deref() == Some(name));
    prompts.next().map(|(server, own)| (server.clone(), own.to_owned()))
}

async fn complete(scene: &mut Scene, worlds: &Worlds, params: &Value) -> Result<Value, RequestError> {
    let of = |key: &str| params.pointer(&format!("/ref/{key}")).and_then(Value::as_str);
    let mut params = params.clone();
    let server = match (of("name"), of("uri")) {
        (Some(name), _) => {
            let (server, own) = prompt_named(scene, name).ok_or_else(|| no_prompt(name))?;
            params["ref"]["name"] = own.into();
            server
        }
        (None, uri) => {
            let uri = uri.unwrap_or_default();
            owner(scene, worlds, uri).await.ok_or_else(|| no_resource(uri))?
        }
    };
    scene.ask(worlds, &server, "completion/complete", &params).await
}

/// A call that was noted.
struct Noted {
    outcome: Outcome,
    /// Whether it was what the server has said, with nothing in between.
    plain: bool,
}

/// Makes the call of a tool that stands for a resource or a prompt, as an agent that knows tools alone makes it.
async fn noted(
    scene: &mut Scene,
    worlds: &Worlds,
    server: &str,
    tool: &str,
    arguments: &Value,
) -> Result<Noted, RequestError> {
    let Some(name) = scene.view().exposed(server, tool).map(str::to_owned) else {
        return Err(RequestError::internal(format!("{server} does not offer this any more: its tools have changed")));
    };
    let before = scene.steps().len();
    let results = scene.act(worlds, None, vec![Wanted::new(name, arguments.clone())]).await;
    match scene.steps().get(before) {
        Some(step) => {
            let plain = step.fault.is_none() && scene.drifted().is_none();
            Ok(Noted { outcome: step.outcome.clone(), plain })
        }
        None => Err(RequestError::internal(results.join("\n"))),
    }
}

/// The error of the protocol that a failure is.
fn refused(outcome: &Outcome, absent: i32) -> Option<RequestError> {
    let failure = outcome.failure.as_ref()?;
    let code = match failure.kind {
        FailureKind::NotFound => absent,
        FailureKind::Invalid => INVALID,
        _ => return Some(RequestError::internal(failure.message.clone())),
    };
    Some(RequestError { code, message: failure.message.clone(), data: None })
}

fn no_resource(uri: &str) -> RequestError {
    RequestError { code: NO_RESOURCE, message: format!("there is no resource {uri}"), data: Some(json!({"uri": uri})) }
}

fn no_prompt(name: &str) -> RequestError {
    RequestError { code: INVALID, message: format!("there is no prompt {name}"), data: None }
}
