// The service worker of the tablet's page; the server puts `KEPT` (version, files and their hashes) before it.
// It answers the page's own start and its files from a store of this version, and touches nothing else: data are
// kept by the page, encrypted, and never by the worker.
const scope = /** @type {ServiceWorkerScope} */ (/** @type {unknown} */ (self));
const PREFIX = "qunjian-shell-";
const STORE = PREFIX + KEPT.version;
const SETTINGS = "qunjian-shell-settings";
const FILES = new Map(KEPT.files);
// Kept from their first use on: no start waits for them.
const LATER = new Map(KEPT.later);
const LANGUAGE = "/language";

// An address of a file holds the version of all of them: in the store a file has the name that outlives an upgrade.
/** @param {string} url */
const nameOf = (url) => url.replace(/^\/static\/v-[0-9a-f]+\//, "/static/");

/** @param {ArrayBuffer} bytes */
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A file enters the store only when its bytes are those of its hash.  What has a version in its address may come from
 * what the browser kept of the page's own start; the pages themselves are asked for anew.
 * @param {string} url
 * @param {string | undefined} sha256 hexadecimal
 */
async function checked(url, sha256) {
  const cache = nameOf(url) === url ? "reload" : "default";
  const answer = await fetch(url, { cache, credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  const body = await answer.arrayBuffer();
  if (hex(await crypto.subtle.digest("SHA-256", body)) !== sha256)
    throw new Error(`${url} has other bytes than its hash`);
  const headers = new Headers(answer.headers);
  headers.delete("content-encoding");
  return new Response(body, { status: 200, headers });
}

async function fill() {
  const older = await olderStores();
  const store = await caches.open(STORE);
  for (const [url, sha256] of FILES) {
    if (await store.match(nameOf(url))) continue;
    await store.put(nameOf(url), (await fromOlder(older, url, sha256)) ?? (await checked(url, sha256)));
  }
  for (const [url, sha256] of LATER) {
    const kept = (await store.match(nameOf(url))) ? null : await fromOlder(older, url, sha256);
    if (kept) await store.put(nameOf(url), kept);
  }
}

async function olderStores() {
  const names = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== STORE && name !== SETTINGS,
  );
  return Promise.all(names.map((name) => caches.open(name)));
}

/**
 * What has not changed since the version before need not be fetched again: its hash is asked once more.
 * @param {Cache[]} stores
 * @param {string} url
 * @param {string} sha256 hexadecimal
 */
async function fromOlder(stores, url, sha256) {
  for (const store of stores) {
    const kept = await store.match(nameOf(url));
    if (kept && hex(await crypto.subtle.digest("SHA-256", await kept.clone().arrayBuffer())) === sha256)
      return kept;
  }
  return null;
}

async function clear() {
  const names = (await caches.keys()).filter(
    (name) => name.startsWith(PREFIX) && name !== STORE && name !== SETTINGS,
  );
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** @param {string} path */
async function language(path) {
  const settings = await caches.open(SETTINGS);
  if (path !== "/tablet") {
    await settings.put(LANGUAGE, new Response(path));
    return path;
  }
  return (await (await settings.match(LANGUAGE))?.text()) ?? "/tablet/zh";
}

/** @param {string} path */
async function start(path) {
  const page = await language(path);
  return (await (await caches.open(STORE)).match(page)) ?? fetch(page);
}

/**
 * Only the tablet's own page is given the kept files: other pages take theirs from the server, always the newest.
 * @param {FetchEvent} event
 * @param {string} path
 */
async function file(event, path) {
  const client = event.clientId ? await scope.clients.get(event.clientId) : null;
  const own = client && new URL(client.url).pathname.startsWith("/tablet");
  return (own && (await (await caches.open(STORE)).match(nameOf(path)))) || fetch(event.request);
}

/**
 * A file that is fetched when it is first needed, checked as the others are.  The scripts of a worker have no page of
 * their own to be asked for; another page gets what its server has.
 * @param {FetchEvent} event
 * @param {string} path
 */
async function laterFile(event, path) {
  const client = event.clientId ? await scope.clients.get(event.clientId) : null;
  if (client?.type === "window" && !new URL(client.url).pathname.startsWith("/tablet"))
    return fetch(event.request);
  const store = await caches.open(STORE);
  const kept = await store.match(nameOf(path));
  if (kept) return kept;
  const found = await checked(path, LATER.get(path)).catch(() => null);
  if (!found) return fetch(event.request);
  await store.put(nameOf(path), found.clone()).catch(() => {});
  return found;
}

async function missing() {
  const store = await caches.open(STORE);
  const found = await Promise.all([...FILES.keys()].map((url) => store.match(nameOf(url))));
  return found.filter((one) => !one).length;
}

/**
 * How many files are not there to start from without a line; what a browser took away meanwhile is fetched again.
 * @param {MessagePort} port
 */
async function tellReady(port) {
  const lacking = await missing();
  if (lacking) await fill().catch(() => {});
  port.postMessage({ missing: lacking && (await missing()) });
}

scope.addEventListener("install", (event) => event.waitUntil(fill()));

scope.addEventListener("activate", (event) => event.waitUntil(clear().then(() => scope.clients.claim())));

scope.addEventListener("message", (event) => {
  // Only the page says when: drafts are kept first and the person has agreed.
  if (event.data?.act === "take-over") scope.skipWaiting();
  if (event.data?.act === "ready") event.waitUntil(tellReady(event.ports[0]));
  if (event.data?.act === "version") event.source?.postMessage({ act: "version", version: KEPT.version });
});

scope.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") {
    if (url.pathname === "/tablet" || FILES.has(url.pathname)) event.respondWith(start(url.pathname));
  } else if (FILES.has(url.pathname)) event.respondWith(file(event, url.pathname));
  else if (LATER.has(url.pathname)) event.respondWith(laterFile(event, url.pathname));
});
