// The worker that takes itself away: served instead of the other when an administrator switches it off.  The kept
// files go; drafts and what waits to be sent are not its own and stay.
const scope = /** @type {ServiceWorkerScope} */ (/** @type {unknown} */ (self));
scope.addEventListener("install", () => scope.skipWaiting());

scope.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = (await caches.keys()).filter((name) => name.startsWith("qunjian-shell-"));
  await Promise.all(names.map((name) => caches.delete(name)));
  await scope.registration.unregister();
  for (const client of await scope.clients.matchAll()) client.postMessage({ act: "worker-off" });
}
