import { expect, test } from "vitest";

import { dropped, holdsFiles, MOST_BYTES, unread } from "./drop";

const event = (files: File[], types = ["Files"]) => ({ dataTransfer: { files, types } }) as unknown as DragEvent;
const file = (name: string, size = 10) => ({ name, size }) as File;

test("one file is taken, and several are refused together", () => {
  const one = file("a.flow");
  expect(dropped(event([one]))).toBe(one);
  expect(dropped(event([one, file("b.flow")]))).toMatchObject({ what: "2 files were dropped." });
  expect(dropped(event([]))).toMatchObject({ what: "Nothing was dropped that can be read." });
});

test("text that is dragged is no file", () => {
  expect(holdsFiles(event([], ["text/plain"]))).toBe(false);
  expect(holdsFiles(event([]))).toBe(true);
});

test("a file that is too large is refused without being read", () => {
  expect(unread(file("huge.folder", MOST_BYTES + 1))?.why).toContain("larger than 32 MB");
  expect(unread(file("small.folder", MOST_BYTES))).toBeNull();
});
