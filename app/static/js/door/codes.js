// A ticket's QR has 28 upper-case letters and digits, its short code 6: K7-4PD2. See "QR payload" in the contract.
const TICKET = /^[0-9A-Z]{6,29}$/;

/** A code as the server compares it: upper case, without the dash and blanks that people type. */
export function normalise(text) {
  return text.toUpperCase().replace(/[\s\-‐-―]/g, "");
}

/** Whether it can be a ticket at all. A Wi-Fi password or a visiting card in a QR never leaves the phone. */
export function canBeTicket(code) {
  return TICKET.test(code);
}

/** What the station asks, with an id of its own: sent twice, applied once. */
export function newScan(code, action) {
  return { id: newId(), code, at: new Date().toISOString(), action };
}

// randomUUID exists on https only; a door on a local network may have to do without.
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
