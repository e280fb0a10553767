//! The atlas: graph and tools laid out for sampling, with every lookup an index.
//!
//! It is made once a run and shared by all workers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::role::{Role, is_end, is_made, singular, words};
use crate::graph::{Graph, JsonType, Leaf};
use crate::model::{Edge, Path, Segment, Side, Tool, ToolRef};

/// An edge seen from the tool that draws on it.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Index of the edge in the graph's order.
    pub edge: u32,
    /// Index of the producing tool.
    pub tool: usize,
    /// The producing tool's output parameter.
    pub path: Path,
    pub confidence: f64,
    /// The graph believes it.
    pub trusted: bool,
}

/// An input parameter with what can supply it.
#[derive(Clone, Debug)]
pub struct Input {
    pub leaf: Leaf,
    pub role: Role,
    /// Best first.
    pub supplies: Vec<Supply>,
    /// Checks the leaf's pattern, where it has one.
    pattern: Option<Arc<jsonschema::Validator>>,
}

impl Input {
    /// An input that nothing supplies yet.
    pub(super) fn of(leaf: &Leaf) -> Self {
        let pattern = leaf.pattern.as_ref().and_then(|pattern| {
            let schema = json!({"pattern": pattern});
            jsonschema::draft202012::new(&schema).ok().map(Arc::new)
        });
        Self { leaf: leaf.clone(), role: Role::of(leaf), supplies: Vec::new(), pattern }
    }

    /// Whether it is the end of a span, by its name.
    pub fn is_end(&self) -> bool {
        let moment = matches!(self.role, Role::Date | Role::DateTime | Role::Time);
        moment && self.leaf.path.last_field().is_some_and(is_end)
    }

    /// Whether its values are somebody else's and of no pattern that would tell how they look.
    pub fn is_made(&self) -> bool {
        self.leaf.pattern.is_none() && self.leaf.path.last_field().is_some_and(is_made)
    }

    /// Whether it is the version that a change expects.
    pub fn is_stamp(&self) -> bool {
        self.role == Role::Handle && self.leaf.path.last_field().is_some_and(|name| name.ends_with("version"))
    }

    /// Whether a value is of the leaf's type, and a text of its length and pattern.
    pub fn accepts(&self, value: &Value) -> bool {
        let long = value.as_str().map_or(0, |text| text.chars().count() as u64);
        let of_length = !value.is_string()
            || (self.leaf.min_length.is_none_or(|least| least <= long)
                && self.leaf.max_length.is_none_or(|most| long <= most));
        self.leaf.types.accepts(JsonType::of(value))
            && of_length
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_valid(value))
    }
}

/// An edge seen from the tool that feeds another.
#[derive(Clone, Copy, Debug)]
pub struct Demand {
    pub tool: usize,
    pub input: usize,
    pub edge: u32,
}

/// A tool ready for sampling.
#[derive(Clone, Debug)]
pub struct ToolNode {
    pub tool: Arc<Tool>,
    pub reference: ToolRef,
    pub inputs: Vec<Input>,
    pub outputs: Vec<Leaf>,
    /// Changes nothing, as declared or, where nothing is declared, as its verb says.
    pub read_only: bool,
    pub destructive: bool,
    /// Makes something new, whose handle later calls can use.
    pub creates: bool,
    /// Looks for things by what is said of them, so that something must be said.
    pub searches: bool,
    /// Tells about the user herself.
    pub about_user: bool,
    /// Is about an entry for a person, whose name it takes.
    pub person: bool,
    /// Words of the name without the verb, in the singular: `["contact"]` of `search_contacts`.
    pub entity: Vec<String>,
    /// Changes what is there and leaves open what of it.
    pub updates: bool,
    /// Every required input can be supplied somehow.
    pub plannable: bool,
    /// Must not be called in this run.
    pub forbidden: bool,
    pub demands: Vec<Demand>,
    /// Output parameters that can be handed on.
    pub handed: BTreeSet<Path>,
    /// Output parameters that only repeat an argument.
    pub echoes: BTreeSet<Path>,
}

impl ToolNode {
    /// Whether the tool can be called with no arguments at all, which is how the lab looks around.
    pub fn is_source(&self) -> bool {
        self.read_only && self.inputs.iter().all(|input| !input.leaf.required)
    }

    /// Whether both tools are about things of one kind.
    fn is_about(&self, other: &Self) -> bool {
        self.tool.server == other.tool.server && self.entity.iter().any(|word| other.entity.contains(word))
    }

    /// Whether one of the inputs is the name of a person, to whom what stands beside it then belongs.
    fn names_a_person(&self) -> bool {
        let people = ["contact", "person", "user", "member", "customer", "employee", "guest"];
        self.entity.iter().any(|word| people.contains(&word.as_str()))
            && self.inputs.iter().any(|input| input.leaf.path.last_field().is_some_and(|name| name.ends_with("name")))
    }

    /// Whether an input gives a person another name, which people seldom want.
    pub fn renames(&self, input: &Input) -> bool {
        self.updates && self.person && input.leaf.path.last_field().is_some_and(|name| name.ends_with("name"))
    }

    /// Whether the tool looks one thing up by its handle.
    pub(super) fn is_getter(&self) -> bool {
        self.read_only && self.inputs.iter().any(|input| input.leaf.required && input.role == Role::Handle)
    }
}

/// A handle means something to one server and for one kind of thing only: where its own server supplies it, no other
/// does, and where an edge is trusted, others are left out.
fn keep_likely(supplies: &mut Vec<Supply>, home: &[bool]) {
    if supplies.iter().any(|supply| home[supply.tool]) {
        supplies.retain(|supply| home[supply.tool]);
    }
    if supplies.iter().any(|supply| supply.trusted) {
        supplies.retain(|supply| supply.trusted);
    }
}

/// Whether somebody would hand this value on: an edge can be true and still never be what a person asks for.
fn natural(from: &ToolNode, output: &Path, to: &ToolNode, input: &Input) -> bool {
    let handle = matches!(input.role, Role::Handle | Role::Path);
    // What was only repeated from the arguments was known before.
    let echo = from.echoes.contains(output);
    // Of what one has just made, the thing itself is of use; who made it and where it lies is known.
    let made = !from.creates || handle && output.last_field() == Some("id") && output.fields().count() == 1;
    // One does not make a thing to throw it away.
    let undone = from.creates && to.destructive;
    // What is said of a thing anew is not what is already said of such things.
    let stale = (to.creates || to.updates) && !handle && to.is_about(from);
    // Whom a message went to is mostly the user herself.
    let recipient = output.fields().any(|name| matches!(name, "to" | "cc" | "bcc" | "recipients"));
    // Whose entry is made or changed has data of her own.
    let own = (to.creates || to.updates) && !handle && to.person;
    // One does not search for what one has found already.
    let again = to.searches || !input.leaf.required && to.entity == from.entity;
    let circular = to.read_only && to.is_about(from) && again;
    // What one has just made one knows.
    let known = from.creates && to.read_only;
    // An address that a list shows is not looked up once more, and one of several groups is none that one can name.
    let listed = output.segments().contains(&Segment::Each);
    let looked_up = input.role == Role::Email && from.is_getter() && !listed;
    let several = output.segments().last() == Some(&Segment::Each);
    // How a thing is sorted, and what it is connected with, is seldom what one goes on with.
    let label = output
        .last_field()
        .and_then(|name| words(name).pop())
        .is_some_and(|head| matches!(head.as_str(), "type" | "kind" | "category" | "status" | "state" | "from"));
    let own_name = input.leaf.path.last_field().is_some_and(|name| {
        name.starts_with("new_") || to.creates && matches!(name, "name" | "title" | "subject" | "label")
    });
    // What kind of thing is wanted, and what a thing is to be called, is chosen by the user.
    let chosen = input.leaf.path.last_field().and_then(|name| words(name).pop()).is_some_and(|head| {
        matches!(
            head.as_str(),
            "type" | "kind" | "category" | "status" | "state" | "language" | "tag" | "tags" | "label"
        )
    });
    let called = !to.read_only && input.role == Role::Title;
    // What a server has told is not searched for in the same server by its name, and one's own things are not asked for by
    // one's name.
    let named = input.role == Role::Query && from.tool.server == to.tool.server;
    let mine = from.about_user && to.read_only && !input.leaf.required;
    !echo
        && made
        && !undone
        && !stale
        && !circular
        && !own
        && !known
        && !looked_up
        && !several
        && !recipient
        && (handle || !own_name && !label && !chosen && !called && !named && !mine)
}

/// Whether two handles are of one make: an order's number is not its id.
fn alike(from: &Path, to: &Path) -> bool {
    let head = |path: &Path| path.last_field().and_then(|name| words(name).pop()).map(|word| singular(&word));
    (head(from).as_deref() == Some("number")) == (head(to).as_deref() == Some("number"))
}

/// All tools of an inventory with the edges between their parameters.
#[derive(Clone, Debug)]
pub struct Atlas {
    pub tools: Vec<ToolNode>,
    index: BTreeMap<ToolRef, usize>,
    pub edges: Vec<Edge>,
    /// For every tool the first one of its server, which stands for the server.
    pub homes: Vec<u32>,
    /// Every way into a tool that a chain may go: tool, input, supply.
    pub ways: Vec<(usize, usize, usize)>,
}

/// Verbs of tools that change nothing.
const READING: &[&str] = &[
    "get", "list", "search", "find", "read", "show", "describe", "check", "fetch", "lookup", "view", "count",
    "convert", "calculate", "diff", "compare",
];

/// Nouns of what a tool shows, where its name ends in them: `git_log`, `git_status`.
const SHOWN: &[&str] = &["log", "status", "history", "info", "graph", "tree", "time"];

/// Verbs after which the thing is gone.
const DESTROYING: &[&str] = &["delete", "remove", "cancel", "drop", "destroy", "purge", "clear", "reset"];

/// Verbs that make a thing.
const CREATING: &[&str] = &[
    "create", "add", "make", "new", "open", "start", "upload", "write", "place", "book", "register", "insert", "copy",
    "import", "draft", "request", "submit",
];

/// Verbs that look for things that fit a description.
const SEARCHING: &[&str] = &["search", "find", "query", "lookup", "filter"];

/// Verbs that change some of a thing's properties.
const UPDATING: &[&str] = &["update", "change", "edit", "modify", "patch", "set"];

impl Atlas {
    /// Lays out tools with the graph's parameters and edges. Edges keep the graph's order.
    pub fn new<'t>(tools: impl IntoIterator<Item = &'t Tool>, graph: &Graph) -> Self {
        let mut nodes: Vec<ToolNode> = tools.into_iter().map(|tool| node(tool, graph)).collect();
        for node in &mut nodes {
            node.person = node.names_a_person();
        }
        let edges = graph.edges();
        let index: BTreeMap<ToolRef, usize> =
            nodes.iter().enumerate().map(|(at, node)| (node.reference.clone(), at)).collect();
        for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| !edge.evidence.against()) {
            let (Some(&from), Some(&to)) = (index.get(&edge.from.tool), index.get(&edge.to.tool)) else { continue };
            let input = nodes[to].inputs.iter().position(|input| input.leaf.path == edge.to.path);
            let Some(input) = input.filter(|_| edge.to.side == Side::Input && from != to) else { continue };
            let output = nodes[from].outputs.iter().find(|leaf| leaf.path == edge.from.path);
            let takes = |output: &Leaf| nodes[to].inputs[input].role.takes(Role::of(output));
            if !output.is_some_and(takes) || !alike(&edge.from.path, &edge.to.path) {
                continue;
            }
            if !natural(&nodes[from], &edge.from.path, &nodes[to], &nodes[to].inputs[input]) {
                continue;
            }
            let number = u32::try_from(at).unwrap_or(u32::MAX);
            nodes[to].inputs[input].supplies.push(Supply {
                edge: number,
                tool: from,
                path: edge.from.path.clone(),
                confidence: f64::from(edge.confidence),
                trusted: edge.trusted(),
            });
            nodes[from].demands.push(Demand { tool: to, input, edge: number });
        }
        for edge in edges {
            if let Some(from) = index.get(&edge.from.tool) {
                nodes[*from].handed.insert(edge.from.path.clone());
            }
        }
        for at in 0..nodes.len() {
            let home: Vec<bool> = nodes.iter().map(|node| node.tool.server == nodes[at].tool.server).collect();
            for input in nodes[at].inputs.iter_mut().filter(|input| input.role == Role::Handle) {
                keep_likely(&mut input.supplies, &home);
            }
        }
        for node in &mut nodes {
            for input in &mut node.inputs {
                input.supplies.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then(a.edge.cmp(&b.edge)));
            }
        }
        let mut firsts: BTreeMap<&str, u32> = BTreeMap::new();
        let homes =
            (0..).zip(&nodes).map(|(at, node)| *firsts.entry(node.tool.server.as_str()).or_insert(at)).collect();
        let mut atlas = Self { tools: nodes, index, edges: edges.to_vec(), homes, ways: Vec::new() };
        atlas.ways = atlas.all_ways();
        atlas.find_plannable();
        atlas
    }

    fn all_ways(&self) -> Vec<(usize, usize, usize)> {
        let mut ways = Vec::new();
        for (tool, node) in self.tools.iter().enumerate() {
            for (at, input) in node.inputs.iter().enumerate() {
                // What is made is gone on with seldom, what is changed never.
                let gives = |supply: &Supply| {
                    let from = &self.tools[supply.tool];
                    from.read_only || from.creates
                };
                let open = (0..input.supplies.len()).filter(|supply| gives(&input.supplies[*supply]));
                ways.extend(open.map(|supply| (tool, at, supply)));
            }
        }
        ways
    }

    pub fn find(&self, tool: &ToolRef) -> Option<usize> {
        self.index.get(tool).copied()
    }

    /// Takes tools out of what can be planned, and with them what only they can supply.
    pub fn forbid(&mut self, forbidden: impl Fn(&ToolNode) -> bool) {
        self.tools.iter_mut().for_each(|node| node.forbidden |= forbidden(node));
        self.find_plannable();
    }

    /// Marks the tools whose handles can be obtained, step by step from those that need none.
    fn find_plannable(&mut self) {
        let mut plannable = BTreeSet::new();
        loop {
            let before = plannable.len();
            for (at, node) in self.tools.iter().enumerate() {
                let suppliable = |input: &Input| {
                    !input.leaf.required
                        || input.leaf.constant.is_some()
                        || input.leaf.default.is_some()
                        || input.role == Role::Flag
                        || input.role == Role::Paging
                        || input.role.sayable()
                        || input.supplies.iter().any(|supply| plannable.contains(&supply.tool))
                };
                if !node.forbidden && node.inputs.iter().all(suppliable) {
                    plannable.insert(at);
                }
            }
            if plannable.len() == before {
                break;
            }
        }
        for (at, node) in self.tools.iter_mut().enumerate() {
            node.plannable = plannable.contains(&at);
        }
    }
}

fn node(tool: &Tool, graph: &Graph) -> ToolNode {
    let reference = tool.reference();
    let verbs = words(&tool.name);
    let verb = |list: &[&str]| verbs.iter().take(2).any(|word| list.contains(&word.as_str()));
    // Where nothing is declared, a tool counts as reading only if nothing in its name speaks of a change.
    let shows = verb(READING) || verbs.last().is_some_and(|word| SHOWN.contains(&word.as_str()));
    let changes =
        verbs.iter().any(|word| [CREATING, UPDATING, DESTROYING].iter().any(|list| list.contains(&word.as_str())));
    let read_only = tool.annotations.read_only.unwrap_or(shows && !changes);
    let echoes = graph.outputs(&reference).iter().filter(|known| known.echo);
    let echoes = echoes.map(|known| known.leaf.path.clone()).collect();
    ToolNode {
        inputs: graph.inputs(&reference).iter().map(|known| Input::of(&known.leaf)).collect(),
        outputs: graph.outputs(&reference).iter().map(|known| known.leaf.clone()).collect(),
        reference,
        tool: Arc::new(tool.clone()),
        read_only,
        destructive: !read_only && verb(DESTROYING),
        creates: !read_only && verb(CREATING),
        updates: !read_only && verb(UPDATING),
        searches: read_only && verb(SEARCHING),
        about_user: read_only
            && verbs.iter().any(|word| matches!(word.as_str(), "profile" | "whoami" | "myself" | "me")),
        person: false,
        entity: verbs.iter().skip(1).map(|word| singular(word)).collect(),
        plannable: false,
        forbidden: false,
        demands: Vec::new(),
        handed: BTreeSet::new(),
        echoes,
    }
}
