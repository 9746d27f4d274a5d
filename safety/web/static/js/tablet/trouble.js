// Why the server was not reached or did not do what was asked, in words that name the true cause.
import {
  Busy,
  Hindered,
  NoLine,
  OtherPerson,
  Refused,
  ServerFault,
  SignedOut,
  UnknownDevice,
} from "./line.js";
import { say } from "./words.js";

/** @typedef {"no_line" | "signed_out" | "other_person" | "unknown_device" | "hindered" | "server_fault" | "busy"} Trouble */

/** @type {[kind: new (...given: never[]) => Error, name: Trouble][]} */
const STATES = [
  [NoLine, "no_line"],
  [SignedOut, "signed_out"],
  [OtherPerson, "other_person"],
  [UnknownDevice, "unknown_device"],
  [Hindered, "hindered"],
  [ServerFault, "server_fault"],
  [Busy, "busy"],
];

/**
 * How the line stands after an error: a name that the page has a sentence for (`line-…`); null when it is no matter of it.
 * @param {unknown} error
 */
export function stateAfter(error) {
  return STATES.find(([kind]) => error instanceof kind)?.[1] ?? null;
}

/**
 * The sentence for a state, with the number of what answered.  A page that says 200 comes from another program, as the
 * sign-in of a network does: its number says nothing.
 * @param {string} state
 * @param {number | null} [status]
 */
export function stateWords(state, status) {
  return state === "hindered" && (status ?? 0) < 300
    ? say("line-other-program")
    : say(`line-${state}`, { n: status ?? "" });
}

/**
 * The sentence for an error; null when it is neither of the line nor a refusal.
 * @param {unknown} error
 */
export function troubleWords(error) {
  if (error instanceof Refused) {
    const words = [error.body.detail, ...Object.values(error.body.errors ?? {}).flat()];
    return [...new Set(words.filter(Boolean))].join(" ") || say("refused-unsaid", { n: error.status });
  }
  const state = stateAfter(error);
  return state && stateWords(state, error instanceof Busy ? error.status : null);
}
