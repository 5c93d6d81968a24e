const WHILE = 2_000;

/** Copies the address of the page, or hands it to the device; where a browser can do neither, the buttons stay hidden. */
export function share(page) {
  const link = page.querySelector("[data-share-link]");
  if (!link) return;
  link.addEventListener("focus", () => link.select());
  const copy = page.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", () => copied(page, copy, link));
  }
  const hand = page.querySelector("[data-share]");
  if (hand && navigator.share) {
    hand.hidden = false;
    // Whoever changes her mind closes the sheet: nothing went wrong.
    hand.addEventListener("click", () => navigator.share({ title: hand.dataset.share, url: link.value }).catch(() => {}));
  }
}

async function copied(page, button, link) {
  const words = button.querySelector("span");
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(link.value);
  } catch {
    link.select();
    return;
  }
  words.textContent = page.querySelector("[data-share-status]").textContent = button.dataset.copy;
  setTimeout(() => {
    words.textContent = before;
  }, WHILE);
}
