/**
 * Numbers of identity documents, checked as the server checks them (GB 11643 and the shapes of the other kinds), so
 * that a slip is found while the person still stands at the table.
 */

export const KINDS = [
  "resident_id", "passport", "hk_macao_permit", "taiwan_permit", "hk_macao_taiwan_residence", "foreign_residence", "other", "none",
] as const;

/** What is swabbed in a tube of surroundings: a surface, or goods of a batch. */
export const THINGS = ["environment", "goods"] as const;

export type Kind = (typeof KINDS)[number] | (typeof THINGS)[number];

/** Whether a kind is of what was swabbed, not of a person. */
export const isThing = (kind: Kind): boolean => (THINGS as readonly string[]).includes(kind);

/** Kinds that have no number: somebody without a document, a surface. */
export const numberless = (kind: Kind): boolean => kind === "none" || kind === "environment";

/** The rule that a number breaks: the codes are the server's. */
export type Fault = "identity.number_shape" | "identity.number_date" | "identity.number_check" | "identity.number_missing" | "identity.phone";

const SHAPES: Readonly<Partial<Record<Kind, RegExp>>> = {
  passport: /^[A-Z0-9]{5,20}$/,
  hk_macao_permit: /^[HM]\d{8}(\d{2})?$/,
  taiwan_permit: /^(\d{8}|\d{10}[A-Z]?)$/,
  foreign_residence: /^(9\d{16}[\dX]|[A-Z]{3}\d{12})$/,
};

const CHECK = "10X98765432";

/** The eighteenth character that belongs to the first seventeen: ISO 7064 MOD 11-2, weights 2¹⁷ … 2¹. */
export function checkDigit(seventeen: string): string {
  let total = 0;
  for (let place = 0; place < 17; place += 1) total += Number(seventeen[place]) * (2 ** (17 - place) % 11);
  return CHECK[total % 11] as string;
}

/** Without blanks, dashes and brackets, full-width forms made plain, in capital letters. */
export const tidy = (number: string): string => number.normalize("NFKC").replace(/[\s\-()]/g, "").toUpperCase();

/** What is wrong with a tidy number, or null. A person without a document has no number. */
export function fault(kind: Kind, number: string): Fault | null {
  if (numberless(kind)) return number ? "identity.number_shape" : null;
  if (!number) return "identity.number_missing";
  if (kind === "resident_id") return residentFault(number);
  if (kind === "hk_macao_taiwan_residence") return residentFault(number) || (/^8[123]/.test(number) ? null : "identity.number_shape");
  const shape = SHAPES[kind];
  if (shape && !shape.test(number)) return "identity.number_shape";
  return kind === "foreign_residence" && number.length === 18 ? dateFault(number) || checkFault(number) : null;
}

/** What is surely wrong with a telephone number, or null; none at all is right. The server has the last word. */
export const phoneFault = (phone: string): Fault | null => (!phone || /^\+?\d[\d\s\-().x转#]{4,29}$/.test(phone) ? null : "identity.phone");

function residentFault(number: string): Fault | null {
  return /^[1-9]\d{16}[\dX]$/.test(number) ? dateFault(number) || checkFault(number) : "identity.number_shape";
}

function dateFault(number: string): Fault | null {
  const [year, month, day] = [Number(number.slice(6, 10)), Number(number.slice(10, 12)), Number(number.slice(12, 14))];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  const right = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return right ? null : "identity.number_date";
}

const checkFault = (number: string): Fault | null => (checkDigit(number) === number[17] ? null : "identity.number_check");

/** What a list may show: of somebody the first character of the name and the last four of the number, of a thing all. */
export const labelOf = (kind: Kind, name: string, number: string): string =>
  isThing(kind) ? [name, number].filter(Boolean).join(" ") : masked(name, number);

/** Of somebody the first character of the name, the last four of the number. */
export function masked(name: string, number: string): string {
  const first = Array.from(name)[0];
  return [first ? `${first}${"*".repeat(Math.min(2, Math.max(1, Array.from(name).length - 1)))}` : "", number ? `…${number.slice(-4)}` : ""]
    .filter(Boolean)
    .join(" ");
}
