/** On a phone a place opens in its own map app; elsewhere, and without JavaScript, the link to a map on the web stays. */
export function maps(page) {
  const open = /Android/.test(navigator.userAgent) ? "geo:0,0?q=" : /iPhone|iPad/.test(navigator.userAgent) ? "maps://?q=" : "";
  if (!open) return;
  for (const link of page.querySelectorAll("[data-map]")) link.href = open + encodeURIComponent(link.dataset.map);
}
