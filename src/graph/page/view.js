/* From the model to what is on the screen: which nodes, which aggregated edges,
   and how they look. Nothing here touches the page. */

const MOST_SERVER_EDGES = 3500;
const MOST_TOOL_EDGES = 4000;
const KEPT_PER_NODE = 3;

/* Parameter-level edges gathered between shown nodes. Between two closed servers
   direction is dropped; as soon as a tool takes part it is kept. */
function connect(model, filter, opened) {
  const shownAs = Int32Array.from(model.serverOf, (s, t) => (opened.has(s) ? toolNode(model, t) : s));
  const found = new Map();
  for (let e = 0; e < model.edgeCount; e++) {
    if (!passes(model, filter, e)) continue;
    let a = shownAs[model.from[e]], b = shownAs[model.to[e]];
    if (a === b) continue;
    const bothWays = b < model.serverCount && a < model.serverCount;
    if (bothWays && a > b) [a, b] = [b, a];
    const key = a * model.nodeCount + b;
    let link = found.get(key);
    if (!link) found.set(key, (link = { a, b, bothWays, strong: 0, weak: 0, best: 0 }));
    if (model.strong[e]) link.strong++; else link.weak++;
    if (model.confidence[e] > link.best) link.best = model.confidence[e];
  }
  return [...found.values()];
}

function byStrength(p, q) { return q.strong - p.strong || q.best - p.best || q.weak - p.weak || p.a - q.a || p.b - q.b; }

/* Links that pull servers together: every node keeps its best few. */
function linksForLayout(model) {
  const links = connect(model, { minConfidence: 0, strongOnly: false }, new Set()).sort(byStrength);
  const degree = new Uint16Array(model.serverCount);
  return links.filter((link) => {
    const wanted = degree[link.a] < KEPT_PER_NODE || degree[link.b] < KEPT_PER_NODE;
    if (wanted) { degree[link.a]++; degree[link.b]++; }
    link.weight = Math.log1p(link.strong + link.weak / 8);
    return wanted;
  });
}

/* Too many edges say nothing: the strongest are drawn, every node keeps its best
   few, and the selected node keeps all of its own. */
function chooseLinks(links, selected) {
  const degree = new Map(), chosen = [];
  const degreeOf = (node) => degree.get(node) || 0;
  let serverEdges = 0, toolEdges = 0;
  for (const link of links) {
    const own = link.a === selected || link.b === selected;
    const scarce = Math.min(degreeOf(link.a), degreeOf(link.b)) < KEPT_PER_NODE;
    const wanted = link.bothWays ? scarce || (link.strong > 0 && serverEdges < MOST_SERVER_EDGES) : toolEdges < MOST_TOOL_EDGES;
    if (!own && !wanted) continue;
    degree.set(link.a, degreeOf(link.a) + 1);
    degree.set(link.b, degreeOf(link.b) + 1);
    if (link.bothWays) serverEdges++; else toolEdges++;
    chosen.push(link);
  }
  return chosen;
}

/* The graph for the renderer. places: server positions; toolLayout: tools in a disc. */
function buildGraph(model, theme, state, places, toolLayout, links) {
  const graph = new GraphLibs.Graph({ type: "directed", multi: false, allowSelfLoops: false });
  const focus = focusOf(model, links, state.selected, state.opened);
  const colours = new Map();
  const colourOf = (community) => {
    if (!colours.has(community)) colours.set(community, communityColour(model, theme, community));
    return colours.get(community);
  };
  const add = (node, x, y, size, colour) => {
    const dim = focus !== null && !focus.near.has(node);
    graph.addNode(String(node), { x, y, size, color: colour, opacity: dim ? 0.22 : 1, node });
  };
  for (let s = 0; s < model.serverCount; s++) {
    const { x, y } = places[s];
    if (!state.opened.has(s)) { add(s, x, y, closedRadius(model, s), colourOf(state.communityOfServer[s])); continue; }
    toolLayout(s).nodes.forEach((spot, i) => {
      const t = model.toolsOf[s][i];
      add(toolNode(model, t), x + spot.x, y + spot.y, TOOL_RADIUS, colourOf(model.tools[t].c));
    });
  }
  const mostStrong = links.reduce((most, link) => (link.bothWays ? Math.max(most, link.strong) : most), 1);
  for (const link of links) {
    const look = edgeLook(theme, link, focus, mostStrong, links.length);
    graph.addDirectedEdge(String(link.a), String(link.b), look);
    // Two opposite edges bend away from each other, others are straight.
    if (!link.bothWays && graph.hasDirectedEdge(String(link.b), String(link.a)))
      for (const [a, b] of [[link.a, link.b], [link.b, link.a]]) graph.mergeEdgeAttributes(String(a), String(b), { path: "curved", curvature: 0.18 });
  }
  return { graph, near: focus && focus.near };
}

/* What the selection covers: {inside: the node, or the tools of an opened server;
   near: that and everything joined to it}, or null if nothing is selected. */
function focusOf(model, links, selected, opened) {
  if (selected === null) return null;
  const openedServer = isServer(model, selected) && opened.has(selected);
  const inside = new Set(openedServer ? model.toolsOf[selected].map((t) => toolNode(model, t)) : [selected]);
  const near = new Set(inside);
  for (const { a, b } of links) {
    if (inside.has(a)) near.add(b);
    if (inside.has(b)) near.add(a);
  }
  return { inside, near, openedServer };
}

const SOLID = 1e5;

function edgeLook(theme, link, focus, mostStrong, shown) {
  const strong = link.strong > 0;
  const own = focus !== null && (focus.inside.has(link.a) || focus.inside.has(link.b));
  const single = own && !focus.openedServer;
  const crowded = focus === null && shown > 1500;
  let colour = strong ? theme["edge-strong"] : theme["edge-weak"];
  let opacity = strong ? (crowded ? 0.34 : 0.65) : (crowded ? 0.3 : 0.5);
  if (single) {
    colour = link.bothWays ? theme.accent : focus.inside.has(link.a) ? theme["edge-out"] : theme["edge-in"];
    opacity = strong ? 0.95 : 0.7;
  } else if (own && !(focus.inside.has(link.a) && focus.inside.has(link.b))) opacity *= 0.5;
  else if (focus !== null && !own) opacity = 0.06;
  const weight = link.bothWays ? Math.log1p(link.strong) / Math.log1p(mostStrong) : Math.min(1, link.best);
  const size = (strong ? 0.24 + (link.bothWays ? 0.8 : 0.3) * weight : 0.2) + (single ? 0.12 : 0);
  return { color: colour, opacity, size, dash: strong ? SOLID : 4, head: link.bothWays ? "none" : "arrow", front: own ? "topEdges" : "edges", path: "straight", curvature: 0, link };
}
