/* Names, rings and discs, drawn on two plain canvases: one below the graph for the
   discs of opened servers, one above it for names. Names are set by importance and
   never over one another; the browser's own text drawing keeps every script right. */

const MOST_LABELS = 140, FEW_NODES = 150;

function prepareCanvas(canvas, width, height) {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/* Rectangles already used, in a coarse grid so that a look-up touches few. */
function createTaken(cell = 80) {
  const cells = new Map();
  const each = (box, visit) => {
    for (let i = Math.floor(box.x / cell); i <= Math.floor((box.x + box.w) / cell); i++)
      for (let j = Math.floor(box.y / cell); j <= Math.floor((box.y + box.h) / cell); j++)
        if (visit(i * 4096 + j) === false) return false;
    return true;
  };
  return {
    free: (box) => each(box, (key) => !(cells.get(key) || []).some((other) =>
      box.x < other.x + other.w && other.x < box.x + box.w && box.y < other.y + other.h && other.y < box.y + box.h)),
    take: (box) => each(box, (key) => { cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box]); }),
  };
}

const textWidths = new Map();
function textWidth(context, font, text) {
  const key = font + "|" + text;
  let width = textWidths.get(key);
  if (width === undefined) {
    if (textWidths.size > 20000) textWidths.clear();
    context.font = font;
    width = context.measureText(text).width;
    textWidths.set(key, width);
  }
  return width;
}

/* frame: {width, height, at(x, y), scale, radius(size)}; scene: what the view shows. */
function drawUnderlay(canvas, frame, scene, theme) {
  const context = prepareCanvas(canvas, frame.width, frame.height);
  for (const disc of scene.discs) {
    const centre = frame.at(disc.x, disc.y), r = disc.r * frame.scale;
    context.beginPath(); context.arc(centre.x, centre.y, r, 0, 2 * Math.PI);
    context.fillStyle = theme.disc; context.fill();
    const chosen = scene.selected === disc.s;
    context.lineWidth = chosen ? 2.5 : 1.25; context.strokeStyle = chosen ? theme.accent : disc.colour;
    context.globalAlpha = chosen ? 1 : 0.7; context.stroke(); context.globalAlpha = 1;
  }
}

function drawOverlay(canvas, frame, scene, theme) {
  const context = prepareCanvas(canvas, frame.width, frame.height);
  for (const [node, colour] of [[scene.selected, theme.accent], [scene.hovered, theme.text]]) {
    const item = node === null ? undefined : scene.items.get(node);
    if (!item) continue;
    const spot = frame.at(item.x, item.y);
    context.beginPath(); context.arc(spot.x, spot.y, frame.radius(item.size) + 3.5, 0, 2 * Math.PI);
    context.lineWidth = 2.5; context.strokeStyle = colour; context.stroke();
  }
  const taken = createTaken();
  if (scene.rowsTitle) titleRows(context, frame, scene.rowsTitle, theme, taken);
  for (const disc of scene.discs) labelDisc(context, frame, disc, scene, theme, taken);
  const wanted = [];
  for (const item of scene.items.values()) {
    const spot = frame.at(item.x, item.y);
    if (spot.x < -40 || spot.y < -20 || spot.x > frame.width + 40 || spot.y > frame.height + 20) continue;
    const r = frame.radius(item.size);
    const special = item.node === scene.selected ? 3 : item.node === scene.hovered ? 2 : 0;
    const near = scene.near !== null && scene.near.has(item.node);
    if (!special && scene.near !== null && !near) continue;
    if (!special && r < (item.server ? (near ? 3 : item.inRows ? 11 : 6.5) : 3)) continue;
    wanted.push({ item, spot, r, dense: near || !item.server, rank: special * 1e6 + (near ? 1e5 : 0) + item.weight });
  }
  wanted.sort((p, q) => q.rank - p.rank);
  // With few nodes in view names keep off the nodes too, and may stand closer together.
  const few = wanted.length < FEW_NODES;
  for (const { item, spot, r } of wanted) if (few || !item.server) taken.take({ x: spot.x - r, y: spot.y - r, w: 2 * r, h: 2 * r });
  let drawn = 0;
  for (const { item, spot, r, dense, rank } of wanted) {
    if (drawn >= MOST_LABELS) break;
    if (labelNode(context, frame, item, spot, r, rank >= 1e6, dense || few, theme, taken)) drawn++;
  }
  return drawn;
}

/* The line above the rows of servers without connections. */
function titleRows(context, frame, title, theme, taken) {
  const font = `600 12px ${theme.font}`, spot = frame.at(title.x, title.y);
  taken.take({ x: spot.x, y: spot.y - 16, w: textWidth(context, font, title.text), h: 18 });
  context.font = font; context.fillStyle = theme.muted; context.textAlign = "left"; context.textBaseline = "bottom";
  context.fillText(title.text, spot.x, spot.y);
}

/* The name of an opened server stands on the upper rim of its disc. */
function labelDisc(context, frame, disc, scene, theme, taken) {
  const centre = frame.at(disc.x, disc.y), r = disc.r * frame.scale;
  if (centre.x + r < 0 || centre.y + r < 0 || centre.x - r > frame.width || centre.y - r > frame.height) return;
  const font = `650 ${r > 90 ? 15 : 13}px ${theme.font}`, w = textWidth(context, font, disc.label) + 16, h = 22;
  const x = Math.max(4, Math.min(frame.width - w - 4, centre.x - w / 2));
  const box = { x, y: Math.max(4, centre.y - r - h / 2), w, h };
  if (Math.abs(x + w / 2 - centre.x) > r || box.y > centre.y + r || !taken.free(box)) return;
  taken.take(box);
  context.beginPath(); context.roundRect(box.x, box.y, w, h, 6);
  context.fillStyle = theme.surface; context.fill();
  context.lineWidth = 1.25; context.strokeStyle = scene.selected === disc.s ? theme.accent : disc.colour; context.stroke();
  context.font = font; context.fillStyle = theme.text; context.textAlign = "center"; context.textBaseline = "middle";
  context.fillText(disc.label, box.x + w / 2, box.y + h / 2 + 0.5);
}

/* forced: drawn in any case; dense: names may stand close to one another. */
function labelNode(context, frame, item, spot, r, forced, dense, theme, taken) {
  const size = item.server ? Math.max(11, Math.min(14, 9 + r / 5)) : Math.max(11, Math.min(13, 9 + r / 4));
  const font = `${item.server ? 550 : 450} ${Math.round(size)}px ${theme.font}`;
  const text = forced ? item.longLabel : item.label;
  const w = textWidth(context, font, text), h = size + 3;
  const spots = [[spot.x - w / 2, spot.y + r + 2.5], [spot.x - w / 2, spot.y - r - h - 2.5], [spot.x + r + 4, spot.y - h / 2], [spot.x - r - 4 - w, spot.y - h / 2]];
  const padX = dense ? 2 : 14, padY = dense ? 0 : 9;
  for (const [x, y] of spots) {
    const box = { x: x - padX, y: y - padY, w: w + 2 * padX, h: h + 2 * padY };
    const cut = x < 2 || x + w > frame.width - 2;
    if (!forced && (cut || !taken.free(box))) continue;
    taken.take(box);
    context.font = font; context.textAlign = "left"; context.textBaseline = "top";
    context.lineJoin = "round"; context.lineWidth = 4; context.strokeStyle = item.inDisc ? theme.disc : theme.halo;
    context.strokeText(text, x, y + 1);
    context.fillStyle = theme.text;
    context.fillText(text, x, y + 1);
    return true;
  }
  return false;
}
