// Walks through the page as a person would who opens everything. Arguments: steps, each a word and what
// it is about; then what is called when it is over.
const [steps] = arguments;
const done = arguments[arguments.length - 1];

// No frame is waited for: what is in the page is looked at, and not what was painted.
const frame = () => new Promise((next) => setTimeout(next, 12));
const tidy = (text) => text.replace(/\s+/g, " ").trim();
const named = (element) => tidy(element.getAttribute("aria-label") ?? element.textContent ?? "");
const isShown = (element) => element.getClientRects().length > 0 && !element.closest("[inert]");

/** Waits until nothing has changed for a moment. */
const rest = async () => {
  let changed = true;
  const watch = new MutationObserver(() => { changed = true; });
  watch.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  for (let still = 0, frames = 0; still < 3 && frames < 90; frames += 1) {
    await frame();
    still = changed ? 0 : still + 1;
    changed = false;
  }
  watch.disconnect();
};

const until = async (what, find) => {
  for (let frames = 0; frames < 900; frames += 1) {
    const found = find();
    if (found) return found;
    await frame();
  }
  throw new Error(`${what} is not there: ${tidy(document.body.innerText).slice(0, 300)}`);
};
const first = (selector) => [...document.querySelectorAll(selector)].find((one) => isShown(one) && !one.disabled);
const button = (name) =>
  [...document.querySelectorAll("button, a, [role=tab], [role=menuitem], label")].find((one) => named(one) === name && isShown(one) && !one.disabled);

/** Scrolls lists of which only what is in view is in the page from end to end, looking on the way. */
const scroll = async () => {
  look();
  for (const box of document.querySelectorAll("[role=grid], [role=grid] *, [aria-rowcount]")) {
    if (box.scrollHeight <= box.clientHeight + 40 || box.clientHeight < 80) continue;
    if (!["auto", "scroll"].includes(getComputedStyle(box).overflowY)) continue;
    for (let at = 0; at < box.scrollHeight; at += Math.max(120, box.clientHeight * 0.9)) {
      box.scrollTop = at;
      box.dispatchEvent(new Event("scroll"));
      await frame();
      look();
    }
    box.scrollTop = 0;
  }
};

/** Opens what is folded, in what was folded too, and all that is more than is shown at first. */
const open = async () => {
  for (let n = 0; n < 3; n += 1) {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    await rest();
  }
  for (let n = 0; n < 12; n += 1) {
    const more = [...document.querySelectorAll("button.link, button")].filter((one) => /^(Show|More|\d[\d,]* more)/.test(named(one)));
    const next = more.find((one) => isShown(one) && /more|all/i.test(named(one)) && !named(one).includes("⁅"));
    if (!next) break;
    next.click();
    await rest();
  }
};

/** Opens what is folded, and every tab. */
const unfold = async () => {
  await open();
  await scroll();
  for (let n = 0; n < 12; n += 1) {
    const tab = [...document.querySelectorAll("[role=tab]")].filter(isShown)[n];
    if (!tab) break;
    tab.click();
    tab.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
    await open();
    await scroll();
  }
};

const step = {
  press: async (name) => { (await until(`“${name}”`, () => button(name))).click(); await rest(); },
  pick: async (selector) => { (await until(selector, () => first(selector))).click(); await rest(); },
  wait: async (selector) => { await until(selector, () => first(selector)); await rest(); },
  type: async ([selector, text]) => {
    const field = await until(selector, () => first(selector));
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await rest();
  },
  key: async (key) => {
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await rest();
  },
  look: async () => { await rest(); look(); },
  /** So many frames, for what comes a moment later. */
  pause: async (frames) => { for (let n = 0; n < frames; n += 1) await frame(); await rest(); },
  /** Until as many rows as there are texts are there. */
  until: async (frames) => {
    for (let n = 0; n < frames && !document.querySelector("[role=grid]")?.textContent.includes("⁅"); n += 1) await frame();
    await rest();
  },
  /** Opens whatever says that it is folded. */
  folds: async () => {
    for (const fold of document.querySelectorAll("main button[aria-expanded=false]:not([aria-haspopup])")) fold.click();
    await rest();
  },
  /** Out of every dialog. */
  leave: async () => {
    for (let n = 0; n < 4 && document.querySelector("[role=dialog]"); n += 1) {
      const names = ["Leave", "Cancel", "Go on later", "Done", "Close"];
      const out = names.map(button).find(Boolean);
      if (out) out.click();
      else await step.key("Escape");
      await rest();
    }
    if (document.querySelector("[role=dialog]")) throw new Error("a dialog stays");
  },
  scroll,
  unfold,
};

(async () => {
  for (const [what, about] of steps) await step[what](about);
  return null;
})().then(done, (error) => done(String(error)));
