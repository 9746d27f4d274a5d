// One file to the server, going on where it broke (tus).
import "../../vendor/tus/tus.min.js";
import { here } from "./here.js";
import { meaning, NoLine } from "./line.js";

const { Upload } = tus;
const PART = 256 * 1024;
const PAUSES = [300, 1000, 3000, 6000];
//: Answers after which the upload asks where it stands and goes on.
const GO_ON = [408, 409, 423, 429, 460];

/** @param {Tablet.PhotoFile} file */
function metadata(file) {
  const { position } = file;
  /** @type {Record<string, string>} */
  const place = position ? { position: [position.lon, position.lat, position.accuracy ?? ""].join(",") } : {};
  return { id: file.id, sha256: file.sha256, filetype: file.media_type, ...place };
}

/** @param {import("tus-js-client").HttpResponse} answer */
function bodyOf(answer) {
  try {
    return JSON.parse(answer.getBody());
  } catch {
    return null;
  }
}

/** @param {Error | import("tus-js-client").DetailedError} error */
function meaningOf(error) {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  const status = answer?.getStatus();
  if (!answer || !status) return new NoLine(error.message);
  /** @param {string} name */
  const header = (name) => answer.getHeader(name);
  return meaning({
    status,
    type: header("Content-Type"),
    body: bodyOf(answer),
    retryAfter: header("Retry-After") ?? null,
  });
}

/**
 * @param {Tablet.PhotoFile} file
 * @param {Blob} blob
 * @param {(sent: number) => void} told hears how many bytes the server has
 * @returns {Promise<void>}
 */
export async function upload(file, blob, told) {
  const headers = await here.line.prepared();
  const endpoint = `${location.origin}/api/v1/sync/files`;
  return new Promise((resolve, reject) => {
    const sending = new Upload(blob, {
      endpoint,
      // Announced before: it is asked first how far it came; unknown there, it is announced anew.
      uploadUrl: file.announced ? `${endpoint}/${file.id}` : null,
      headers,
      metadata: metadata(file),
      chunkSize: PART,
      retryDelays: PAUSES,
      storeFingerprintForResuming: false,
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        return status === 0 || status >= 500 || GO_ON.includes(status);
      },
      onUploadUrlAvailable: () => here.box?.put("file", file.id, { ...file, announced: true }),
      onProgress: (sent) => told(sent),
      onSuccess: () => resolve(),
      onError: (error) => reject(meaningOf(error)),
    });
    here.addEventListener("leaving", () => sending.abort(), { once: true });
    sending.start();
  });
}
