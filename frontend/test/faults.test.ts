// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import { beginAtFault } from "../src/lib/faults.ts";

const field = (name: string, faulty = false): string => `<input name="${name}"${faulty ? ' aria-invalid="true"' : ""}>`;
const focused = (): string | null | undefined => document.activeElement?.getAttribute("name");
const load = (): boolean => dispatchEvent(new Event("load"));

describe("a form that comes back with faults", () => {
  beginAtFault();

  beforeEach(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.body.innerHTML = "";
  });

  test("begins at the first fault, not at the first field", () => {
    document.body.innerHTML = `<main>${field("number")}${field("sex", true)}${field("age", true)}</main>`;
    expect(focused()).toBeNull();
    load();
    expect(focused()).toBe("sex");
  });

  test("takes the focus back from where the address jumped to", () => {
    document.body.innerHTML = `<main>${field("jumped")}${field("sex", true)}</main>`;
    document.querySelector<HTMLElement>("[name=jumped]")?.focus();
    load();
    expect(focused()).toBe("sex");
  });

  test("leaves the focus alone where all is well, and where the fault is not in the page's own part", () => {
    document.body.innerHTML = `<header>${field("search", true)}</header><main>${field("number")}</main>`;
    document.querySelector<HTMLElement>("[name=number]")?.focus();
    load();
    expect(focused()).toBe("number");
  });
});
