import { expect, test } from "vitest";

import { ago, countdown, deadline, left, took } from "./dates";

const now = Date.parse("2026-11-23T12:00:00Z");

test("a deadline tells the whole days left", () => {
  expect(deadline("2027-02-21T12:00:00Z", now)).toEqual({
    day: "21 February",
    text: "90 days",
    whole: "Reauthorize by 21 February (90 days)",
    tone: "fine",
  });
  expect(deadline("2026-11-25T11:59:59Z", now)).toMatchObject({ text: "1 day", tone: "soon" });
});

test("a deadline in another year says which", () => {
  expect(deadline("2028-02-21T12:00:00Z", now).day).toBe("21 February 2028");
});

test("from fourteen days on a deadline asks for attention", () => {
  expect(deadline("2026-12-07T12:00:00Z", now).tone).toBe("soon");
  expect(deadline("2026-12-07T12:00:01Z", now).tone).toBe("fine");
});

test("on the last day a deadline tells the hours", () => {
  expect(deadline("2026-11-23T21:30:00Z", now).text).toBe("9 hours");
  expect(deadline("2026-11-23T12:20:00Z", now).text).toBe("under an hour");
});

test("a deadline that has passed says so at once, and after a day for how long", () => {
  expect(deadline("2026-11-23T12:00:00Z", now)).toMatchObject({ text: "overdue", tone: "past" });
  expect(deadline("2026-11-20T12:00:00Z", now)).toMatchObject({ text: "3 days overdue", tone: "past" });
});

test("what happened long ago is told by its date", () => {
  expect(ago("2026-11-23T11:59:30Z", now)).toBe("just now");
  expect(ago("2026-11-23T11:55:00Z", now)).toBe("5 min ago");
  expect(ago("2026-11-23T09:00:00Z", now)).toBe("3 h ago");
  expect(ago("2026-11-22T12:00:00Z", now)).toBe("1 day ago");
  expect(ago("2026-09-01T12:00:00Z", now)).toBe("1 Sept 2026");
});

test("a clock that is a little ahead does not speak of the future", () => {
  expect(ago("2026-11-23T12:00:20Z", now)).toBe("just now");
});

test("the countdown ends at nought and stays there", () => {
  expect(countdown("2026-11-23T12:04:07Z", now)).toBe("4:07");
  expect(countdown("2026-11-23T12:00:00.200Z", now)).toBe("0:01");
  expect(countdown("2026-11-23T11:00:00Z", now)).toBe("0:00");
});

test("a token's life is told in minutes, and its end is an end", () => {
  expect(left("2026-11-23T12:34:59Z", now)).toBe("34 min left");
  expect(left("2026-11-23T13:05:00Z", now)).toBe("1 h 5 min left");
  expect(left("2026-11-23T12:00:59Z", now)).toBe("under a minute left");
  expect(left("2026-11-23T12:00:00Z", now)).toBe("ended");
});

test("how long something took is told in the unit that fits", () => {
  expect(took(214)).toBe("214 ms");
  expect(took(3249)).toBe("3.2 s");
  expect(took(125_900)).toBe("2 min 5 s");
});
