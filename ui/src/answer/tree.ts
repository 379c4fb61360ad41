/** A JSON value as a tree that can be searched. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
type JsonObject = { [name in string]: Json };

/** The text as JSON; undefined where it is something else. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The children of a value, with the name or index of each; the holes of a sifted list are none. */
export const children = (value: Json): [string, Json][] => (isBranch(value) ? Object.entries(value) : []);

export const isBranch = (value: Json): value is Json[] | JsonObject =>
  value !== null && typeof value === "object";

/** A branch in brief: what it holds, and how many. */
export function brief(value: Json): string {
  const count = children(value).length;
  return Array.isArray(value) ? `[ ${count} ]` : `{ ${count} }`;
}

/** A leaf as it stands in the text. */
export const leaf = (value: Json) => JSON.stringify(value);

/**
 * The branches that hold what is looked for, in a name or in a value. A branch whose own name
 * matches is kept whole.
 */
export function sift(value: Json, word: string): Json | undefined {
  const sought = word.trim().toLowerCase();
  return sought === "" ? value : siftValue(value, sought);
}

function siftValue(value: Json, sought: string): Json | undefined {
  if (!isBranch(value)) return String(value).toLowerCase().includes(sought) ? value : undefined;
  if (Array.isArray(value)) {
    // Holes keep the others at the index that they have in the answer.
    const kept: Json[] = [];
    value.forEach((child, n) => {
      const left = siftValue(child, sought);
      if (left !== undefined) kept[n] = left;
    });
    return kept.length > 0 ? kept : undefined;
  }
  const kept = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    const left = name.toLowerCase().includes(sought) ? child : siftValue(child, sought);
    return left === undefined ? [] : [[name, left]];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
