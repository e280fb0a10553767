//! A built-in server as an ordinary MCP server on stdio: `mcplab-benchmarks builtin-stdio SERVER SEED NOW`.
//!
//! It is what the sandbox is measured against: the same Rust code, served by rmcp from a child process.

use std::sync::{Mutex, PoisonError};

use mcplab_servers::Host;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ErrorData, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer, ServiceExt};
use serde_json::{Value, json};

struct Builtin {
    tools: Vec<Tool>,
    host: Mutex<Host>,
}

impl rmcp::ServerHandler for Builtin {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.clone()))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = Value::Object(call.arguments.unwrap_or_default()).to_string();
        let mut host = self.host.lock().unwrap_or_else(PoisonError::into_inner);
        let text = host.call_tool(&call.name, &arguments).map_err(|error| ErrorData::invalid_params(error, None))?;
        let result: Value =
            serde_json::from_str(&text).map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        Ok(CallToolResult::structured(result.get("structuredContent").cloned().unwrap_or(result)).into())
    }
}

/// Serves a built-in server until its input ends.
pub fn serve(server: &str, seed: &str, now: &str) -> anyhow::Result<()> {
    let config = json!({"server": server, "seed": seed, "now": now}).to_string();
    let host = Mutex::new(Host::start(&config).map_err(anyhow::Error::msg)?);
    let entry = mcplab_servers::servers::all().find(|entry| entry.name == server);
    let tools: Vec<Tool> =
        serde_json::from_value(entry.map(|entry| entry.listing()["tools"].clone()).unwrap_or_default())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let service = Builtin { tools, host }.serve(rmcp::transport::stdio()).await?;
        service.waiting().await?;
        Ok(())
    })
}
