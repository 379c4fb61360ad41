/** Where a line and a column, both from 1, lie in a text. Columns count characters, as Rust does. */
export function offsetOf(text: string, [line, column]: [number, number]): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const within = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(text.length, before + within);
}
