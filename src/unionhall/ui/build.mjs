// Builds the assets of the interface into static/ui: styles, icon sprite, scripts. Run from anywhere: node build.mjs
// Nothing is built when nothing has changed since the last time.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { png } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const out = join(here, "static/ui");
const modules = join(root, "node_modules");
const stamp = join(out, ".built");

function fingerprint() {
  const hash = createHash("sha256");
  for (const folder of ["styles", "scripts", "assets"]) {
    for (const name of readdirSync(join(here, folder)).sort()) hash.update(name).update(readFileSync(join(here, folder, name)));
  }
  for (const file of [join(here, "icons.txt"), join(here, "build.mjs"), join(here, "icons.mjs"), join(root, "package-lock.json")]) {
    hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

function sprite() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const svg = readFileSync(join(modules, `@tabler/icons/icons/outline/${name}.svg`), "utf8");
    const body = svg.replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  const notice = "<!-- Tabler Icons, MIT licence, Copyright (c) Paweł Kuna -->";
  writeFileSync(join(out, "icons.svg"), `${notice}<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

function pictures() {
  const svg = readFileSync(join(here, "assets/icon.svg"), "utf8");
  for (const size of [192, 512]) writeFileSync(join(out, `icon-${size}.png`), png(svg, size));
  for (const size of [180, 512]) writeFileSync(join(out, `icon-full-${size}.png`), png(svg, size, { full: true }));
}

function styles(sass) {
  const { css } = sass.compile(join(here, "styles/unionhall.scss"), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
  });
  writeFileSync(join(out, "unionhall.css"), css);
}

async function scripts(esbuild) {
  await esbuild.build({
    entryPoints: ["worker.js", "desk.js", "board.js", "editor.js", "inspection.js", "reporting.js", "door.js", "sw.js"].map((name) => join(here, "scripts", name)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome66", "safari12"],
    supported: { destructuring: true }, // both browsers have it; esbuild counts an old corner case against Safari
    legalComments: "none",
    logLevel: "warning",
  });
}

const now = fingerprint();
if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) {
  console.log("assets are up to date");
} else {
  mkdirSync(out, { recursive: true });
  const require = createRequire(join(root, "package.json"));
  sprite();
  styles(require("sass"));
  await scripts(require("esbuild"));
  pictures();
  cpSync(join(here, "assets"), out, { recursive: true });
  writeFileSync(stamp, now);
  console.log("assets are built");
}
