let lock = null;

/** Keep the screen on while this page is in front, where the browser can. */
export function stayAwake() {
  document.addEventListener("visibilitychange", ask);
  ask();
}

async function ask() {
  if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock?.request("screen");
  } catch {
    lock = null; // battery saver says no
  }
}
