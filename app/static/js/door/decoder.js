import decodePlainly from "qr/decode.js";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

const OPTIONS = { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 };

let read = globalThis.WebAssembly ? withWasm : inJavaScript;

/** Fetch the decoder while the volunteer still reads the page. */
export function prepare() {
  if (read !== withWasm) return;
  const locateFile = () => new URL(wasm, import.meta.url).href;
  prepareZXingModule({ overrides: { locateFile }, fireImmediately: true }).catch(doWithoutWasm);
}

/** The text of the QR code in a picture, or null. */
export async function decode(picture) {
  try {
    return await read(picture);
  } catch {
    doWithoutWasm();
    return inJavaScript(picture);
  }
}

async function withWasm(picture) {
  const [found] = await readBarcodes(picture, OPTIONS);
  return found?.text || null;
}

// WebAssembly is off in the lockdown mode of iPhones, and in some managed browsers.
function inJavaScript(picture) {
  try {
    return decodePlainly(picture) || null;
  } catch {
    return null;
  }
}

function doWithoutWasm() {
  read = inJavaScript;
}
