/** What a camera, a scanner or a card reader that types has read: a sign-in, a tube, a person, part of an outbox. */
import { fault, tidy } from "./documents.ts";
import type { Kind } from "./documents.ts";

export type Scan =
  | { is: "sign-in"; key: string }
  | { is: "person"; kind: Kind; number: string; name: string; phone: string }
  | { is: "tube"; code: string; serial: number | null }
  | { is: "frame"; text: string }
  | { is: "unknown"; text: string };

/** Labels that this system prints: the round's serial, six characters of the sheet, the place on it. */
const LABEL = /^(\d{1,6})-[0-9A-HJKMNP-TV-Z]{6}-\d{2,3}$/;
const KEY = /(?:^|#)(fxd_[\w-]{40,80})$/;
const CODE = /^[!-~]{1,40}$/;
const HAN_NAME = /^[\u3400-\u9fff·]{2,20}$/;
const MOBILE = /^1\d{10}$/;

/**
 * Read a text. An identity number with its right check digit is a person wherever it stands among other fields (card
 * readers separate them in their own ways); what is left may be the code of a tube.
 */
export function readScan(text: string): Scan {
  const trimmed = text.trim();
  const key = KEY.exec(trimmed);
  if (key) return { is: "sign-in", key: key[1] as string };
  if (trimmed.startsWith("FXQ1.")) return { is: "frame", text: trimmed };
  const person = readPerson(trimmed);
  if (person) return person;
  const label = LABEL.exec(trimmed);
  if (label) return { is: "tube", code: trimmed, serial: Number(label[1]) };
  return CODE.test(trimmed) ? { is: "tube", code: trimmed, serial: null } : { is: "unknown", text: trimmed };
}

function readPerson(text: string): Scan | null {
  const parts = text.split(/[\s,;|，；、]+/).filter(Boolean);
  const number = parts.map(tidy).find((part) => part.length === 18 && fault("resident_id", part) === null);
  if (!number) return null;
  const name = parts.find((part) => HAN_NAME.test(part)) || "";
  return { is: "person", kind: "resident_id", number, name, phone: parts.find((part) => MOBILE.test(part)) || "" };
}

/** Whether a text may be the code of a tube. */
export const isCode = (text: string): boolean => CODE.test(text);
