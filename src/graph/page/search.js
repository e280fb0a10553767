/* The search box: servers, tools and parameters, with the keys of a combobox. */

const MOST_RESULTS = 40;

function createSearch(model, choose) {
  const input = document.getElementById("search"), results = document.getElementById("results");
  let index = null, hits = [], active = -1;

  /* kind 0 server, 1 tool, 2 parameter; text is what is searched first, around what may also match. */
  function buildIndex() {
    const entries = model.servers.map((name, s) => ({ kind: 0, node: s, text: name.toLowerCase(), around: "" }));
    model.tools.forEach((tool, t) => {
      const around = model.servers[tool.s].toLowerCase(), node = toolNode(model, t), name = tool.n.toLowerCase();
      entries.push({ kind: 1, node, text: name, around });
      const seen = new Set();
      for (const [list, role] of [[tool.in, "input"], [tool.out, "output"]])
        for (const param of list || []) {
          if (seen.has(role + param.p)) continue;
          seen.add(role + param.p);
          entries.push({ kind: 2, node, text: param.p.toLowerCase(), around: name, param: param.p, role });
        }
    });
    return entries;
  }

  function score(entry, words) {
    let total = 0;
    for (const word of words) {
      const at = entry.text.indexOf(word);
      if (at === 0) total += entry.text.length === word.length ? 6 : 4;
      else if (at > 0) total += /[\s_.\-[\]/]/.test(entry.text[at - 1]) ? 3 : 1.5;
      else if (entry.around && entry.around.includes(word)) total += 0.5;
      else return 0;
    }
    // A parameter is only a hit by its own name.
    if (entry.kind === 2 && !words.some((word) => entry.text.includes(word))) return 0;
    return total / words.length + [1.2, 0.8, 0][entry.kind] - Math.min(0.7, entry.text.length / 200);
  }

  function search(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    index = index || buildIndex();
    const best = []; // [score, entry], best first, never longer than shown
    for (const entry of index) {
      const value = score(entry, words);
      if (value <= 0 || (best.length === MOST_RESULTS && value <= best[MOST_RESULTS - 1][0])) continue;
      let place = best.length;
      while (place > 0 && best[place - 1][0] < value) place--;
      best.splice(place, 0, [value, entry]);
      best.length = Math.min(best.length, MOST_RESULTS);
    }
    return best.map(([, entry]) => entry);
  }

  function draw() {
    const nothing = input.value.trim() === "";
    results.replaceChildren(...hits.map((hit, i) => {
      const server = isServer(model, hit.node) ? null : model.servers[model.serverOf[toolOf(model, hit.node)]];
      const where = hit.kind === 2 ? `${hit.role} of ${shorten(nodeName(model, hit.node), 60)} — ${shorten(server, 60)}` : server;
      return element("li", { role: "option", id: "result-" + i, "aria-selected": String(i === active), onmousedown: (event) => { event.preventDefault(); pick(i); } },
        element("span", { class: "kind" }, ["server", "tool", "parameter"][hit.kind]),
        dataText(shorten(hit.kind === 2 ? hit.param : nodeName(model, hit.node), 120), { class: "name" }), where && dataText(where, { class: "where" }));
    }));
    if (!hits.length && !nothing) results.append(element("li", { class: "empty", role: "option", "aria-disabled": "true" }, "Nothing found"));
    results.hidden = nothing;
    input.setAttribute("aria-expanded", String(!nothing));
    mark();
  }

  function mark() {
    [...results.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active >= 0 && hits.length) {
      input.setAttribute("aria-activedescendant", "result-" + active);
      results.children[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() { results.hidden = true; input.setAttribute("aria-expanded", "false"); }

  function pick(i) {
    const hit = hits[i];
    if (!hit) return;
    input.value = hit.kind === 2 ? hit.param : nodeName(model, hit.node);
    close();
    choose(hit.node);
  }

  input.addEventListener("input", () => { hits = search(input.value); active = hits.length ? 0 : -1; draw(); });
  input.addEventListener("focus", () => { if (hits.length) draw(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) { event.preventDefault(); if (results.hidden) draw(); else active = (active + step + hits.length) % hits.length; mark(); }
    else if (event.key === "Enter" && !results.hidden) { event.preventDefault(); pick(active); }
    else if (event.key === "Escape") { if (results.hidden) input.value = ""; close(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); input.focus(); input.select(); }
  });
  (window.requestIdleCallback || setTimeout)(() => { index = index || buildIndex(); });
  return { search };
}
