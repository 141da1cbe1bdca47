import { expect, test } from "vitest";
import vectors from "../../../tests/fixtures/placeholders.json";
import { fill, nextPlaceholder, unfilled } from "./placeholders";

test.each(vectors.vectors)("the places that are open in “$text”", ({ text, names }) => {
  expect(unfilled(text)).toEqual(names);
});

test("what is known is put in, then what stands there otherwise; the rest stays open", () => {
  const values = [{ label: "first name", value: "Dana" }, { label: "Roof size", value: "30 squares" }];
  expect(fill("Hi {First_Name}, see you {date|tomorrow} about {roof size}. {company} {x|}", values)).toBe("Hi Dana, see you tomorrow about 30 squares. {company} ");
  expect(fill("nothing open", values)).toBe("nothing open");
  // A value that looks like a placeholder is only words.
  expect(fill("{first name}", [{ label: "first name", value: "{company}" }])).toBe("{company}");
});

test("the next open place after the caret, and the one before it", () => {
  const text = "{a} and {b}";
  expect(nextPlaceholder(text, 0)?.name).toBe("a");
  expect(nextPlaceholder(text, 3)?.name).toBe("b");
  expect(nextPlaceholder(text, 11)).toBeUndefined();
  expect(nextPlaceholder(text, 8, true)?.name).toBe("a");
});
