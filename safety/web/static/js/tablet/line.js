// Requests to the server, with the person's session and the device's own proof, and what can become of them.
const API = "/api/v1";
const PATIENCE = 30_000;
const PAUSES = [400, 1200, 3000];

/** @typedef {Partial<Records.WireProblemOut>} Problem */
/** @typedef {{ id: string, secret: string }} Proof of the device */

// No answer came: the line is down, or the server is.
export class NoLine extends Error {}
// Nobody is signed in: everything is kept until somebody is.
export class SignedOut extends Error {}
// Somebody else is signed in than the person of this enrolment.
export class OtherPerson extends Error {}
// The office took this device away: everything on it is erased.
export class Revoked extends Error {}

// The server does not know this device (any more): everything is kept until it is enrolled anew.
export class UnknownDevice extends Error {}

// The server understood and refused; `body` says why.  Only an answer of ours (`application/problem+json`) is one.
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Problem | null} body
   */
  constructor(status, body) {
    super(body?.detail ?? String(status));
    this.status = status;
    /** @type {Problem} */
    this.body = body ?? {};
  }
}

// The server cannot just now; nothing is wrong with what was sent.
export class Busy extends Error {
  /**
   * @param {number} status
   * @param {number} seconds after which to try again, as the server asks; 0 where it says nothing
   */
  constructor(status, seconds) {
    super(String(status));
    this.status = status;
    this.seconds = seconds;
  }
}

// Something between us and the server (a proxy, a gateway, a sign-in of the network) answered in its place: nothing is
// said of what was sent, and it is tried again later.
export class Hindered extends Busy {}

// The server failed; nothing is wrong with the line or with what was sent.
export class ServerFault extends Busy {}

/**
 * What an answer that is none means: its status, media type, body as JSON (null where it has none) and `Retry-After`.
 * @param {{ status: number, type?: string | null, body: Problem | null, retryAfter?: string | null }} answer
 */
export function meaning({ status, type, body, retryAfter = null }) {
  const ours = (type ?? "").startsWith("application/problem+json");
  const seconds = Number(retryAfter) || 0;
  if (status >= 500)
    return ours && status === 503 ? new Busy(status, seconds) : new ServerFault(status, seconds);
  if (status === 429 || status === 408) return new Busy(status, seconds);
  if (!ours) return new Hindered(status, seconds);
  if (status === 401) return new SignedOut();
  const code = status === 403 ? body?.code : null;
  if (code === "device_revoked") return new Revoked();
  if (code === "device_unknown") return new UnknownDevice();
  if (code === "another_persons_device") return new OtherPerson();
  // What our framework says by itself (an old CSRF token, an address that is not there) is not about what was sent.
  if (body?.code?.startsWith("http_") && status !== 413) return new ServerFault(status, seconds);
  return new Refused(status, body);
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Line {
  /** @type {string | null} */
  #csrf = null;

  /** @param {Proof | null} [proof] null before the device is enrolled */
  constructor(proof = null) {
    this.proof = proof;
  }

  /** @returns {Record<string, string>} */
  headers() {
    return {
      ...(this.proof && { "Qunjian-Device": this.proof.id, "Qunjian-Device-Secret": this.proof.secret }),
      ...(this.#csrf && { "X-CSRFToken": this.#csrf }),
    };
  }

  // What a request that somebody else makes (an upload) has to carry.
  async prepared() {
    if (!this.#csrf) this.#csrf = (await this.call("GET", "/me/csrf")).csrf_token;
    return this.headers();
  }

  /**
   * Sends, and sends again when no answer comes or the server is busy (`again: false` where that could double).
   * @template {string} P
   * @param {"GET" | "POST" | "PUT"} method
   * @param {P} path
   * @param {{ json?: unknown, again?: boolean }} [options]
   * @returns {Promise<Tablet.AnswerTo<P>>}
   */
  async call(method, path, { json, again = true } = {}) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#once(method, path, json);
      } catch (error) {
        const hopeful = error instanceof NoLine || (error instanceof Busy && !(error instanceof Hindered));
        if (!again || !hopeful || attempt >= PAUSES.length || !navigator.onLine) throw error;
        await pause(PAUSES[attempt] * (0.75 + Math.random() / 2));
      }
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} json
   */
  async #once(method, path, json) {
    if (method !== "GET" && !this.#csrf) await this.prepared();
    const answer = await this.#fetch(method, path, json);
    const body = await this.#body(answer);
    if (answer.ok) return body;
    // A token of an earlier sign-in: another one, once.
    if (answer.status === 400 && method !== "GET" && this.#csrf && !body?.errors) {
      this.#csrf = null;
      await this.prepared();
      const second = await this.#fetch(method, path, json);
      const said = await this.#body(second);
      if (second.ok) return said;
      throw this.#refusal(second, said);
    }
    throw this.#refusal(answer, body);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} json
   */
  async #fetch(method, path, json) {
    /** @type {Record<string, string>} */
    const headers = {
      Accept: "application/json",
      "Accept-Language": document.documentElement.lang,
      ...this.headers(),
    };
    if (json !== undefined) headers["Content-Type"] = "application/json";
    const body = json === undefined ? undefined : JSON.stringify(json);
    try {
      return await fetch(API + path, {
        method,
        headers,
        body,
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      throw new NoLine(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Response} answer */
  async #body(answer) {
    if (answer.status === 204) return null;
    try {
      return await answer.json();
    } catch {
      if (!answer.ok) return null;
      // Cut off in the middle, or the page of something between us and the server that wants a sign-in of its own.
      if ((answer.headers.get("Content-Type") ?? "").includes("json")) throw new NoLine("no JSON");
      throw new Hindered(answer.status, 0);
    }
  }

  /**
   * @param {Response} answer
   * @param {Problem | null} body
   */
  #refusal({ status, headers }, body) {
    const meant = meaning({
      status,
      type: headers.get("Content-Type"),
      body,
      retryAfter: headers.get("Retry-After"),
    });
    if (meant instanceof SignedOut) this.#csrf = null;
    return meant;
  }
}

/**
 * Whether a device is still let in, asked without a session: true, false, or null when nobody answers.
 * @param {Proof} proof
 */
export async function stillEnrolled(proof) {
  const headers = {
    Accept: "application/json",
    "Qunjian-Device": proof.id,
    "Qunjian-Device-Secret": proof.secret,
  };
  try {
    const answer = await fetch(`${API}/sync/devices`, {
      headers,
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status !== 403) return answer.status === 401 || answer.ok ? true : null;
    return (await answer.json()).code !== "device_revoked";
  } catch {
    return null;
  }
}
