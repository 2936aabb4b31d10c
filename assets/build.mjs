// Builds the style sheet, the script and the fonts into newcomer/static/, each under a name
// that changes with its content, and writes manifest.json, which tells the site those names.
// Run: node assets/build.mjs

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "..", "newcomer", "static");

await mkdir(out, { recursive: true });

const result = await build({
  absWorkingDir: here,
  entryPoints: ["site.css", "site.js"],
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "none",
  charset: "utf8",
  target: ["chrome111", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
});

const manifest = {};
for (const [file, about] of Object.entries(result.metafile.outputs)) {
  const name = path.basename(file);
  if (about.entryPoint) manifest[path.basename(about.entryPoint)] = name;
  else if (name.startsWith("inter-latin-wght")) manifest["inter.woff2"] = name;
  else if (name.startsWith("inter-latin-ext")) manifest["inter-ext.woff2"] = name;
}

const icon = await readFile(path.join(here, "favicon.svg"));
const iconHash = createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase();
manifest["favicon.svg"] = `favicon-${iconHash}.svg`;
await copyFile(path.join(here, "favicon.svg"), path.join(out, manifest["favicon.svg"]));

await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

// What an earlier build left goes last, so that a running site never misses a file.
const wanted = new Set(["manifest.json", ...Object.values(manifest)]);
for (const name of await readdir(out)) if (!wanted.has(name)) await rm(path.join(out, name), { recursive: true });
for (const [name, file] of Object.entries(manifest)) console.log(`${name} → ${file}`);
