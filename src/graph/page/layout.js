/* Where servers and tools stand. Servers are laid out once by their connections;
   servers without any are set in rows below. An opened server becomes a disc of
   its tools and pushes the others outwards. Everything is deterministic. */

const TOOL_RADIUS = 1.7;
const TOOL_SPACING = 3.6;
const GAP = 2.4;

function closedRadius(model, s) { return 1.2 + 1.25 * Math.sqrt(model.toolsOf[s].length); }

/* Tools of one server around (0, 0), linked tools near each other. */
function createToolLayouts(model) {
  const cache = new Map();
  return function toolLayout(s) {
    if (!cache.has(s)) cache.set(s, layOutTools(model, s));
    return cache.get(s);
  };
}

function layOutTools(model, s) {
  const tools = model.toolsOf[s];
  const place = new Map(tools.map((t, i) => [t, i]));
  const nodes = tools.map(() => ({}));
  const links = new Map();
  for (const t of tools)
    for (const e of model.outgoing(t)) {
      const other = place.get(model.to[e]);
      if (other === undefined || other === place.get(t)) continue;
      const key = Math.min(place.get(t), other) * tools.length + Math.max(place.get(t), other);
      links.set(key, (links.get(key) || 0) + model.confidence[e] * (model.strong[e] ? 1 : 0.2));
    }
  const strongest = [...links].sort((a, b) => b[1] - a[1]).slice(0, tools.length * 2)
    .map(([key]) => ({ source: Math.floor(key / tools.length), target: key % tools.length }));
  const { forceSimulation, forceLink, forceCollide, forceManyBody, forceX, forceY } = GraphLibs;
  forceSimulation(nodes).stop()
    .force("link", forceLink(strongest).distance(TOOL_SPACING * 2.2))
    .force("charge", forceManyBody().strength(-10).distanceMax(16))
    .force("x", forceX().strength(0.12)).force("y", forceY().strength(0.12))
    .force("collide", forceCollide(TOOL_SPACING).iterations(2))
    .tick(tools.length > 120 ? 90 : 160);
  const cx = mean(nodes, "x"), cy = mean(nodes, "y");
  let radius = closedRadius(model, s) + 2;
  for (const node of nodes) {
    node.x -= cx; node.y -= cy;
    radius = Math.max(radius, Math.hypot(node.x, node.y) + TOOL_SPACING + 2);
  }
  return { radius, nodes };
}

function mean(nodes, axis) { return nodes.reduce((sum, node) => sum + node[axis], 0) / Math.max(1, nodes.length); }

/* Servers by their connections. Works in slices of time and hands over to the
   page in between; resolves with {x, y, lonely, bounds}. */
async function layOutServers(model, links, radiusOf, report) {
  const linked = new Uint8Array(model.serverCount);
  for (const link of links) linked[link.a] = linked[link.b] = 1;
  const nodes = [], lonely = [];
  for (let s = 0; s < model.serverCount; s++) linked[s] ? nodes.push({ s, r: radiusOf(s) }) : lonely.push(s);
  const index = new Map(nodes.map((node, i) => [node.s, i]));
  const { forceSimulation, forceLink, forceCollide, forceManyBody, forceX, forceY } = GraphLibs;
  const simulation = forceSimulation(nodes).stop().alphaDecay(nodes.length > 300 ? 0.05 : 0.02)
    .force("link", forceLink(links.map((link) => ({ source: index.get(link.a), target: index.get(link.b), weight: link.weight })))
      .distance((link) => link.source.r + link.target.r + GAP * 3))
    .force("charge", forceManyBody().strength((node) => -14 - 2.2 * node.r).theta(1.3).distanceMax(nodes.length > 300 ? 220 : 900))
    .force("x", forceX().strength(0.05)).force("y", forceY().strength(0.065))
    .force("collide", forceCollide((node) => node.r + GAP).strength(0.9));
  while (simulation.alpha() > 0.02) {
    const until = performance.now() + 80;
    while (performance.now() < until && simulation.alpha() > 0.02) simulation.tick();
    report(1 - simulation.alpha());
    await new Promise((resume) => setTimeout(resume));
  }
  const x = new Float64Array(model.serverCount), y = new Float64Array(model.serverCount);
  for (const node of nodes) { x[node.s] = node.x; y[node.s] = -node.y; }
  const main = boundsOf(nodes.map((node) => node.s), x, y, radiusOf);
  setInRows(model, lonely, radiusOf, main, x, y);
  return { x, y, lonely, main, bounds: boundsOf(model.servers.map((_, s) => s), x, y, radiusOf) };
}

/* Servers without connections: rows below the rest, large ones first. */
function setInRows(model, lonely, radiusOf, main, x, y) {
  lonely.sort((a, b) => radiusOf(b) - radiusOf(a) || a - b);
  const area = lonely.reduce((sum, s) => sum + (2 * radiusOf(s) + GAP * 2) ** 2, 0);
  const width = Math.max(main.right - main.left, Math.sqrt(area) * 1.6);
  const left = (main.left + main.right) / 2 - width / 2;
  let rowTop = main.bottom - GAP * 8, column = left, rowHeight = 0;
  for (const s of lonely) {
    const size = 2 * radiusOf(s) + GAP * 2;
    if (column + size > left + width && column > left) { rowTop -= rowHeight; column = left; rowHeight = 0; }
    rowHeight = Math.max(rowHeight, size);
    x[s] = column + size / 2; y[s] = rowTop - size / 2;
    column += size;
  }
}

function boundsOf(servers, x, y, radiusOf) {
  const bounds = { left: 0, right: 0, top: 0, bottom: 0 };
  servers.forEach((s, i) => {
    const r = radiusOf(s);
    bounds.left = i ? Math.min(bounds.left, x[s] - r) : x[s] - r;
    bounds.right = i ? Math.max(bounds.right, x[s] + r) : x[s] + r;
    bounds.bottom = i ? Math.min(bounds.bottom, y[s] - r) : y[s] - r;
    bounds.top = i ? Math.max(bounds.top, y[s] + r) : y[s] + r;
  });
  return bounds;
}

/* Positions of all servers while some are open: a disc of radius R moves a point
   at distance d to sqrt(d² + R²), which keeps areas; a short run of collision
   removes what still overlaps. The server opened last stays where it was. */
function placeServers(model, base, opened, openRadius) {
  const nodes = Array.from(base.x, (x, s) => ({ x, y: base.y[s], r: opened.has(s) ? openRadius(s) : closedRadius(model, s) }));
  if (base.openFromStart || opened.size === 0) return nodes;
  for (const s of opened) {
    const centre = nodes[s], grow = centre.r * centre.r - closedRadius(model, s) ** 2;
    for (const node of nodes) {
      if (node === centre) continue;
      const dx = node.x - centre.x, dy = node.y - centre.y, d = Math.hypot(dx, dy) || 1e-3;
      const stretch = Math.sqrt(d * d + grow) / d;
      node.x = centre.x + dx * stretch; node.y = centre.y + dy * stretch;
    }
  }
  const fixed = nodes[[...opened].pop()];
  fixed.fx = fixed.x; fixed.fy = fixed.y;
  const anchors = nodes.map((node) => ({ x: node.x, y: node.y }));
  const { forceSimulation, forceCollide, forceX, forceY } = GraphLibs;
  forceSimulation(nodes).stop().alphaDecay(0)
    .force("x", forceX((_, i) => anchors[i].x).strength(0.05)).force("y", forceY((_, i) => anchors[i].y).strength(0.05))
    .force("collide", forceCollide((node) => node.r + GAP / 2).strength(0.8)).tick(24);
  return nodes;
}
