/** What one entry means, given the tube in use: a scanner types into one line, whatever it has read. */
import { fault, isThing, numberless, phoneFault, tidy } from "./documents.ts";
import type { Kind } from "./documents.ts";
import type { Tube, Who } from "./records.ts";
import { isCode, readScan } from "./scan.ts";

/** The fields beside the line, as they stand. */
export interface Fields {
  kind: Kind;
  name: string;
  phone: string;
  address: string;
}

export type Entry =
  | { do: "tube"; code: string }
  | { do: "person"; who: Who; read: boolean }
  | { do: "sign-in"; key: string }
  | { do: "frame"; text: string }
  | { do: "refuse"; why: string };

/** `read` says of a person that a card or a code was read whole, so that nothing has to be typed. */
export function interpret(text: string, fields: Fields, tube: Tube | null, serial: number): Entry {
  const scan = readScan(text);
  if (scan.is === "sign-in") return { do: "sign-in", key: scan.key };
  if (scan.is === "frame") return { do: "frame", text: scan.text };
  if (scan.is === "tube" && scan.serial !== null) {
    return scan.serial === serial ? { do: "tube", code: scan.code } : { do: "refuse", why: "tube.round" };
  }
  if (!tube) {
    if (scan.is === "person") return { do: "refuse", why: "tube.first" };
    return text.trim() && isCode(text.trim()) ? { do: "tube", code: text.trim() } : { do: "refuse", why: "tube.code" };
  }
  if (isThing(fields.kind)) return typed(text, fields);
  if (scan.is === "person" && fields.kind !== "hk_macao_taiwan_residence" && fields.kind !== "foreign_residence") {
    const { kind, number } = scan;
    return { do: "person", who: { kind, number, name: fields.name || scan.name, phone: fields.phone || scan.phone, address: fields.address }, read: true };
  }
  return typed(text, fields);
}

/** Somebody whose number was typed, or who has no document; or what was swabbed. */
export function typed(text: string, fields: Fields): Entry {
  if (isThing(fields.kind)) return thing(text, fields);
  const number = fields.kind === "none" ? "" : tidy(text);
  const wrong = fault(fields.kind, number) || phoneFault(fields.phone);
  if (wrong) return { do: "refuse", why: wrong };
  if (fields.kind === "none" && !fields.name.trim()) return { do: "refuse", why: "identity.name_missing" };
  return { do: "person", who: { ...fields, number }, read: false };
}

/** A surface of a place, or goods by their batch number: the place stands for the name, the surface for the address. */
function thing(text: string, fields: Fields): Entry {
  const number = numberless(fields.kind) ? "" : text.trim().slice(0, 40);
  if (!fields.name.trim()) return { do: "refuse", why: "thing.place" };
  if (!number && !numberless(fields.kind)) return { do: "refuse", why: "thing.lot" };
  return { do: "person", who: { ...fields, phone: "", number }, read: false };
}
