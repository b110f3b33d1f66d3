/** Where a station's records are kept. `commit` resolves only once they are on disk, all of them or none. */
import type { Changes, Item, Seat, Tube } from "./records.ts";

export interface Settings {
  /** The station that this device sits at. */
  station: string;
  staff: string;
  group: string;
  mute: boolean;
  language: "" | "en" | "zh-Hans";
  theme: "" | "light" | "dark";
  /** Milliseconds to add to the device's clock for the server's. */
  offset: number;
  /** Name, phone and address go on from one person to the next of a household. */
  household: boolean;
  /** A card that is read registers its holder at once. */
  quick: boolean;
}

export const DEFAULTS: Settings = {
  station: "", staff: "", group: "", mute: false, language: "", theme: "", offset: 0, household: false, quick: true,
};

export interface Kept {
  items: Item[];
  tubes: Tube[];
}

export interface Store {
  load(station: string): Promise<Kept>;
  commit(changes: Changes): Promise<void>;
  seats(): Promise<Seat[]>;
  /** A sign-in with the key that seals what is kept under it. */
  signIn(seat: Seat, key: CryptoKey): Promise<void>;
  key(device: string): Promise<CryptoKey | null>;
  settings(): Promise<Settings>;
  set(changed: Partial<Settings>): Promise<void>;
  /** Forgets a station: its records, its tubes, its keys. */
  forget(station: string): Promise<void>;
}
