// Builds css/ and js/ into dist/ with a hash in every name, and a manifest from plain name to hashed name.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

const entries = {
  "app": ["css/app.css", "js/app.js"],
  "door": ["css/door.css", "js/door/station.js"],
  "favicon": ["icons/favicon.svg"],
};

// zxing-wasm would ask another host for its .wasm when nobody tells it where ours is. It is always told; the address goes.
const noForeignHost = {
  name: "no-foreign-host",
  setup({ onLoad }) {
    onLoad({ filter: /zxing-wasm[\\/]dist[\\/]es[\\/]share\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("https://fastly.jsdelivr.net/npm/", "/not-fetched/"),
      loader: "js",
    }));
  },
};

// Of Bootstrap's base we keep the rules; the values are our own (css/tokens.css).
const ownTokens = {
  name: "own-tokens",
  setup({ onLoad }) {
    onLoad({ filter: /bootstrap-reboot\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/^(:root,\n)?\[data-bs-theme=\w+\] \{[^}]*\}/gm, ""),
      loader: "css",
    }));
  },
};

await rm(dist, { recursive: true, force: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: Object.entries(entries).flatMap(([out, files]) =>
    files.filter((file) => existsSync(join(here, file))).map((file) => ({ in: file, out })),
  ),
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: ["es2022", "safari16"],
  loader: { ".wasm": "file", ".svg": "copy" },
  plugins: [noForeignHost, ownTokens],
  logLevel: "warning",
});

const built = Object.keys(metafile.outputs).map((path) => basename(path)).sort();
const manifest = Object.fromEntries(built.map((name) => [name.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ""), name]));
await writeFile(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(built.map((name) => `  ${name}`).join("\n"));
