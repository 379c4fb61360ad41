/**
 * Where a text stops being JSON (RFC 8259). Web views tell this each in their own words, and some
 * not at all, so it is found out here.
 */
export type Misprint = { line: number; column: number; what: string };

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// RFC 8259 §7: control characters must be escaped.
const STRING = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"/y;
const WORD = /[\p{L}\p{N}_$]+/uy;

type Awaited = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";

const wanted: Record<Awaited, string> = {
  value: "a value is missing here",
  valueOrEnd: "a value or ] is missing here",
  key: "a name in double quotes is missing here",
  keyOrEnd: "a name in double quotes or } is missing here",
  colon: "a colon is missing here",
  commaOrEnd: "a comma or a closing bracket is missing here",
  nothing: "something follows after the end",
};

/** What is wrong with a text as JSON; null where nothing is. */
export function misprint(text: string): Misprint | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { at, what } = stop(text);
    const before = text.slice(0, at).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, what };
  }
}

/** Reads as far as it goes, with the brackets that are open on a stack of its own. */
function stop(text: string): { at: number; what: string } {
  const open: ("{" | "[")[] = [];
  let awaited = "value" as Awaited;
  let at = 0;

  const take = (pattern: RegExp) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? "";
    at += found.length;
    return found;
  };
  const after = (): Awaited => (open.length > 0 ? "commaOrEnd" : "nothing");

  for (;;) {
    take(BLANK);
    const next: string | undefined = text[at];
    if (next === undefined) return { at, what: at === 0 ? "there is nothing" : "it ends too early" };

    const takesValue: boolean = awaited === "value" || awaited === "valueOrEnd";
    const takesKey: boolean = awaited === "key" || awaited === "keyOrEnd";
    const mayClose: boolean = awaited === "commaOrEnd" || (next === "}" ? awaited === "keyOrEnd" : awaited === "valueOrEnd");

    if (mayClose && next === (open.at(-1) === "{" ? "}" : "]")) {
      open.pop();
      at++;
      awaited = after();
    } else if (next === "," && awaited === "commaOrEnd") {
      at++;
      awaited = open.at(-1) === "{" ? "key" : "value";
    } else if (next === ":" && awaited === "colon") {
      at++;
      awaited = "value";
    } else if ((next === "{" || next === "[") && takesValue) {
      open.push(next);
      at++;
      awaited = next === "{" ? "keyOrEnd" : "valueOrEnd";
    } else if (next === '"' && (takesValue || takesKey)) {
      if (!take(STRING)) return { at, what: "this text is not closed, or has a sign in it that must be escaped" };
      awaited = takesKey ? "colon" : after();
    } else if (takesValue && (take(NUMBER) || ["true", "false", "null"].includes(take(WORD)))) {
      awaited = after();
    } else {
      return explain(text, at, awaited);
    }
  }
}

function explain(text: string, reached: number, awaited: Awaited): { at: number; what: string } {
  // A word that is none of JSON's has been read already: its beginning is the place.
  const word = /[\p{L}\p{N}_$]+$/u.exec(text.slice(Math.max(0, reached - 64), reached))?.[0] ?? "";
  const at = awaited === "value" || awaited === "valueOrEnd" ? reached - word.length : reached;
  const next = text[at];
  if (next === "'" || next === "“" || next === "”") return { at, what: "JSON takes straight double quotes only" };
  if ((next === "}" || next === "]") && (awaited === "key" || awaited === "value")) {
    return { at, what: "nothing follows the comma or colon before this" };
  }
  return { at, what: wanted[awaited] };
}
