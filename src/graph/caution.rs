//! Pairs that look alike in words and are wrong as a rule. How much each rule counts is fitted like everything else.

use super::features::{End, numeric, overlapping};
use super::kind::Kind;
use super::meaning::Meaning;

/// A reason to doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caution {
    /// Counts and sizes are chosen rather than handed on.
    Count,
    /// A number that may be left out is a setting.
    Setting,
    /// Both are texts that people write.
    FreeText,
    /// Ids whose names tell what they identify, and it is not the same.
    OtherIds,
    /// Another input of the tool is called like the output.
    Taken,
    /// Servers do not know each other's ids.
    Foreign,
    /// The input allows a few values, and the output names none of them.
    OtherValues,
    /// The output only says how the call went.
    Report,
    /// The consumer tells the like of the output itself, so that both are sources of it.
    Peers,
}

impl Caution {
    pub const ALL: [Self; 9] = [
        Self::Count,
        Self::Setting,
        Self::FreeText,
        Self::OtherIds,
        Self::Taken,
        Self::Foreign,
        Self::OtherValues,
        Self::Report,
        Self::Peers,
    ];

    pub fn applies(self, from: End<'_>, to: End<'_>) -> bool {
        let (o, i) = (from.meaning, to.meaning);
        match self {
            Self::Count => i.kind == Kind::Count,
            Self::Setting => numeric(to.leaf) && !to.leaf.required && (!i.kind.specific() || i.kind == Kind::Count),
            Self::FreeText => i.kind.free() && o.kind.free(),
            Self::OtherIds => differ(o, i),
            Self::Taken => o.kind == Kind::Id && o.full != i.full && to.inputs.iter().any(|input| input.full == o.full),
            Self::Foreign => from.server != to.server && (o.kind.is_handle() || i.kind.is_handle()),
            Self::OtherValues => !to.leaf.enum_values.is_empty() && overlapping(from.leaf, to.leaf) != Some(true),
            Self::Report => o.reports,
            Self::Peers => o.full != i.full && to.outputs.iter().any(|made| made.full == o.full),
        }
    }
}

/// Two ids whose names tell what they identify, and it is not the same.
pub(super) fn differ(output: &Meaning, input: &Meaning) -> bool {
    let identified = output.full.iter().filter(|word| Some(**word) != output.head);
    let mut known = identified
        .map(|word| input.full.binary_search(word).is_ok() || input.lead.binary_search(word).is_ok())
        .peekable();
    let ids = output.kind == Kind::Id && input.kind == Kind::Id && input.full.len() > 1;
    ids && known.peek().is_some() && !known.any(|known| known)
}
