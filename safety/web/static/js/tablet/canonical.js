// Canonical JSON (RFC 8785) and SHA-256, for the hash by which device and server know the same content again.
/**
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value && typeof value === "object") {
    // Sorted by UTF-16 code units, as RFC 8785 asks and as JavaScript sorts by itself.
    const fields = Object.entries(value).filter(([, held]) => held !== undefined);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, held]) => `${JSON.stringify(name)}:${canonical(held)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** @param {BufferSource} bytes */
export async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The hash of an entry as the server computes it (docs/sync.md).
 * @param {Records.SyncEntryIn} entry
 */
export function contentHash({ kind, record_id, made_at, after, content, files }) {
  const hashed = { kind, record_id, made_at, after, content, files };
  return sha256(new TextEncoder().encode(canonical(hashed)));
}
