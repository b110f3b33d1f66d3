/**
 * Who somebody is lies sealed on the device: AES-256-GCM under a key that the sign-in gives and that cannot be read
 * out again. What this does and does not protect against stands in the manual (security.md).
 */
import { uuidBytes } from "./ids.ts";
import type { Sealed, Who } from "./records.ts";

export interface Sealer {
  seal(id: string, who: Who): Promise<Sealed>;
  open(id: string, sealed: Sealed): Promise<Who>;
}

export const importKey = (bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

export async function encrypt(key: CryptoKey, plain: Uint8Array<ArrayBuffer>, bound: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, key, plain)) };
}

export async function decrypt(key: CryptoKey, sealed: Sealed, bound: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { iv, data } = sealed;
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound }, key, data));
}

/** Seals under one device's key; each seal is bound to its registration. */
export const sealer = (key: CryptoKey): Sealer => ({
  seal: (id, who) => encrypt(key, new TextEncoder().encode(JSON.stringify(who)), uuidBytes(id)),
  open: async (id, sealed) => JSON.parse(new TextDecoder().decode(await decrypt(key, sealed, uuidBytes(id)))) as Who,
});

/** Bytes of a base64url text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(plain.length);
  for (let place = 0; place < plain.length; place += 1) bytes[place] = plain.charCodeAt(place);
  return bytes;
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let place = 0; place < bytes.length; place += 4096) text += String.fromCharCode(...Array.from(bytes.subarray(place, place + 4096)));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
