/** What a device keeps. All times are milliseconds by the server's clock, as the device knows it. */
import type { Kind } from "./documents.ts";

/** A group of people of the round, and how many of them go into a tube; 0 is one tube a household. */
export interface Group {
  id: string;
  size: number;
  zh: string;
  en: string;
}

/** A sign-in: which station of which round this device sits for, and the key that it sends with. */
export interface Seat {
  station: string;
  device: string;
  key: string;
  round: number;
  serial: number;
  name: string;
  area: string;
  groups: Group[];
  until: number;
  /** What stands over every page of a workspace that is not live. */
  watermark: string;
}

/** A tube as the device fills it. */
export interface Tube {
  station: string;
  code: string;
  group: string;
  capacity: number;
  people: number;
  openedAt: number;
  sealedAt: number | null;
  /** The one that the next swab goes into. */
  open: boolean;
  /** The server has its seal. */
  told: boolean;
}

/** Who somebody is; on the device only as ciphertext, and only until the server has it. */
export interface Who {
  kind: Kind;
  number: string;
  name: string;
  phone: string;
  address: string;
}

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: Uint8Array<ArrayBuffer>;
}

/** Why the server refused an item. */
export interface Reason {
  code: string;
  field: string;
  zh: string;
  en: string;
}

/** waiting: not yet acknowledged · stored: committed by the server · refused: to be corrected here · dropped: withdrawn here. */
export type State = "waiting" | "stored" | "refused" | "dropped";

/** Something that the server is to be told: a person in a tube, or that a registration was a mistake. */
export interface Item {
  id: string;
  /** Place in the order of sending. */
  n: number;
  station: string;
  device: string;
  kind: "person" | "void";
  tube: string;
  at: number;
  staff: string;
  label: string;
  body: Sealed | null;
  state: State;
  reason: Reason | null;
  /** Of a void: the registration that it takes back. */
  takesBack: string;
  /** Of a person: taken back. */
  gone: boolean;
}

/** What one step changes; kept whole or not at all. */
export interface Changes {
  items: Item[];
  tubes: Tube[];
}
