//! The codes of what a reader cannot keep, in one list, so that a count of them can be read without the readers.

/// A call without arguments, or with an empty text or null in their place: an empty object stands there now.
pub const ABSENT_ARGUMENTS: &str = "absent_arguments";
/// The agent's prompt around the policy: the file has the policy alone.
pub const AGENT_INSTRUCTION: &str = "agent_instruction";
/// Citations and the like beside a text.
pub const ANNOTATIONS: &str = "annotations";
/// A judge's verdict that is no JSON.
pub const ASSESSMENT: &str = "assessment";
/// A judge's reasons; the scores are labels.
pub const ASSESSMENT_REASONING: &str = "assessment_reasoning";
/// Texts that the record names by a digest and does not have.
pub const ATTACHMENTS: &str = "attachments";
/// Lines that look like messages and cannot be parsed, mostly because the log was shortened.
pub const BROKEN_LINES: &str = "broken_lines";
/// Tools that the interface itself runs, such as a web search.
pub const BUILTIN_TOOLS: &str = "builtin_tools";
/// Words by which a simulated user ends the talk.
pub const CONTROL_WORDS: &str = "control_words";
/// A system message under the role `developer`.
pub const DEVELOPER_ROLE: &str = "developer_role";
/// An assistant message with neither a text nor a call.
pub const EMPTY_TURN: &str = "empty_turn";
/// The number and the data of a protocol error; its message is the result.
pub const ERROR_CODE: &str = "error_code";
/// Calls of models, spans and other events between the messages.
pub const EVENTS: &str = "events";
/// The world before the first call.
pub const INITIAL_STATE: &str = "initial_state";
/// A call made while an older turn still waited: turns stand one after the other now.
pub const INTERLEAVED_CALLS: &str = "interleaved_calls";
/// Keys of a message that no reader knows.
pub const MESSAGE_FIELDS: &str = "message_fields";
/// When a message was made, with what and for how much.
pub const MESSAGE_METADATA: &str = "message_metadata";
/// What the source says about how the row was made.
pub const METADATA: &str = "metadata";
/// No text of a final answer was recorded.
pub const NO_ANSWER_TEXT: &str = "no_answer_text";
/// The results of calls were not recorded.
pub const NO_RESULTS: &str = "no_results";
/// What was in view is not in the file.
pub const NO_TOOLS: &str = "no_tools";
/// What the user said was not recorded.
pub const NO_USER_TEXT: &str = "no_user_text";
/// Images, audio and other blocks that are no text.
pub const NON_TEXT_CONTENT: &str = "non_text_content";
/// Progress and logging during calls.
pub const NOTIFICATIONS: &str = "notifications";
/// Further answers to the same request.
pub const OTHER_CHOICES: &str = "other_choices";
/// Where one part of a text ended and the next began.
pub const PARTS: &str = "parts";
/// That the text of a call's arguments could not be parsed; what the source made of it is kept.
pub const PARSE_ERROR: &str = "parse_error";
/// A question of the row that no user message asks.
pub const QUESTION: &str = "question";
/// What the model wrote around calls.
pub const RAW_TEXT: &str = "raw_text";
/// Thoughts of the model.
pub const REASONING: &str = "reasoning";
/// Keys of the record that are no short facts.
pub const RECORD_FIELDS: &str = "record_fields";
/// That a text is a refusal.
pub const REFUSAL_MARK: &str = "refusal_mark";
/// Temperature and other settings of a request.
pub const REQUEST_SETTINGS: &str = "request_settings";
/// A result under another name than that of its call; the order decided.
pub const RESULT_NAME: &str = "result_name";
/// What each check of a reward found.
pub const REWARD_CHECKS: &str = "reward_checks";
/// Questions of a server to its client during calls.
pub const SERVER_REQUESTS: &str = "server_requests";
/// Who of several users or assistants spoke.
pub const SPEAKER_NAME: &str = "speaker_name";
/// The world after a turn.
pub const STATES: &str = "states";
/// That arguments are held to the schema while they are written.
pub const STRICT: &str = "strict";
/// Structured content that says something else than the text beside it.
pub const STRUCTURED_CONTENT: &str = "structured_content";
/// Which call asked a subagent, whose trajectory is elsewhere.
pub const SUBAGENT_REFS: &str = "subagent_refs";
/// What the task was and what was expected.
pub const TASK: &str = "task";
/// A tool that was declared anew with another meaning; the last one counts.
pub const TOOL_CHANGES: &str = "tool_changes";
/// Titles, annotations and icons of tools.
pub const TOOL_METADATA: &str = "tool_metadata";
/// The tools written out for one chat template in the system message.
pub const TOOL_PROMPT: &str = "tool_prompt";
/// Results that belong to no call.
pub const UNASKED_RESULTS: &str = "unasked_results";
/// Tokens and times of the run.
pub const USAGE: &str = "usage";
/// Calls of the user to tools of her own, with their results.
pub const USER_CALLS: &str = "user_calls";
