/** How much room the device has left, and whether it may throw our records away. */

export interface Room {
  used: number;
  quota: number;
  kept: boolean;
}

const LEAST = 20 * 2 ** 20;

/** Little room: four fifths used, or less than 20 MiB left. */
export const scarce = (room: Room): boolean => room.quota > 0 && (room.used > 0.8 * room.quota || room.quota - room.used < LEAST);

export async function room(): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage) return { used: 0, quota: 0, kept: false };
  const { usage = 0, quota = 0 } = await storage.estimate();
  return { used: usage, quota, kept: await storage.persisted() };
}

/** Asks the browser not to throw the records away when it wants room. */
export async function keep(): Promise<void> {
  const storage = navigator.storage as StorageManager | undefined;
  await storage?.persist().catch(() => false);
}
