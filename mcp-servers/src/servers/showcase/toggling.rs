//! Tools that change what there is to see, so that clients hear of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Showcase;
use crate::kit::{Call, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Switch {
    /// Whether the hidden tool is on offer now.
    pub unlocked: bool,
}

/// Brings a hidden tool into the list, or takes it away again. Use it to try list changes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Toggle {}

/// Touches the watched resource. Use it to try subscriptions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Touch {}

/// Says that it is there. It is on offer only after test_trigger_tool_change.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlocked {}

pub fn toggle(showcase: &mut Showcase, _: &mut Call, _: Toggle) -> Result<Switch> {
    showcase.unlocked = !showcase.unlocked;
    Ok(Switch { unlocked: showcase.unlocked })
}

pub fn touch(showcase: &mut Showcase, _: &mut Call, _: Touch) -> Result<String> {
    showcase.touches = showcase.touches.checked_add(1).ok_or_else(|| conflict("It was touched too often."))?;
    Ok(format!("Touched {} times.", showcase.touches))
}

pub fn unlocked(showcase: &Showcase, _: &Call, _: Unlocked) -> Result<Switch> {
    Ok(Switch { unlocked: showcase.unlocked })
}
