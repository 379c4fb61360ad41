/** Nicknames are unique without regard to case: this one, or with the first number that is free. */
export function freeName(wanted: string, taken: string[]): string {
  const known = new Set(taken.map((name) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; known.has(name.toLowerCase()); n++) name = `${wanted} ${n}`;
  return name;
}
