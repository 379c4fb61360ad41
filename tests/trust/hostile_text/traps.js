// Traps in the page: whatever a text does that came to be more than a text is counted here.
// Arguments: none. What was counted is in `window.traps`.
const traps = { runs: [], network: [], calls: [], nodes: [], handlers: [], addresses: [], refused: 0 };
window.traps = traps;
window.here = true;
const note = (list, what) => { if (list.length < 20000) list.push(String(what).slice(0, 160)); };

window.trip = (n) => note(traps.runs, `trip ${n}`);
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (n) => note(traps.runs, `${name} ${n}`);
}
const bring = window.fetch;
window.bring = bring;
window.fetch = (...call) => {
  const to = String(call[0]?.url ?? call[0]);
  if (!to.startsWith("ipc://localhost/")) note(traps.network, `fetch ${to}`);
  else if (to.startsWith("ipc://localhost/trap")) note(traps.calls, to);
  return (window.liar ?? bring)(...call);
};
const opening = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (...call) {
  note(traps.network, `request ${call[1]}`);
  return opening.apply(this, call);
};
navigator.sendBeacon = (to) => { note(traps.network, `beacon ${to}`); return false; };
for (const name of ["WebSocket", "EventSource", "Worker", "SharedWorker"]) {
  window[name] = class { constructor(to) { note(traps.network, `${name} ${to}`); } };
}
document.addEventListener("securitypolicyviolation", () => { traps.refused += 1; });

// Elements that the console never makes, and attributes that would do something.
const refusedTags = new Set(("SCRIPT IFRAME FRAME FRAMESET OBJECT EMBED APPLET BASE META PORTAL MARQUEE MATH " +
  "AUDIO VIDEO SOURCE TRACK PICTURE MAP AREA TEMPLATE NOSCRIPT PLAINTEXT LISTING XMP KEYGEN ISINDEX BGSOUND " +
  "FOREIGNOBJECT ANIMATE ANIMATETRANSFORM SET USE IMAGE HANDLER FEIMAGE MPATH").split(" "));
const ourAsset = (text) => new URL(text, "tauri://localhost/").href.startsWith("tauri://localhost/assets/");
const ourImage = (text) => text.startsWith("data:image/svg+xml") || ourAsset(text);
const acts = new Set(["href", "xlink:href", "src", "srcset", "srcdoc", "action", "formaction", "data", "poster", "ping",
  "background", "style", "to", "values", "content"]);

const examine = (element) => {
  const tag = element.tagName.toUpperCase();
  if (refusedTags.has(tag) || element instanceof HTMLUnknownElement) note(traps.nodes, tag);
  if (tag === "LINK" && !ourAsset(element.href)) note(traps.nodes, "LINK");
  if (tag === "STYLE") note(traps.nodes, "STYLE");
  if (tag === "A" && element.hasAttribute("href")) note(traps.addresses, `A ${element.getAttribute("href")}`);
  if (tag === "IMG" && !ourImage(element.getAttribute("src") ?? "")) note(traps.nodes, `IMG ${element.getAttribute("src")}`);
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) note(traps.handlers, `${tag} ${name}`);
    if (acts.has(name) && (value.includes("⁅") || /^[\s\u0000-\u001f]*(javascript|vbscript|data:text)/i.test(value))) {
      note(traps.addresses, `${tag} ${name}=${value}`);
    }
  }
};
const all = (node) => {
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  examine(node);
  for (const below of node.querySelectorAll("*")) examine(below);
};
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") examine(target);
    else for (const node of addedNodes) all(node);
  }
}).observe(document, { childList: true, subtree: true, attributes: true });
return true;
