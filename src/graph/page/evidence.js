/* One connection of parameters: its entry in a list and the evidence below it. */

function lineMark(strong) {
  return element("span", { class: "mark", role: "img", "aria-label": strong ? "strong" : "weak" }, element("i", { class: strong ? "line" : "line weak" }));
}

/* side: "from" names the producer, "to" the consumer, "both" both ends. */
function edgeRow(model, app, e, side, open = false) {
  const strong = model.strong[e] === 1;
  const from = model.tools[model.from[e]], to = model.tools[model.to[e]];
  const output = from.out[model.output[e]] || { p: "?" }, input = to.in[model.input[e]] || { p: "?" };
  const end = (tool, param) => `${shorten(tool.n, 60)} · ${shorten(param.p, 60)}`;
  const name = side === "from" ? end(from, output) : side === "to" ? end(to, input) : `${end(from, output)} → ${end(to, input)}`;
  const where = side === "from" ? model.servers[from.s] : side === "to" ? model.servers[to.s]
    : from.s === to.s ? model.servers[from.s] : `${shorten(model.servers[from.s], 40)} → ${shorten(model.servers[to.s], 40)}`;
  const holder = element("div", null);
  const row = element("button", {
    type: "button", class: "row" + (strong ? " strong" : ""), "aria-expanded": "false", "data-edge": e,
    onclick: () => setOpen(row.getAttribute("aria-expanded") !== "true"),
  }, lineMark(strong),
  element("span", { class: "main" }, dataText(name, { class: "name" }), dataText(where, { class: "where" })),
  element("span", { class: "score", title: strong ? "confidence, strong" : "confidence, weak" }, model.confidence[e].toFixed(2)));
  let shown = null;
  function setOpen(wanted) {
    row.setAttribute("aria-expanded", String(wanted));
    if (shown) { shown.remove(); shown = null; }
    if (wanted) holder.append((shown = evidenceBox(model, app, e, side)));
  }
  holder.append(row);
  if (open) setOpen(true);
  return holder;
}

function evidenceBox(model, app, e, side) {
  const facts = model.evidence[e] >= 0 ? model.evidenceTexts[model.evidence[e]] : null;
  const goTo = (t) => element("button", { type: "button", class: "link", onclick: () => app.select(toolNode(model, t), { centre: true }) }, "Go to ", dataText(shorten(model.tools[t].n, 50)));
  const ends = side === "from" ? [model.from[e]] : side === "to" ? [model.to[e]] : [model.from[e], model.to[e]];
  return element("div", { class: "evidence" },
    facts ? facetsOf(model, facts) : element("p", { class: "muted" }, "No details are kept for this connection."),
    element("p", { class: "crumbs" }, ends.map(goTo)));
}

function facetsOf(model, facts) {
  return [
    (facts.d || []).length > 0 && [element("h4", null, "Reasons and their weight (logit)"), reasonList(model, facts.d)],
    facts.g && element("p", null, "Halved: ", dataText(facts.g)),
    facts.em !== undefined && element("p", null, `Likeness of meaning, to a model (embedding): ${facts.em < 0 ? "" : "+"}${facts.em.toFixed(2)}`),
    facts.o !== undefined && [element("h4", null, "Observed"), element("p", null, `${number.format(facts.o)} ${facts.o === 1 ? "time" : "times"}`), facts.x && sample(facts.x)],
    facts.p && proofFacet(facts.p),
    facts.a && [element("h4", null, "Annotation"), element("p", null, verdict(facts.a.class), facts.a.note ? ": " : "", facts.a.note && dataText(facts.a.note))],
  ].flat(3);
}

function reasonList(model, reasons) {
  const most = Math.max(1, ...reasons.map(([, weight]) => Math.abs(weight)));
  return reasons.map(([reason, weight]) => {
    const bar = element("i", { class: weight < 0 ? "minus" : null });
    bar.style.width = `${(Math.abs(weight) / most) * 50}%`;
    return element("div", { class: "reason" }, dataText(model.reasons[reason] || "?"), element("span", { class: "weight", "aria-hidden": "true" }, bar),
      element("span", { class: "value" }, `${weight < 0 ? "−" : "+"}${Math.abs(weight).toFixed(2)}`));
  });
}

function proofFacet(proof) {
  return [
    element("h4", null, "Proof by execution"),
    element("p", null, verdict(proof.class), `: ${proof.accepted} of ${proof.tried} produced values accepted, ${proof.perturbedAccepted} of ${proof.perturbed} perturbed values accepted`),
    proof.example && sample(proof.example),
  ];
}

function verdict(kind) {
  return dataText(kind, { class: ["strong", "weak", "refuted", "wrong"].includes(kind) ? "verdict " + kind : "verdict" });
}

function sample(text) { return dataText(text, { class: "sample" }, "code"); }
