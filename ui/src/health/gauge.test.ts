import { expect, test } from "vitest";

import { arc, share, tightest, told, toneOf } from "./gauge";

const bucket = (remaining: number, limit = 600) => ({ bucket: "/api/v1/users", limit, remaining, resetsInS: 42 });

test("the gauge shows the limit of which the least is left", () => {
  const org = { address: "acme.okta.com", loopback: false, connections: 3, buckets: [bucket(500), bucket(10, 50), bucket(590)] };
  expect(tightest(org)).toEqual(bucket(10, 50));
  expect(tightest({ ...org, buckets: [] })).toBeNull();
});

test("what is left is told in words, and until when", () => {
  expect(told(bucket(574))).toBe("574 of 600 requests left, all of them again in 42 s");
  expect(told({ ...bucket(600), resetsInS: 0 })).toBe("600 of 600 requests left a minute");
});

test("little left looks like little", () => {
  expect([300, 299, 59].map((left) => toneOf(bucket(left)))).toEqual(["good", "warning", "bad"]);
  expect(share({ ...bucket(5), limit: 0 })).toBe(0);
});

test("the needle ends left for nothing, on top for half and right for all", () => {
  expect(arc(0)).toBe("M10 48A40 40 0 0 1 10.00 48.00");
  expect(arc(0.5)).toBe("M10 48A40 40 0 0 1 50.00 8.00");
  expect(arc(1)).toBe("M10 48A40 40 0 0 1 90.00 48.00");
});
