// Builds css/ and js/ into dist/ with a hash in every name, and a manifest from plain name to hashed name. Beside each file
// lie its compressed forms, which WhiteNoise sends to browsers that take them: the door's decoder shrinks to a third.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

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

const compressions = { ".br": brotliCompressSync, ".gz": (content) => gzipSync(content, { level: 9 }) };
const built = Object.keys(metafile.outputs).map((path) => basename(path)).sort();
for (const name of built) {
  for (const [suffix, compress] of Object.entries(compressions)) {
    const target = join(dist, name + suffix);
    if (!existsSync(target)) await writeFile(target, compress(await readFile(join(dist, name))));
  }
}

// The manifest changes hands in one step, and the old files go last: a server that runs meanwhile misses nothing.
const manifest = Object.fromEntries(built.map((name) => [name.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ""), name]));
await writeFile(join(dist, "manifest.json.new"), `${JSON.stringify(manifest, null, 2)}\n`);
await rename(join(dist, "manifest.json.new"), join(dist, "manifest.json"));
for (const name of await readdir(dist)) {
  const plain = name.replace(/\.(br|gz)$/, "");
  if (/-[A-Z0-9]{8}\.\w+$/.test(plain) && !built.includes(plain)) await rm(join(dist, name));
}
console.log(built.map((name) => `  ${name}`).join("\n"));
