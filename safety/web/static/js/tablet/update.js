// The worker that starts this page without a line, and its newer versions: never taken before the person agrees, and
// never before what is being typed is kept.
import { find } from "../find.js";
import { here } from "./here.js";

/** @type {ServiceWorker | null} */
let waiting = null;
let asked = false;

/** @param {ServiceWorker} worker */
function offer(worker) {
  waiting = worker;
  find(document, "[data-update]").hidden = false;
}

/** @param {ServiceWorkerRegistration} registration */
function follow(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker);
    });
  });
}

export async function startWorker() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.act === "version") here.version = data.version;
  });
  find(document, "[data-take-update]").addEventListener("click", async () => {
    await Promise.all(keepers.map((keep) => keep()));
    asked = true;
    waiting?.postMessage({ act: "take-over" });
  });
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", {
      scope: "/",
      updateViaCache: "none",
    });
    follow(registration);
    (await navigator.serviceWorker.ready).active?.postMessage({ act: "version" });
    // A tablet may stay open for weeks.
    setInterval(() => navigator.onLine && registration.update().catch(() => {}), 3_600_000);
    addEventListener("online", () => registration.update().catch(() => {}));
  } catch {
    // Without a worker the page still works on line; the page of this device says that it would not start without one.
  }
}

// What keeps this page from starting without a line: "worker" (none is installed), "files" (some are not in its store).
// An answer is waited for no longer than a worker takes to start.
export async function notReady() {
  const worker = (await navigator.serviceWorker?.getRegistration("/"))?.active;
  if (!worker) return "worker";
  const { port1: here, port2: there } = new MessageChannel();
  const told = new Promise((resolve) => (here.onmessage = ({ data }) => resolve(data.missing)));
  worker.postMessage({ act: "ready" }, [there]);
  const missing = await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 10_000, 0))]);
  return missing ? "files" : null;
}

/** @type {(() => unknown)[]} */
const keepers = [];

/**
 * Whoever has something typed that is not kept yet says how it is kept.
 * @param {() => unknown} keep
 */
export function keepBefore(keep) {
  keepers.push(keep);
}
