/**
 * What differs between two JSON values, by structure: members by their names, records by their
 * ids, texts of a list as a set. The order of members is none.
 */
import { isBranch, type Json } from "../answer/tree";

/** A place where two values differ; `left` or `right` is missing where the place is only in one. */
export type Difference = { path: string; left?: Json; right?: Json };

type Members = Record<string, Json>;

export function differences(left: Json, right: Json): Difference[] {
  const found: Difference[] = [];
  compare("", left, right, found);
  return found;
}

function compare(path: string, left: Json, right: Json, found: Difference[]): void {
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(path, left, right, found);
  if (isObject(left) && isObject(right)) return compareMembers(path, left, right, found);
  if (!same(left, right)) found.push({ path, left, right });
}

function compareMembers(path: string, left: Members, right: Members, found: Difference[]): void {
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    pair(member(path, name), left[name], right[name], found);
  }
}

function compareLists(path: string, left: Json[], right: Json[], found: Difference[]): void {
  const ids = [left, right].map(idsOf);
  if (ids[0] && ids[1]) {
    const [ones, others] = [byId(left, ids[0]), byId(right, ids[1])];
    for (const id of new Set([...ids[0], ...ids[1]])) pair(`${path}[${id}]`, ones.get(id), others.get(id), found);
    return;
  }
  if (left.every(isLeaf) && right.every(isLeaf)) return compareLeaves(path, left, right, found);
  for (let n = 0; n < Math.max(left.length, right.length); n++) pair(`${path}[${n}]`, left[n], right[n], found);
}

/** Texts and numbers of a list: which came and which went. */
function compareLeaves(path: string, left: Json[], right: Json[], found: Difference[]): void {
  const [gone, come] = [without(left, right), without(right, left)];
  if (gone.length === 0 && come.length === 0 && !same(left, right)) found.push({ path: `${path} (order)`, left, right });
  for (const one of gone) found.push({ path: `${path}[]`, left: one });
  for (const one of come) found.push({ path: `${path}[]`, right: one });
}

function pair(path: string, left: Json | undefined, right: Json | undefined, found: Difference[]): void {
  if (left === undefined && right !== undefined) found.push({ path, right });
  else if (right === undefined && left !== undefined) found.push({ path, left });
  else if (left !== undefined && right !== undefined) compare(path, left, right, found);
}

/** The ids of records, if each has one of its own. */
function idsOf(list: Json[]): string[] | null {
  const ids = list.map((one) => (isObject(one) && typeof one.id === "string" ? one.id : null));
  const known = ids.filter((id) => id !== null);
  return known.length === list.length && new Set(known).size === list.length ? known : null;
}

const byId = (list: Json[], ids: string[]) => new Map(ids.map((id, n) => [id, list[n] as Json]));

/** What is in the one list more often than in the other. */
function without(list: Json[], other: Json[]): Json[] {
  const left = new Map<string, number>();
  for (const one of other) left.set(written(one), (left.get(written(one)) ?? 0) + 1);
  return list.filter((one) => {
    const there = left.get(written(one)) ?? 0;
    left.set(written(one), there - 1);
    return there <= 0;
  });
}

const member = (path: string, name: string) => {
  const plain = /^[\w$-]+$/.test(name) ? name : JSON.stringify(name);
  return path === "" ? plain : `${path}.${plain}`;
};

const written = (value: Json) => JSON.stringify(value);
const same = (left: Json, right: Json) => written(left) === written(right);
const isLeaf = (value: Json) => !isBranch(value);
const isObject = (value: Json): value is Members => isBranch(value) && !Array.isArray(value);
