/* Bundles the third-party libraries into vendor.js with their licences on top. */
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const result = await build({ entryPoints: ["entry.js"], bundle: true, minify: true, format: "iife", globalName: "GraphLibs", target: "es2020",
  legalComments: "none", metafile: true, write: false });
const names = new Set(Object.keys(result.metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
const licences = [...names].sort().map((name) => {
  const root = `node_modules/${name}/`;
  const { version, license } = JSON.parse(readFileSync(root + "package.json", "utf8"));
  const file = readdirSync(root).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`no licence text in ${name}`);
  return `${name} ${version} (${license})\n\n${readFileSync(root + file, "utf8").trim()}`;
});
const banner = `/*!\n${licences.join("\n\n----\n\n").replaceAll("*/", "* /")}\n*/\n`;
const text = banner + result.outputFiles[0].text;
if (/<\/script|<!--/i.test(text)) throw new Error("the bundle cannot stand inside a script element");

writeFileSync("vendor.js", text);
console.log([...names].sort().join(", "), text.length, "bytes");
