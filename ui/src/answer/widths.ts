/** How wide a column is, in characters, by what stands in it at first: it must not change as one scrolls. */
const LOOKED_AT = 50;
const NARROWEST = 8;
const WIDEST = 36;
/** Room around the text of a cell. */
const AROUND = 3;

export const widths = (columns: string[], rows: string[][]): number[] =>
  columns.map((label, n) => {
    const cells = rows.slice(0, LOOKED_AT).map((row) => row[n]?.length ?? 0);
    return Math.min(WIDEST, Math.max(NARROWEST, label.length, ...cells)) + AROUND;
  });
