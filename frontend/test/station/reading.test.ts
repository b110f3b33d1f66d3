import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KINDS, checkDigit, fault, labelOf, masked, tidy } from "../../src/station/documents.ts";
import { uuid7, uuidBytes, hexOf } from "../../src/station/ids.ts";
import { interpret } from "../../src/station/line.ts";
import type { Fields } from "../../src/station/line.ts";
import type { Tube } from "../../src/station/records.ts";
import { readScan } from "../../src/station/scan.ts";

/** The example of GB 11643-1999. */
const GOOD = "11010519491231002X";

const digits = (n: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{${n}}$`));
const numbers = fc
  .tuple(fc.constantFrom("510117", "110105"), fc.date({ min: new Date("1920-01-01"), max: new Date("2020-12-31"), noInvalidDate: true }), digits(3))
  .map(([area, born, serial]) => area + born.toISOString().slice(0, 10).replace(/-/g, "") + serial)
  .map((first) => first + checkDigit(first));

describe("identity numbers", () => {
  test("the standard's own example is right, and wrong with any other last character", () => {
    expect(fault("resident_id", GOOD)).toBeNull();
    for (const last of "0123456789") expect(fault("resident_id", GOOD.slice(0, 17) + last)).toBe("identity.number_check");
  });

  test("every slip of one digit and every swap of neighbours is found", () => {
    fc.assert(
      fc.property(numbers, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const slip = number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1);
        expect(fault("resident_id", slip)).not.toBeNull();
        const swapped = number.slice(0, at) + (number[at + 1] ?? "") + (number[at] ?? "") + number.slice(at + 2);
        if (swapped !== number) expect(fault("resident_id", swapped)).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test("a day that no calendar has is no date of birth", () => {
    for (const day of ["19490229", "19491301", "19490431", "00000101"]) {
      const first = `110105${day}002`;
      expect(fault("resident_id", first + checkDigit(first)), day).toBe("identity.number_date");
    }
  });

  test("the other kinds have their shapes", () => {
    const right: Partial<Record<(typeof KINDS)[number], string>> = {
      passport: "E12345678", hk_macao_permit: "H1234567801", taiwan_permit: "12345678", foreign_residence: "CHN110000000001", other: "X1", none: "",
    };
    for (const kind of KINDS) if (right[kind] !== undefined) expect(fault(kind, right[kind]), kind).toBeNull();
    expect(fault("passport", "A-1")).toBe("identity.number_shape");
    expect(fault("none", "1")).toBe("identity.number_shape");
    expect(fault("other", "")).toBe("identity.number_missing");
    expect(fault("hk_macao_taiwan_residence", GOOD)).toBe("identity.number_shape");
  });

  test("full-width letters, blanks and dashes are made plain", () => {
    expect(tidy("１１0105 1949-1231(002)ｘ")).toBe(GOOD);
  });

  test("a list shows neither a whole name nor a whole number", () => {
    expect(masked("王小明", GOOD)).toBe("王** …002X");
    expect(masked("", GOOD)).toBe("…002X");
    expect(masked("欧阳", "")).toBe("欧*");
  });
});

describe("what was read", () => {
  test("a card is found among the fields of any reader", () => {
    for (const text of [GOOD, `王小明,男,汉,${GOOD},北京市`, `王小明|${GOOD.toLowerCase()}|13800000000`, `${GOOD}\t王小明`]) {
      expect(readScan(text)).toMatchObject({ is: "person", number: GOOD });
    }
    expect(readScan(`王小明|${GOOD}|13800000000`)).toMatchObject({ name: "王小明", phone: "13800000000" });
  });

  test("a label of ours says its round; any other code may be a tube", () => {
    expect(readScan("12-K7QM2X-01")).toEqual({ is: "tube", code: "12-K7QM2X-01", serial: 12 });
    expect(readScan("0012345678")).toEqual({ is: "tube", code: "0012345678", serial: null });
    expect(readScan("zwölf 12")).toEqual({ is: "unknown", text: "zwölf 12" });
  });

  test("a sign-in is read from its link, its fragment or alone", () => {
    const key = `fxd_${"aB-_".repeat(12)}abc`;
    for (const text of [key, `#${key}`, `https://x.example/station/#${key}`]) expect(readScan(text)).toEqual({ is: "sign-in", key });
  });
});

describe("one line for everything", () => {
  const fields: Fields = { kind: "resident_id", name: "", phone: "", address: "" };
  const tube: Tube = { station: "s", code: "T", group: "g", capacity: 10, people: 0, openedAt: 0, sealedAt: null, open: true, told: false };

  test("without a tube a code begins one, and a card waits for it", () => {
    expect(interpret("0012345678", fields, null, 12)).toEqual({ do: "tube", code: "0012345678" });
    expect(interpret(GOOD, fields, null, 12)).toEqual({ do: "refuse", why: "tube.first" });
    expect(interpret("", fields, null, 12)).toEqual({ do: "refuse", why: "tube.code" });
  });

  test("with a tube a label of ours turns over, one of another round is refused, a number is a person", () => {
    expect(interpret("12-K7QM2X-02", fields, tube, 12)).toEqual({ do: "tube", code: "12-K7QM2X-02" });
    expect(interpret("11-K7QM2X-02", fields, tube, 12)).toEqual({ do: "refuse", why: "tube.round" });
    expect(interpret(GOOD, fields, tube, 12)).toMatchObject({ do: "person", read: true });
    expect(interpret(GOOD.slice(0, 17) + "1", fields, tube, 12)).toEqual({ do: "refuse", why: "identity.number_check" });
    expect(interpret("E12345678", { ...fields, kind: "passport" }, tube, 12)).toMatchObject({ do: "person", read: false, who: { number: "E12345678" } });
  });

  test("whoever has no document has a name", () => {
    const none: Fields = { ...fields, kind: "none" };
    expect(interpret("", none, tube, 12)).toEqual({ do: "refuse", why: "identity.name_missing" });
    expect(interpret("", { ...none, name: "王小明" }, tube, 12)).toMatchObject({ do: "person", who: { kind: "none", number: "", name: "王小明" } });
  });
});

describe("surroundings", () => {
  const things: Fields = { kind: "goods", name: "冷库", phone: "1", address: "箱" };
  const inUse = { station: "s", code: "E-1", group: "environment", capacity: 1, people: 0, openedAt: 0, sealedAt: null, open: true, told: false };

  test("goods have a batch number, whatever it looks like; a surface has none", () => {
    expect(interpret(GOOD, things, inUse, 12)).toMatchObject({ do: "person", who: { kind: "goods", number: GOOD, name: "冷库", phone: "" } });
    expect(interpret("", things, inUse, 12)).toEqual({ do: "refuse", why: "thing.lot" });
    expect(interpret("", { ...things, kind: "environment" }, inUse, 12)).toMatchObject({ do: "person", who: { kind: "environment", number: "", address: "箱" } });
    expect(interpret("B-1", { ...things, name: " " }, inUse, 12)).toEqual({ do: "refuse", why: "thing.place" });
  });

  test("their place and batch stand in the list as they are, a person's name does not", () => {
    expect(labelOf("goods", "冷库二号", "B-1")).toBe("冷库二号 B-1");
    expect(labelOf("resident_id", "王小明", GOOD)).toBe("王** …002X");
  });
});

test("ids sort by the time they were minted and are version 7", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 45 }), fc.nat({ max: 2 ** 30 }), (time, later) => {
      const [first, second] = [uuid7(time), uuid7(time + later + 1)];
      expect(first < second).toBe(true);
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(hexOf(uuidBytes(first))).toBe(first.replace(/-/g, ""));
    }),
  );
});
