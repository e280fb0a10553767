//! Tells what kind of failure a server meant, from the little that servers say.

use crate::model::FailureKind;

/// JSON-RPC's and MCP's own error codes.
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const RESOURCE_NOT_FOUND: i64 = -32002;
const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;

/// The words for each kind, asked in this order: the more telling kinds come first.
const WORDS: &[(FailureKind, &[&str])] = &[
    (FailureKind::UnknownTool, &["unknown tool", "no such tool", "tool not found"]),
    (FailureKind::Timeout, &["timed out", "timeout", "deadline exceeded"]),
    (
        FailureKind::NotAllowed,
        &[
            "access denied", "permission denied", "not allowed", "not permitted", "forbidden", "unauthorized",
            "not authorized", "outside allowed", "eacces", "eperm", "read-only",
        ],
    ),
    (
        FailureKind::Conflict,
        &["already exists", "conflict", "already been", "is already", "eexist", "duplicate", "in use"],
    ),
    (
        FailureKind::NotFound,
        &[
            "not found", "no such", "does not exist", "doesn't exist", "enoent", "could not find", "cannot find",
            "unknown revision", "there is no",
        ],
    ),
    (
        FailureKind::Invalid,
        &[
            "invalid", "validation error", "required", "must be", "missing", "malformed", "out of range", "expected ",
            "not a valid",
        ],
    ),
];

/// The kind of a JSON-RPC error.
pub fn of_rpc_error(code: i64, message: &str) -> FailureKind {
    let words = of_text(message);
    match (code, words) {
        (_, FailureKind::UnknownTool) => words,
        (METHOD_NOT_FOUND | PARSE_ERROR | INVALID_REQUEST, _) => FailureKind::Protocol,
        // Servers say "Tool x not found" under the code for invalid parameters.
        (INVALID_PARAMS, FailureKind::NotFound) if names_a_tool(message) => FailureKind::UnknownTool,
        (INVALID_PARAMS, FailureKind::NotFound) => words,
        (INVALID_PARAMS, _) => FailureKind::Invalid,
        (RESOURCE_NOT_FOUND, _) => FailureKind::NotFound,
        _ => words,
    }
}

/// The kind that a server of ours states under `_meta["mcplab/error"]`.
pub fn of_code_word(word: &str) -> Option<FailureKind> {
    match word {
        "not_found" => Some(FailureKind::NotFound),
        "conflict" => Some(FailureKind::Conflict),
        "not_allowed" => Some(FailureKind::NotAllowed),
        "invalid" => Some(FailureKind::Invalid),
        _ => None,
    }
}

/// The kind that the words of an error text suggest.
pub fn of_text(text: &str) -> FailureKind {
    // The head of a text says what is wrong; its tail is often a stack trace or an echo of the input.
    let head: String = text.chars().take(300).collect::<String>().to_lowercase();
    WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| head.contains(word)))
        .map_or(FailureKind::Other, |(kind, _)| *kind)
}

fn names_a_tool(message: &str) -> bool {
    let message = message.to_lowercase();
    message.starts_with("tool ") || message.contains(" tool ") || message.contains(": tool ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_error_texts_have_kinds() {
        let cases = [
            ("Access denied - path outside allowed directories: /etc not in /w", FailureKind::NotAllowed),
            ("ENOENT: no such file or directory, open '/w/a.txt'", FailureKind::NotFound),
            ("Entity with name Ada not found", FailureKind::NotFound),
            ("Input validation error: 'timezone' is a required property", FailureKind::Invalid),
            ("a branch named 'x' already exists", FailureKind::Conflict),
            ("Unknown tool: frob", FailureKind::UnknownTool),
            ("request timed out", FailureKind::Timeout),
            ("boom", FailureKind::Other),
        ];
        for (text, kind) in cases {
            assert_eq!(of_text(text), kind, "{text}");
        }
    }

    #[test]
    fn codes_and_words_together() {
        assert_eq!(of_rpc_error(-32602, "Tool frob not found"), FailureKind::UnknownTool);
        assert_eq!(of_rpc_error(-32602, "MCP error -32602: bad arguments"), FailureKind::Invalid);
        assert_eq!(of_rpc_error(-32601, "Method not found"), FailureKind::Protocol);
        assert_eq!(of_rpc_error(-32603, "boom"), FailureKind::Other);
    }
}
