/* The graph as written by mcplab, with the look-ups the page needs.
   Nodes are numbers: server s is s, tool t is serverCount + t. */

function createModel(data) {
  const { servers, tools, edges } = data;
  const count = edges.length;
  const from = new Int32Array(count), to = new Int32Array(count);
  const output = new Uint16Array(count), input = new Uint16Array(count);
  const confidence = new Float32Array(count), strong = new Uint8Array(count), evidence = new Int32Array(count);
  for (let e = 0; e < count; e++) {
    const edge = edges[e];
    from[e] = edge[0]; output[e] = edge[1]; to[e] = edge[2]; input[e] = edge[3];
    confidence[e] = edge[4]; strong[e] = edge[5]; evidence[e] = edge[6];
  }
  data.edges = null; // the columns hold them now

  const serverOf = Int32Array.from(tools, (tool) => tool.s);
  const toolsOf = servers.map(() => []);
  tools.forEach((tool, t) => toolsOf[tool.s].push(t));

  return {
    title: data.title, reasons: data.reasons, servers, tools, evidenceTexts: data.evidence, summary: data.summary || {},
    serverCount: servers.length, nodeCount: servers.length + tools.length, edgeCount: count,
    from, to, output, input, confidence, strong, evidence, serverOf, toolsOf,
    outgoing: edgesByTool(from, tools.length), incoming: edgesByTool(to, tools.length),
    communityRank: rankCommunities(tools),
  };
}

/* Edge numbers grouped by one end: edges of tool t are list[start[t]..start[t+1]]. */
function edgesByTool(ends, toolCount) {
  const start = new Int32Array(toolCount + 1);
  for (const tool of ends) start[tool + 1]++;
  for (let t = 0; t < toolCount; t++) start[t + 1] += start[t];
  const next = start.slice(), list = new Int32Array(ends.length);
  ends.forEach((tool, e) => { list[next[tool]++] = e; });
  return (t) => list.subarray(start[t], start[t + 1]);
}

/* Community number -> place by size; the page colours the largest ones. */
function rankCommunities(tools) {
  const sizes = new Map();
  for (const tool of tools) if (tool.c != null) sizes.set(tool.c, (sizes.get(tool.c) || 0) + 1);
  const order = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return new Map(order.map(([community, size], place) => [community, { place, size }]));
}

function passes(model, filter, e) {
  return model.confidence[e] >= filter.minConfidence && (!filter.strongOnly || model.strong[e] === 1);
}

/* Best first: strong before weak, then by confidence. */
function bestFirst(model, edges) {
  return edges.sort((a, b) => model.strong[b] - model.strong[a] || model.confidence[b] - model.confidence[a] || a - b);
}

function toolNode(model, t) { return model.serverCount + t; }
function isServer(model, node) { return node < model.serverCount; }
function toolOf(model, node) { return node - model.serverCount; }
function nodeName(model, node) {
  return isServer(model, node) ? model.servers[node] : model.tools[toolOf(model, node)].n;
}

/* The community most tools of a server belong to, or null. */
function serverCommunity(model, s) {
  const counts = new Map();
  for (const t of model.toolsOf[s]) {
    const community = model.tools[t].c;
    if (community != null) counts.set(community, (counts.get(community) || 0) + 1);
  }
  let best = null;
  for (const [community, count] of counts) if (best === null || count > counts.get(best)) best = community;
  return best;
}

/* All parameter-level edges between two shown nodes that pass the filter, best first. */
function edgesBetween(model, filter, a, b, bothWays) {
  const inside = (node, t) => (isServer(model, node) ? model.serverOf[t] === node : toolOf(model, node) === t);
  const found = [];
  const collect = (source, target) => {
    for (const t of isServer(model, source) ? model.toolsOf[source] : [toolOf(model, source)])
      for (const e of model.outgoing(t)) if (inside(target, model.to[e]) && passes(model, filter, e)) found.push(e);
  };
  collect(a, b);
  if (bothWays) collect(b, a);
  return bestFirst(model, found);
}

/* Control and direction-changing characters could make one name look like another. */
function plain(text) {
  return String(text == null ? "" : text).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ");
}

function shorten(text, length) {
  const signs = Array.from(plain(text).slice(0, length * 2 + 2));
  return signs.length > length ? signs.slice(0, length - 1).join("") + "…" : signs.join("");
}
