// Unpack the Chromium that comes as an npm package, so that browser tests need no installed browser.
// Usage: node tools/unpack_browser.mjs FOLDER
import { execFileSync } from "node:child_process";
import { chmodSync, createReadStream, createWriteStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const packed = new URL("../node_modules/@sparticuz/chromium/bin/", import.meta.url);
const folder = process.argv[2];

// Without a font that fontconfig can find, this Chromium crashes on the first form field.
const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

async function unpack(name, target) {
	const from = createReadStream(new URL(name, packed));
	await pipeline(from, createBrotliDecompress(), createWriteStream(target));
}

async function unpackArchive(name) {
	const archive = `${folder}/${name}`;
	await unpack(`${name}.br`, archive);
	execFileSync("python3", ["-m", "tarfile", "-e", archive, folder]);
	rmSync(archive);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
if (process.platform === "linux" && process.arch === "x64") {
	await unpack("chromium.br", `${folder}/chromium`);
	chmodSync(`${folder}/chromium`, 0o755);
	await unpackArchive("al2023.tar");
	await unpackArchive("fonts.tar");
	writeFileSync(`${folder}/fonts.conf`, fonts);
} else {
	console.log("The packaged browser is for Linux on x86-64; the tests look for an installed one.");
}
