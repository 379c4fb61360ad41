/** Several values in one text, one a line. */

/** The lines of a text; one empty line where there are none. */
export function lines(text: string): string[] {
  const found = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  return found.length > 0 ? found : [""];
}

/** The text of lines: empty ones are left out. */
export const written = (shown: string[]): string => shown.filter((line) => line.trim() !== "").join("\n");

/** With another text in one line. */
export const changed = (shown: string[], n: number, text: string): string[] => shown.with(n, text);

/** With several lines in the place of one, and where the last of them is. */
export function pasted(shown: string[], n: number, text: string): { to: string[]; at: number } {
  const more = lines(text).map((line) => line.trim());
  const before = shown[n] ?? "";
  const put = before.trim() === "" ? more : [before, ...more];
  return { to: shown.toSpliced(n, 1, ...put), at: n + put.length - 1 };
}
