//! Every feature of MCP in one server, under the names that the conformance suite of the protocol asks for: for trying
//! clients, and for trying the kit.

mod asking;
mod contents;
mod reading;
mod toggling;

use serde::Serialize;

use crate::kit::server::{Entry, Server};
use crate::kit::tool::{Tool, read, read_content, write, write_content};
use crate::kit::{Prompt, Resource};
use crate::world::World;

pub const SERVERS: [Entry; 1] = [Entry::of::<Showcase>()];

/// Two switches are all that there is to change.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Showcase {
    /// How often the watched resource was touched.
    touches: u64,
    /// Whether the hidden tool is on offer.
    unlocked: bool,
}

impl Server for Showcase {
    const NAME: &'static str = "showcase";
    const TITLE: &'static str = "Showcase";
    const DESCRIPTION: &'static str = "Every feature of MCP in one server, for trying clients.";
    const INSTRUCTIONS: &'static str = "Call what the client at hand should be tried with.";
    const SHOWCASE: bool = true;

    fn generate(_: &World) -> Self {
        Self::default()
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read_content("test_simple_text", contents::simple_text),
            read_content("test_image_content", contents::image),
            read_content("test_audio_content", contents::audio),
            read_content("test_embedded_resource", contents::embedded_resource),
            read_content("test_multiple_content_types", contents::several),
            read_content("test_error_handling", contents::error),
            read_content("test_tool_with_progress", contents::with_progress),
            read_content("test_logging_tool", contents::quiet),
            read_content("test_missing_capability", asking::confirm),
            read_content("test_elicitation", asking::elicitation),
            read_content("test_elicitation_sep1034_defaults", asking::defaults),
            read_content("test_elicitation_sep1330_enums", asking::enums),
            read_content("test_input_required_result_elicitation", asking::user_name),
            read_content("test_input_required_result_request_state", asking::confirm),
            read_content("test_input_required_result_tampered_state", asking::confirm),
            read_content("test_input_required_result_multi_round", asking::rounds),
            read_content("test_streaming_elicitation", asking::elicitation_in_stream),
            write("test_trigger_tool_change", toggling::toggle),
            write_content("test_touch_resource", toggling::touch),
            read("test_unlocked", toggling::unlocked),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        reading::resources()
    }

    fn prompts() -> Vec<Prompt<Self>> {
        reading::prompts()
    }

    fn offers(&self, tool: &str) -> bool {
        self.unlocked || tool != "test_unlocked"
    }
}
