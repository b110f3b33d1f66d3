/** One page at a time on a device, and the newest page at its start. */

/** True in the one page that may write; another tab waits until this one is closed. */
export function alone(): Promise<boolean> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return Promise.resolve(true);
  return new Promise((answer) => {
    // The lock is held as long as this promise is open: until the page ends, however it ends.
    void locks.request("fangxian-station", { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock ? new Promise<void>(() => undefined) : undefined;
    });
  });
}

/** Installs the worker that keeps this page. A newer one that waits takes over now, before anything is shown. */
export async function installed(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const had = navigator.serviceWorker.controller !== null;
  const registration = await navigator.serviceWorker.register("/station/sw.js", { scope: "/station/" }).catch(() => null);
  if (!registration?.waiting || !had) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("take over");
  // Where it does not come, the page that is here goes on.
  await new Promise((go) => setTimeout(go, 3000));
}
