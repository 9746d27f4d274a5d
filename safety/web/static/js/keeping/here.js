// Who is signed in now, by asking the server: its answer carries the key of that person's copies and a fresh CSRF token.
const PATIENCE = 15_000;

// Somebody answered, but not the application: a proxy's page, or a fault of the server.
export class NoAnswer extends Error {
  constructor(status) {
    super(`the server answers ${status}`);
    this.status = status;
  }
}

// { owner, name, key, csrf_token, recorded }; throws NoAnswer, or a network's own error where there is no line.
// `sent`: the key of a form; `recorded` is then { at, address } where the server has recorded it;
// `link`: the token of the signed link whose page asks.
export async function askServer(sent = null, link = null) {
  const headers = { Accept: "application/json", ...(link && { "Qunjian-Link": link }) };
  const answer = await fetch(sent ? `/keeping?sent=${encodeURIComponent(sent)}` : "/keeping", {
    headers,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const ours = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json");
  if (!ours) throw new NoAnswer(answer.status);
  return answer.json();
}

// Not to be taken out of the browser again, and never stored: a new page asks the server for it.
export async function keyFrom(base64) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// Every later request of this page carries the fresh token.
export function renewToken(token) {
  const meta = document.querySelector("meta[name=csrf-token]");
  if (meta) meta.content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

// After "form_expired": whether the same person is still here, and this page has a fresh token now.
export async function renewed() {
  const here = await askServer();
  if (!here.owner || here.owner !== pageOwner()) return false;
  renewToken(here.csrf_token);
  return true;
}

//: Over plain http, other than from this machine itself, browsers encrypt nothing: nothing is kept there.
export const INSECURE = !crypto.subtle;

// A note speaks of a kept copy (data-kept); where there is none it says so, and the way to sign in leaves the page open.
export function tellTruth(note) {
  if (!INSECURE) return;
  for (const words of note.querySelectorAll("[data-kept]"))
    words.textContent = document.getElementById("keep-words").dataset.insecure;
  for (const link of note.querySelectorAll("a")) link.target = "_blank";
}

export const pageOwner = () => document.getElementById("keep-words")?.dataset.owner ?? "";
export const signInFrom = (page) =>
  `${document.getElementById("keep-words").dataset.signIn}?next=${encodeURIComponent(page)}`;
