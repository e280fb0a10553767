/* The side panel: start page, server, tool and connection. Every text of the data
   goes in as text content, never as markup. */

/* element("p", {class: "x", onclick: f}, child, ...): strings become text nodes. */
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/* A text of the data, kept apart in direction and free of invisible signs. */
function dataText(text, attributes, tag = "span") {
  return element(tag, { ...attributes, class: "data " + ((attributes || {}).class || ""), dir: "auto" }, plain(text));
}

const number = new Intl.NumberFormat("en");

function createPanel(model, app) {
  const root = document.getElementById("panel");
  const show = (...children) => { root.replaceChildren(...children.flat().filter(Boolean)); root.scrollTop = 0; };
  const serverLink = (s) => element("button", { type: "button", class: "link", onclick: () => app.select(s) }, dataText(model.servers[s]));
  const homeLink = () => element("button", { type: "button", class: "link", onclick: () => app.select(null) }, "Overview");
  const figures = (pairs) => element("dl", { class: "figures" }, pairs.filter(([, value]) => value !== undefined)
    .map(([name, value]) => element("div", null, element("dt", null, name), element("dd", null, number.format(value)))));

  /* A list that shows its first entries and a button for more. */
  function growing(items, draw, first, step = 50) {
    const list = element("ul", { class: "list" });
    let shown = 0;
    const more = element("button", { type: "button", class: "link", onclick: () => grow(step) });
    function grow(by) {
      for (const item of items.slice(shown, shown + by)) list.append(element("li", null, draw(item)));
      shown = Math.min(items.length, shown + by);
      more.hidden = shown >= items.length;
      more.textContent = `${number.format(items.length - shown)} more`;
    }
    grow(first);
    return [list, more];
  }

  function longText(text) {
    const shown = dataText("", { class: "text short" }, "p");
    shown.textContent = String(text || "").replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
    const more = element("button", { type: "button", class: "link", onclick: () => { shown.classList.remove("short"); more.hidden = true; } }, "Show all");
    return shown.textContent.length > 260 ? [shown, more] : [shown];
  }

  function chips(community, flags) {
    const swatch = community == null ? null : element("span", { class: "chip swatch" }, `Community ${community}`);
    if (swatch) swatch.style.setProperty("--swatch", communityColour(model, app.theme, community));
    return element("p", { class: "chips" }, swatch, (flags || []).map((flag) =>
      dataText(flag, { class: /reach|miss/.test(flag) ? "chip bad" : "chip" })));
  }

  function home() {
    const bySize = model.servers.map((_, s) => s).sort((a, b) => model.toolsOf[b].length - model.toolsOf[a].length || a - b);
    const summary = model.summary;
    show(
      element("h2", null, dataText(model.title)),
      figures([["Servers", model.serverCount], ["Tools", model.tools.length], ["Strong edges", summary.strong], ["Weak edges", summary.weak],
        ["Communities", summary.communities], ["Sources", summary.sources], ["Out of reach", summary.unreachable]]),
      element("p", { class: "muted" }, "An edge leads from an output of one tool to an input of another that can use its value. Select a node to see what feeds it and what it feeds; double-click a server to open it."),
      element("h3", null, "Servers by number of tools"),
      growing(bySize, serverRow, 30));
  }

  function serverRow(s) {
    const mark = element("span", { class: "mark", "aria-hidden": "true" }, element("i", { class: "dot" }));
    const size = Math.max(6, Math.min(14, 4 + Math.sqrt(model.toolsOf[s].length)));
    Object.assign(mark.firstChild.style, { width: size + "px", height: size + "px", background: communityColour(model, app.theme, app.communityOfServer[s]) });
    return element("button", { type: "button", class: "row", onclick: () => app.select(s, { centre: true }) }, mark, dataText(model.servers[s], { class: "main name" }),
      element("span", { class: "score" }, `${model.toolsOf[s].length}`, element("span", { class: "muted" }, model.toolsOf[s].length === 1 ? " tool" : " tools")));
  }

  function server(s) {
    const opened = app.isOpened(s);
    const around = app.connectionsOf(s);
    show(
      element("p", { class: "crumbs" }, homeLink()),
      element("h2", null, dataText(model.servers[s])),
      chips(app.communityOfServer[s], null),
      element("div", { class: "actions" },
        element("button", { type: "button", class: "action main", id: "open-server", onclick: () => app.toggle(s) }, opened ? "Close server" : "Open server"),
        element("button", { type: "button", class: "action", onclick: () => app.centre(s) }, "Centre")),
      element("h3", null, `Tools (${number.format(model.toolsOf[s].length)})`),
      growing(model.toolsOf[s], (t) => element("button", { type: "button", class: "row", onclick: () => app.select(toolNode(model, t), { centre: true }) },
        element("span", { class: "mark", "aria-hidden": "true" }, colourDot(model.tools[t].c)), dataText(model.tools[t].n, { class: "main name" }), null), 12),
      element("h3", null, `Connected servers (${number.format(around.length)})`),
      around.length ? growing(around, (link) => connectionRow(s, link), 20) : element("p", { class: "muted" }, "None with this filter."));
  }

  function colourDot(community) {
    const dot = element("i", { class: "dot" });
    Object.assign(dot.style, { width: "10px", height: "10px", background: communityColour(model, app.theme, community) });
    return dot;
  }

  function connectionRow(s, link) {
    const other = link.a === s ? link.b : link.a;
    return element("button", { type: "button", class: "row" + (link.strong ? " strong" : ""), onclick: () => app.chooseLink({ ...link, bothWays: true }) },
      lineMark(link.strong > 0), dataText(nodeName(model, other), { class: "main name" }),
      element("span", { class: "score" }, link.strong ? `${number.format(link.strong)} strong` : `${number.format(link.weak)} weak`));
  }

  function tool(t) {
    const it = model.tools[t];
    show(
      element("p", { class: "crumbs" }, homeLink(), serverLink(it.s)),
      element("h2", null, dataText(it.n)),
      chips(it.c, it.flags),
      it.d ? longText(it.d) : element("p", { class: "muted" }, "No description."),
      element("div", { class: "actions" }, element("button", { type: "button", class: "action", onclick: () => app.centre(toolNode(model, t)) }, "Centre")),
      parameters("Inputs", it.in, model.incoming(t), model.input, "from", "No producer with this filter."),
      parameters("Outputs", it.out, model.outgoing(t), model.output, "to", "No consumer with this filter."));
  }

  function seenInResults([present, results, examples]) {
    const like = examples.map((value) => shorten(String(value), 40)).join(", ");
    return element("span", { class: "chip", title: "Not declared" + (like && `; seen: ${like}`) }, `in ${number.format(present)} of ${number.format(results)} results`);
  }

  function parameters(title, params, edges, column, side, none) {
    const perParam = (params || []).map(() => []);
    for (const e of edges) if (passes(model, app.filter, e) && perParam[column[e]]) perParam[column[e]].push(e);
    return [
      element("h3", null, `${title} (${perParam.length})`),
      perParam.length === 0 && element("p", { class: "muted" }, "None declared."),
      ...perParam.map((list, i) => element("section", { class: "param" },
        element("div", { class: "param-head" }, dataText(params[i].p, null, "code"), dataText(params[i].t || "any", { class: "muted" }),
          params[i].k && dataText(params[i].k, { class: "chip" }),
          params[i].r && element("span", { class: "chip" }, "required"),
          params[i].i && seenInResults(params[i].i),
          params[i].e && element("span", { class: "chip", title: "Returns a value that was passed in" }, "echo"),
          params[i].m && element("span", { class: "chip bad", title: "A required handle that no tool provides" }, "no tool provides it")),
        list.length ? growing(bestFirst(model, list), (e) => edgeRow(model, app, e, side), 5) : element("p", { class: "muted" }, none))),
    ];
  }

  function connection(link) {
    const edges = edgesBetween(model, app.filter, link.a, link.b, link.bothWays);
    const end = (node) => element("button", { type: "button", class: "link", onclick: () => app.select(node) }, dataText(shorten(nodeName(model, node), 60)));
    show(
      element("p", { class: "crumbs" }, homeLink()),
      element("h2", null, end(link.a), link.bothWays ? " ↔ " : " → ", end(link.b)),
      element("p", { class: "muted" }, `${number.format(edges.length)} ${edges.length === 1 ? "connection" : "connections"} of parameters, best first`),
      growing(edges, (e) => edgeRow(model, app, e, "both", e === edges[0]), 30));
  }

  return { home, server, tool, connection, focus: () => root.focus() };
}
