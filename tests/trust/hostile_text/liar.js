// Lies in the place of Rust: for a command that it has an answer for, every marked string of it is
// a hostile text. Arguments: the texts, each with whether it must stand first; the answers.
//
// In an answer "·" is a hostile text, the next one of that place; "#" is a name that occurs once;
// {"*": one} is a list of as many as there are texts, {"*": one, "n": 3} of three; "@" is a moment.
// The place of a string is its command and its way in the answer; each text carries the number of its
// place and its own, between ⁅ and ⁆, so that it is known where it was seen.
const [texts] = arguments;
const { answers } = window;
const places = new Map();
let once = 0;
window.places = places;
window.seen = new Map();

const place = (name) => {
  if (!places.has(name)) places.set(name, { number: places.size, next: 0 });
  return places.get(name);
};
const hostile = (name) => {
  const at = place(name);
  const n = at.next++ % texts.length;
  const [text, leads] = texts[n];
  const mark = `⁅${at.number}.${n}⁆`;
  return leads ? `${text}//${mark}` : `${mark}${text}`;
};
const fill = (template, name) => {
  if (template === "·") return hostile(name);
  if (template === "#") return `only-${once++}`;
  // A body that is JSON, whose names are hostile too.
  if (template === "{}") {
    return JSON.stringify(texts.map(() => ({ [hostile(`${name}{name}`)]: hostile(`${name}{value}`) })));
  }
  if (template === "@") return "2026-11-26T08:00:00Z";
  if (Array.isArray(template)) return template.map((one, n) => fill(one, `${name}[${typeof one === "string" ? n : ""}]`));
  if (template === null || typeof template !== "object") return template;
  if ("*" in template) {
    return Array.from({ length: template.n ?? texts.length }, () => fill(template["*"], `${name}[]`));
  }
  return Object.fromEntries(Object.entries(template).map(([key, one]) => [key, fill(one, `${name}.${key}`)]));
};

const asked = new Map();
window.liar = async (...call) => {
  const command = new URL(String(call[0]?.url ?? call[0])).pathname.slice(1);
  const said = answers[command];
  if (!said) return window.bring(...call);
  const times = asked.get(command) ?? 0;
  asked.set(command, times + 1);
  // Of several answers each has its turn; one may be told once, before all others.
  const turn = times === 0 && said.first ? said.first : said.turns ? said.turns[times % said.turns.length] : said;
  if (turn.never) return new Promise(() => undefined);
  const [kind, template] = "refused" in turn ? ["error", turn.refused] : ["ok", turn.answer];
  return new Response(JSON.stringify(fill(template, `${command}${kind === "error" ? "!" : ""}`)), {
    status: 200,
    headers: { "Content-Type": "application/json", "Tauri-Response": kind },
  });
};

// Notes every text that is on the page now: in texts, in attributes and in fields.
const mark = /⁅(\d+)\.(\d+)⁆/g;
window.look = () => {
  const fields = [...document.querySelectorAll("input, textarea")].map(({ value }) => value);
  for (const [, at, n] of [document.documentElement.outerHTML, ...fields].join("\n").matchAll(mark)) {
    if (!window.seen.has(at)) window.seen.set(at, new Set());
    window.seen.get(at).add(n);
  }
};
window.tally = () => {
  const names = new Map([...places].map(([name, { number }]) => [String(number), name]));
  const renderings = [...window.seen].map(([at, which]) => [names.get(at) ?? at, which.size]);
  return { renderings, offered: [...places.keys()] };
};
return true;
