// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { adopt } from "../src/lib/refresh.ts";
import { follow } from "../src/lib/store.ts";
import type { Situation } from "../src/types.ts";

const page = (as_of: string, items: string[], open = ""): string => `
  <script type="application/json" id="situation">${JSON.stringify({ as_of })}</script>
  <div id="list" data-region><ol>${items.map((i) => `<li data-key="${i}">${i}</li>`).join("")}</ol>
    <details id="d"${open}><summary>?</summary></details></div>
  <div id="other">outside</div>`;
const parse = (html: string): Document => new DOMParser().parseFromString(`<body>${html}</body>`, "text/html");

beforeEach(() => {
  document.body.innerHTML = page("2020-12-08", ["b", "a"]);
});

describe("taking over a newly rendered page", () => {
  test("replaces the regions and tells the islands", () => {
    const seen: string[] = [];
    follow((s: Situation) => seen.push(s.as_of));
    adopt(parse(page("2020-12-09", ["c", "b", "a"])));
    expect(document.querySelectorAll("#list li")).toHaveLength(3);
    expect(seen.at(-1)).toBe("2020-12-09");
  });

  test("marks what is new, and only that", () => {
    adopt(parse(page("2020-12-09", ["c", "b", "a"])));
    expect([...document.querySelectorAll("#list .is-new")].map((e) => e.textContent)).toEqual(["c"]);
  });

  test("leaves everything outside the regions alone", () => {
    const outside = document.getElementById("other");
    adopt(parse(page("2020-12-09", []).replace("outside", "changed")));
    expect(document.getElementById("other")).toBe(outside);
    expect(outside?.textContent).toBe("outside");
  });

  test("does not touch a region that says the same", () => {
    const item = document.querySelector("#list li");
    adopt(parse(page("2020-12-09", ["b", "a"])));
    expect(document.querySelector("#list li")).toBe(item);
  });

  test("keeps an opened definition open", () => {
    document.querySelector("details")?.setAttribute("open", "");
    adopt(parse(page("2020-12-09", ["c"])));
    expect(document.querySelector("details")?.hasAttribute("open")).toBe(true);
  });

  test("never throws away what somebody has begun to write", () => {
    const list = document.getElementById("list") as HTMLElement;
    list.innerHTML = '<textarea></textarea>';
    (list.firstElementChild as HTMLTextAreaElement).value = "half a sen";
    adopt(parse(page("2020-12-09", ["c"])));
    expect((list.firstElementChild as HTMLTextAreaElement).value).toBe("half a sen");
  });

  test("tells each island of its own script, and only of what changed", () => {
    const both = (truth: string): string => `${page("2020-12-08", [])}<script type="application/json" id="truth">{"as_of":"${truth}"}</script>`;
    document.body.innerHTML = both("a");
    const seen: string[] = [];
    follow((s: Situation) => seen.push(s.as_of), "truth");
    adopt(parse(both("a")));
    adopt(parse(both("b")));
    expect(seen).toEqual(["a", "b"]);
  });
});
