import { describe, expect, it } from "vitest";
import { hidesHost, linkPieces } from "./links";

const links = (text: string) => linkPieces(text).flatMap((piece) => (piece.kind === "link" ? [piece] : []));

describe("links in other people's words", () => {
  it.each([
    ["see https://ringbook.example/a?b=1.", "https://ringbook.example/a?b=1"],
    ["(www.ridgeline.example)", "https://www.ridgeline.example/"],
    ["mail dana@mail.example please", "mailto:dana@mail.example"],
    ["http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"],
  ])("finds the address in %j", (text, href) => {
    expect(links(text).map((link) => link.href)).toEqual([href]);
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "smb://host/share", "https://good.example@evil.example/", "https://", "vbscript:x", "tel:+1555"])(
    "leaves %j as words",
    (text) => {
      expect(links(text)).toEqual([]);
    },
  );

  it("keeps every letter of the text", () => {
    const text = "a https://x.example/y, b (https://z.example) c@d.example. end";
    expect(linkPieces(text).map((piece) => piece.text).join("")).toBe(text);
  });

  it("says where a look-alike leads", () => {
    const [link] = links("https://аррӏе.example/login");
    expect(link?.host).toMatch(/^xn--/);
    expect(link && hidesHost(link)).toBe(true);
  });
});
