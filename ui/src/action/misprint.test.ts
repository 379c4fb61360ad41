import { expect, test } from "vitest";

import { misprint } from "./misprint";

test("nothing is wrong with JSON of any kind", () => {
  for (const text of ['{"a": [1, -2.5e3, true, null, "\\u00e9\\n"]}', "[]", " {} ", '"text"', "0"]) {
    expect(misprint(text)).toBeNull();
  }
});

test.each([
  ["a name without quotes", '{\n  "a": 1,\n  b: 2\n}', 3, 3, /name in double quotes/],
  ["a comma before the end", '{"a": 1,}', 1, 9, /nothing follows the comma/],
  ["a comma before the end of a list", "[1,\n]", 2, 1, /nothing follows the comma/],
  ["a missing comma", '{"a": 1\n "b": 2}', 2, 2, /comma or a closing bracket/],
  ["a missing colon", '{"a" 1}', 1, 6, /colon/],
  ["single quotes", "{'a': 1}", 1, 2, /double quotes only/],
  ["curly quotes", '{"a": “b”}', 1, 7, /double quotes only/],
  ["a text that is not closed", '["a, 1]', 1, 2, /not closed/],
  ["a line break in a text", '["a\nb"]', 1, 2, /escaped/],
  ["a word that JSON lacks", "[True]", 1, 2, /value/],
  ["a number with a leading zero", "[01]", 1, 3, /comma or a closing bracket/],
  ["the wrong bracket", "[1}", 1, 3, /comma or a closing bracket/],
  ["an end that comes too early", '{"a": [1,', 1, 10, /too early/],
  ["something after the end", "{}\n{}", 2, 1, /after the end/],
])("%s is found where it stands", (_, text, line, column, what) => {
  expect(misprint(text)).toMatchObject({ line, column });
  expect(misprint(text)?.what).toMatch(what);
});

test("a text that is nested a hundred thousand deep is answered too", () => {
  expect(misprint("[".repeat(100_000))).toMatchObject({ line: 1, column: 100_001 });
});
