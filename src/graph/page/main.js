/* Puts model, view, stage, panel and search together and keeps the state of the
   page: filter, opened servers, selection (also in the address, so it can be linked). */

const SMALL_TOOLS = 60, SMALL_SERVERS = 8;
const LEAST_FOCUS = 20; // a server of one tool is not blown up to the whole view

function createApp(model) {
  const byId = (id) => document.getElementById(id);
  const note = byId("note");
  const toolLayout = createToolLayouts(model);
  const communityOfServer = model.servers.map((_, s) => serverCommunity(model, s));
  const state = { filter: { minConfidence: 0, strongOnly: false }, opened: new Set(), selected: null, communityOfServer };
  const openRadius = (s) => toolLayout(s).radius;
  let base = null, places = [], links = [], linksKey = "", scene = null;

  const app = {
    model, communityOfServer, theme: readTheme(), filter: state.filter, state,
    isOpened: (s) => state.opened.has(s),
    select, toggle, centre, connectionsOf, chooseLink,
    get scene() { return scene; }, get stage() { return stage; },
  };
  const panel = createPanel(model, app);
  const stage = createStage({
    chooseNode: (node) => select(node), chooseStage: (s) => select(s), chooseEdge: chooseLink,
    cannotDraw: () => { byId("graph").replaceChildren(element("p", { class: "blocked" }, "This browser cannot draw the graph (WebGL 2 is missing). Search and the side panel work all the same.")); },
    openNode: (node) => { if (isServer(model, node)) toggle(node); else centre(node); },
  });
  app.search = createSearch(model, (node) => {
    if (isServer(model, node)) open(node);
    select(node, { centre: true });
    panel.focus();
  }).search;

  async function start() {
    byId("title").textContent = plain(model.title);
    document.title = plain(model.title);
    drawLegend();
    panel.home();
    const small = model.tools.length <= SMALL_TOOLS && model.serverCount <= SMALL_SERVERS;
    if (small) model.servers.forEach((_, s) => state.opened.add(s));
    base = await layOutServers(model, linksForLayout(model), small ? openRadius : (s) => closedRadius(model, s),
      (share) => { note.textContent = `Arranging servers… ${Math.round(share * 100)} %`; });
    base.openFromStart = small;
    const linked = nodeInAddress();
    if (linked === undefined) update(); else select(linked, { centre: linked !== null });
    for (const change of ["hashchange", "popstate"]) window.addEventListener(change, followAddress);
    document.documentElement.dataset.state = "ready";
  }

  /* Everything on the stage anew, after filter, opened servers, selection or colours changed. */
  function update() {
    if (!base) return; // still being arranged; the start draws it
    const key = JSON.stringify([state.filter, [...state.opened]]);
    if (key !== linksKey) {
      links = connect(model, state.filter, state.opened).sort(byStrength);
      places = placeServers(model, base, state.opened, openRadius);
      linksKey = key;
    }
    const shown = chooseLinks(links, state.selected);
    const { graph, near } = buildGraph(model, app.theme, state, places, toolLayout, shown);
    scene = makeScene(graph, near);
    stage.show(graph, scene, app.theme);
    byId("collapse").hidden = state.opened.size === 0;
    note.textContent = links.length === 0 ? "No connections with this filter."
      : shown.length < links.length ? `The strongest ${number.format(shown.length)} of ${number.format(links.length)} connections are drawn; a selected node shows all of its own.`
        : `${number.format(links.length)} connections`;
  }

  function makeScene(graph, near) {
    const items = new Map(), inRows = new Set(base.lonely);
    graph.forEachNode((_, { node, x, y, size }) => {
      const server = isServer(model, node), name = nodeName(model, node);
      items.set(node, { node, x, y, size, server, inDisc: !server, inRows: server && inRows.has(node), label: shorten(name, server ? 26 : 24), longLabel: shorten(name, 60),
        weight: server ? 100 + model.toolsOf[node].length : graph.degree(String(node)) });
    });
    const discs = [...state.opened].map((s) => ({ s, x: places[s].x, y: places[s].y, r: openRadius(s), label: shorten(model.servers[s], 36), colour: communityColour(model, app.theme, communityOfServer[s]) }));
    const rowsTitle = base.lonely.length && !base.openFromStart && state.opened.size === 0
      ? { x: base.x[base.lonely[0]] - closedRadius(model, base.lonely[0]), y: base.main.bottom - GAP * 6, text: `Servers without connections (${number.format(base.lonely.length)})` } : null;
    return { items, discs, near, selected: state.selected, hovered: null, bounds: base.bounds, rowsTitle };
  }

  function open(s) { state.opened.delete(s); state.opened.add(s); }

  function select(node, { centre: wanted = false } = {}) {
    if (node !== null && !isServer(model, node) && !state.opened.has(model.serverOf[toolOf(model, node)])) { open(model.serverOf[toolOf(model, node)]); wanted = true; }
    state.selected = node;
    update();
    showSelection();
    const hash = addressOf(node);
    if (hash !== location.hash) history.pushState(null, "", hash || location.pathname + location.search);
    if (wanted && node !== null) centre(node);
  }

  function showSelection() {
    if (state.selected === null) panel.home();
    else if (isServer(model, state.selected)) panel.server(state.selected);
    else panel.tool(toolOf(model, state.selected));
  }

  function toggle(s) {
    if (state.opened.has(s)) state.opened.delete(s); else open(s);
    select(s, { centre: state.opened.has(s) });
  }

  /* A tool is shown with its server around it, a closed server with its neighbours. */
  function centre(node) {
    if (!base) return;
    const server = isServer(model, node) ? node : model.serverOf[toolOf(model, node)];
    const spot = isServer(model, node) ? places[node] : scene.items.get(node);
    if (!state.opened.has(server)) stage.focus(spot.x, spot.y, 60);
    else if (isServer(model, node)) stage.focus(spot.x, spot.y, Math.max(openRadius(server), LEAST_FOCUS));
    else if (!stage.isVisible(spot.x, spot.y, openRadius(server))) stage.focus((spot.x + places[server].x) / 2, (spot.y + places[server].y) / 2, Math.max(openRadius(server), LEAST_FOCUS));
  }

  function connectionsOf(s) {
    const found = connect(model, state.filter, new Set()).filter((link) => link.a === s || link.b === s);
    return found.sort(byStrength);
  }

  function chooseLink(link) { panel.connection(link); }

  /* #server=NAME or #tool=SERVER.TOOL, both percent-encoded. */
  function addressOf(node) {
    if (node === null) return "";
    if (isServer(model, node)) return "#server=" + encodeURIComponent(model.servers[node]);
    const tool = model.tools[toolOf(model, node)];
    return "#tool=" + encodeURIComponent(model.servers[tool.s] + "." + tool.n);
  }

  /* The node named in the address; null if it names none, undefined if it names an unknown one. */
  function nodeInAddress() {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return undefined; }
    if (name === "") return null;
    const s = name.startsWith("server=") ? model.servers.indexOf(name.slice(7)) : -1;
    if (s >= 0) return s;
    const wanted = name.startsWith("tool=") ? name.slice(5) : null;
    const t = wanted === null ? -1 : model.tools.findIndex((tool) => wanted.endsWith(tool.n) && wanted === model.servers[tool.s] + "." + tool.n);
    return t >= 0 ? toolNode(model, t) : undefined;
  }

  function followAddress() {
    const node = nodeInAddress();
    if (node !== undefined && node !== state.selected) select(node, { centre: node !== null });
  }

  function drawLegend() {
    const row = (mark, text) => element("li", null, element("span", { class: "mark", "aria-hidden": "true" }, mark), text);
    const dot = (size, colour) => { const made = element("i", { class: "dot" }); Object.assign(made.style, { width: size + "px", height: size + "px", background: colour || "" }); return made; };
    const coloured = [...model.communityRank.values()].length;
    byId("legend-list").replaceChildren(
      row(dot(14), "server, by number of tools"), row(element("i", { class: "ring" }), "opened server"), row(dot(8), "tool"),
      row(element("i", { class: "line" }), "strong connection"), row(element("i", { class: "line weak" }), "only weak connections"),
      row(element("i", { class: "line in" }), "feeds the selected tool"), row(element("i", { class: "line out" }), "fed by the selected tool"),
      coloured ? row(dot(10, app.theme.communities[0]), coloured > COMMUNITY_COLOURS ? `colour: community (largest ${COMMUNITY_COLOURS})` : "colour: community") : "");
    if (matchMedia("(max-width: 860px)").matches) byId("legend").open = false;
  }

  let pending = 0;
  function filterChanged() {
    state.filter.minConfidence = Number(byId("confidence").value);
    state.filter.strongOnly = byId("strong-only").checked;
    byId("confidence-value").textContent = state.filter.minConfidence.toFixed(2);
    clearTimeout(pending);
    pending = setTimeout(() => { if (base) { update(); showSelection(); } }, 120);
  }

  byId("confidence").addEventListener("input", filterChanged);
  byId("strong-only").addEventListener("change", filterChanged);
  byId("fit").addEventListener("click", () => stage.fit());
  byId("zoom-in").addEventListener("click", () => stage.zoom(1 / 1.6));
  byId("zoom-out").addEventListener("click", () => stage.zoom(1.6));
  byId("collapse").addEventListener("click", () => { state.opened.clear(); select(null); stage.fit(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { app.theme = readTheme(); if (base) update(); showSelection(); });
  app.ready = start();
  return app;
}


const app = createApp(createModel(JSON.parse(document.getElementById("data").textContent)));
