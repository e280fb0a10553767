//! One client's view of a hub, as rmcp wants it: raw results become typed ones on the way out.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, ErrorCode, ErrorData,
    GetPromptRequestParams, GetPromptResponse, GetPromptResult, Implementation, InputRequiredResult,
    ListPromptsRequestMethod, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, PromptsCapability, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ResourcesCapability, ServerCapabilities, ServerConfig, SubscribeRequestParams,
    SubscriptionFilter, ToolsCapability, UnsubscribeRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, RoleServer, SubscriptionContext};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::call::call;
use super::hub::Hub;
use super::listeners::Watched;
use crate::exec::server::RequestError;

/// One client.
#[derive(Clone)]
pub struct Handler {
    hub: Arc<Hub>,
    watched: Watched,
}

impl Handler {
    pub fn new(hub: &Arc<Hub>) -> Self {
        Self { hub: Arc::clone(hub), watched: Arc::new(Mutex::new(BTreeSet::new())) }
    }

    /// A request whose result is passed on as it is.
    async fn pass<T: DeserializeOwned>(&self, method: &str, params: &impl Serialize) -> Result<T, ErrorData> {
        let mut params = serde_json::to_value(params).unwrap_or_default();
        match &mut params {
            Value::Object(params) => {
                params.remove("_meta");
            }
            other => *other = json!({}),
        }
        let result = self.hub.request(method, &params).await.map_err(|error| error_data(&error))?;
        typed(result)
    }

    fn watched(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub fn error_data(error: &RequestError) -> ErrorData {
    ErrorData::new(ErrorCode(error.code), error.message.clone(), error.data.clone())
}

/// Results say that they are complete, which 2026-07-28 wants; rmcp takes it out again for older clients.
fn typed<T: DeserializeOwned>(mut value: Value) -> Result<T, ErrorData> {
    if let Value::Object(map) = &mut value {
        map.entry("resultType").or_insert_with(|| "complete".into());
    }
    serde_json::from_value(value)
        .map_err(|error| ErrorData::internal_error(format!("the server's answer is not as MCP has it: {error}"), None))
}

fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context.protocol_version().is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let offers = self.hub.offers;
        let changes = offers.events.then_some(true);
        let mut capabilities = ServerCapabilities::default();
        let mut tools = ToolsCapability::default();
        tools.list_changed = changes;
        capabilities.tools = Some(tools);
        if offers.resources {
            let mut resources = ResourcesCapability::default();
            (resources.subscribe, resources.list_changed) = (changes, changes);
            capabilities.resources = Some(resources);
        }
        if offers.prompts {
            capabilities.prompts = Some(PromptsCapability::default());
        }
        if offers.completions {
            capabilities.completions = Some(Map::new());
        }
        let about = &self.hub.about;
        let version = about.version.clone().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned());
        let mut implementation = Implementation::new(about.server.clone(), version);
        if let Some(title) = &about.title {
            implementation = implementation.with_title(title.clone());
        }
        let mut config = ServerConfig::new(capabilities).with_server_info(implementation);
        config.instructions = about.instructions.clone();
        config
    }

    async fn list_tools(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        self.pass("tools/list", &page).await
    }

    async fn call_tool(
        &self,
        params: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Ok(Value::Object(params)) = serde_json::to_value(&params) else {
            return Err(ErrorData::invalid_params("the parameters are no JSON object", None));
        };
        let mut result = call(&self.hub, params, &context, is_modern(&context)).await?;
        if is_question(&result) {
            return typed::<InputRequiredResult>(result).map(CallToolResponse::from);
        }
        with_text(&mut result);
        typed::<rmcp::model::CallToolResult>(result).map(CallToolResponse::from)
    }

    async fn list_resources(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        self.pass("resources/list", &page).await
    }

    async fn list_resource_templates(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        self.pass("resources/templates/list", &page).await
    }

    async fn read_resource(
        &self,
        params: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        self.pass::<ReadResourceResult>("resources/read", &params).await.map(ReadResourceResponse::from)
    }

    async fn list_prompts(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        if !self.hub.offers.prompts {
            return Err(ErrorData::method_not_found::<ListPromptsRequestMethod>());
        }
        self.pass("prompts/list", &page).await
    }

    async fn get_prompt(
        &self,
        params: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let result: Value = self.pass("prompts/get", &params).await?;
        match is_question(&result) {
            true => typed::<InputRequiredResult>(result).map(GetPromptResponse::from),
            false => typed::<GetPromptResult>(result).map(GetPromptResponse::from),
        }
    }

    async fn complete(
        &self,
        params: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        self.pass("completion/complete", &params).await
    }

    async fn subscribe(&self, params: SubscribeRequestParams, _: RequestContext<RoleServer>) -> Result<(), ErrorData> {
        self.pass::<Value>("resources/subscribe", &params).await?;
        self.watched().insert(params.uri);
        Ok(())
    }

    async fn unsubscribe(
        &self,
        params: UnsubscribeRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        self.watched().remove(&params.uri);
        match self.hub.listeners.watch(&params.uri) {
            true => Ok(()),
            false => self.pass::<Value>("resources/unsubscribe", &params).await.map(drop),
        }
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.hub.offers.events.then(|| requested.clone())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        for uri in context.accepted().resource_subscriptions.iter().flatten() {
            self.pass::<Value>("resources/subscribe", &json!({"uri": uri})).await?;
        }
        self.hub.listeners.add_sink(context.sink().clone());
        context.cancelled().await;
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        self.hub.listeners.add_session(context.peer, Arc::clone(&self.watched));
    }
}

/// Whether a result asks for something before there can be one.
pub fn is_question(result: &Value) -> bool {
    result.get("resultType").and_then(Value::as_str) == Some("input_required")
}

/// Adds the text form of structured content, for clients that know no other.
fn with_text(result: &mut Value) {
    let Value::Object(map) = result else { return };
    if !map.contains_key("content")
        && let Some(structured) = map.get("structuredContent")
    {
        let text = structured.to_string();
        map.insert("content".to_owned(), json!([{"type": "text", "text": text}]));
    }
}
