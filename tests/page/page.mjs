/* Uses the graph page as a person does, in headless Chromium.

   usage: CHROMIUM=chromium node page.mjs PAGE.html FOLDER      FOLDER holds node_modules with playwright-core

   Prints a line a check; ends with 1 if one failed. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [file, folder] = process.argv.slice(2);
const { chromium } = createRequire(path.join(path.resolve(folder), "x.js"))("playwright-core");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
let failures = 0;
function check(what, ok, detail = "") {
  if (!ok) failures++;
  console.log(`${ok ? "ok  " : "FAIL"} ${what}${detail === "" ? "" : ` (${detail})`}`);
}

/* What the browser says of its software renderer is not ours. */
const BROWSER = /GL Driver|GPU stall|swiftshader/i;

async function openPage(hash = "") {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const troubles = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type()) && !BROWSER.test(message.text())) troubles.push(message.text()); });
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("dialog", (dialog) => { troubles.push("dialog"); dialog.dismiss(); });
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) troubles.push("request " + request.url()); });
  await page.goto(pathToFileURL(path.resolve(file)) + hash);
  await page.waitForFunction(() => document.documentElement.dataset.state === "ready", null, { timeout: 90000 });
  return { page, troubles };
}

const h2 = (page) => page.textContent("#panel h2");
/* Where a node is on the screen. */
const spotOf = (page, node) => page.evaluate((n) => {
  const item = app.scene.items.get(n), at = app.stage.screenPosition(item.x, item.y), box = document.getElementById("graph").getBoundingClientRect();
  return { x: at.x + box.left, y: at.y + box.top };
}, node);
const settle = (page) => page.waitForTimeout(700);

async function test() {
  const { page, troubles } = await openPage();
  check("all servers are open at the start", await page.evaluate(() => app.state.opened.size === app.model.serverCount));
  check("hostile texts make no elements", await page.evaluate(() => document.querySelectorAll("img, script").length === document.querySelectorAll("body > script").length));
  check("no element is wider than the window", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));

  const tool = await page.evaluate(() => { const m = app.model; return toolNode(m, m.to[bestFirst(m, [...m.to.keys()])[0]]); });
  const spot = await spotOf(page, tool);
  await page.mouse.click(spot.x, spot.y);
  await settle(page);
  const name = await page.evaluate((node) => plain(nodeName(app.model, node)), tool);
  check("a click on a tool shows it", (await h2(page)) === name, name);
  check("the address names the tool", (await page.evaluate(() => location.hash)).startsWith("#tool="));
  await page.click("#panel [data-edge]");
  check("an entry opens its evidence", (await page.textContent("#panel .evidence")).length > 20);
  await page.click("#panel .evidence .link");
  check("the evidence leads to the other tool", (await h2(page)) !== name);

  await page.evaluate(() => app.select(null));
  await page.click("#fit"); await settle(page);
  const before = await page.evaluate(() => app.scene.items.size);
  await page.click("#collapse"); await settle(page);
  const server = await spotOf(page, 0);
  await page.mouse.dblclick(server.x, server.y); await settle(page);
  check("a double click opens a server", await page.evaluate(() => app.state.opened.has(0)), `${before} nodes when all are open`);
  const rim = await page.evaluate(() => { const d = app.scene.discs[0], at = app.stage.screenPosition(d.x - d.r * 0.9, d.y), box = document.getElementById("graph").getBoundingClientRect(); return { x: at.x + box.left, y: at.y + box.top }; });
  await page.mouse.dblclick(rim.x, rim.y); await settle(page);
  check("a double click on its disc closes it", await page.evaluate(() => !app.state.opened.has(0)));

  await page.evaluate(() => app.select(null));
  await page.click("#fit"); await settle(page);
  const middle = await page.evaluate(() => {
    const graph = app.stage.renderer.getGraph(), edge = graph.edges()[0], box = document.getElementById("graph").getBoundingClientRect();
    const [a, b] = graph.extremities(edge).map((n) => app.scene.items.get(Number(n)));
    const at = app.stage.screenPosition((a.x + b.x) / 2, (a.y + b.y) / 2);
    return { x: at.x + box.left, y: at.y + box.top };
  });
  await page.mouse.move(middle.x, middle.y); await page.waitForTimeout(150);
  await page.mouse.click(middle.x, middle.y); await settle(page);
  check("a click on an edge shows its connections and evidence", /connections? of parameters/.test(await page.textContent("#panel")) && (await page.locator("#panel .evidence").count()) === 1);

  await page.evaluate(() => app.model.servers.forEach((_, s) => { if (!app.isOpened(s)) app.toggle(s); }));
  await settle(page);
  const all = await page.evaluate(() => app.stage.renderer.getGraph().size);
  await page.check("#strong-only"); await settle(page);
  const strong = await page.evaluate(() => app.stage.renderer.getGraph().size);
  check("'strong only' hides edges", strong < all, `${all} -> ${strong}`);
  await page.fill("#confidence", "0.95"); await settle(page);
  check("the confidence slider hides edges", (await page.evaluate(() => app.stage.renderer.getGraph().size)) < strong);
  await page.fill("#confidence", "0"); await page.uncheck("#strong-only"); await settle(page);

  await page.keyboard.press("Tab");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  await page.keyboard.type(name.slice(0, -1));
  check("the search box opens with / and lists results", (await page.locator("#results [role=option]").count()) > 0);
  await page.keyboard.press("ArrowDown"); await page.keyboard.press("ArrowUp"); await page.keyboard.press("Enter"); await settle(page);
  check("Enter chooses the result", (await h2(page)) === name, await h2(page));
  check("focus moves to the panel", await page.evaluate(() => document.activeElement.id === "panel"));
  check("no errors, dialogs or requests", troubles.length === 0, troubles.join(" | "));
  const hash = await page.evaluate(() => location.hash);
  await page.close();

  const linked = await openPage(hash);
  check("the address brings the selection back", (await h2(linked.page)) === name);
  await linked.page.close();
}

try {
  await test();
} finally {
  await browser.close();
}
process.exit(failures ? 1 : 0);
