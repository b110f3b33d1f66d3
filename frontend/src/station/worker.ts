/**
 * The service worker: keeps the page's own files, so that it opens with no server and no network. It keeps nothing
 * else, and answers nothing but its own files.
 */

interface Lasting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  /** Written before this script by the server: addresses to keep, and a mark that changes with them. */
  readonly FANGXIAN_SHELL: readonly string[];
  readonly FANGXIAN_MARK: string;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", run: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", run: (event: Asked) => void): void;
  addEventListener(kind: "message", run: (event: MessageEvent) => void): void;
}

const scope = self as unknown as Scope;
const SHELL = scope.FANGXIAN_SHELL;
const CACHE = `fangxian-station-${scope.FANGXIAN_MARK}`;
const PAGE = SHELL[0] as string;

scope.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

scope.addEventListener("activate", (event) => {
  const outdated = (name: string): boolean => name.startsWith("fangxian-station-") && name !== CACHE;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))))
      .then(() => scope.clients.claim()),
  );
});

// The page says when: before anything is shown, never under somebody's hands.
scope.addEventListener("message", (event) => {
  if (event.data === "take over") void scope.skipWaiting();
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || SHELL.indexOf(pathname) < 0) return;
  const wanted = request.mode === "navigate" ? PAGE : pathname;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(wanted, { ignoreVary: true }))
      .then((kept) => kept || fetch(request)),
  );
});

export {};
