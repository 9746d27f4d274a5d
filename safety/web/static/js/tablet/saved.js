// Keeps a draft as it is typed: soon after each change, at once when the page goes away.
import { keepDraft } from "./entries.js";
import { say } from "./words.js";

const SOON = 250;
// Who types without a pause loses at most this.
const LATEST = 1000;
// What could not be kept is tried again by itself: room may have been made.
const ONCE_MORE = 5000;

/** @typedef {ReturnType<typeof autosave>} Autosave */

/**
 * @param {Tablet.Draft} draft
 * @param {() => Tablet.DraftContent | Promise<Tablet.DraftContent>} read answers the draft's content
 * @param {HTMLElement} place says how it stands
 */
export function autosave(draft, read, place) {
  /**
   * @type {{
   *   timer: number | null, since: number | null, kept: boolean, held: boolean, closed: boolean, missed: boolean,
   * }}
   */
  const state = { timer: null, since: null, kept: true, held: false, closed: false, missed: false };
  let last = Promise.resolve(true);

  /**
   * @param {string} name
   * @param {string} tone
   */
  function show(name, tone) {
    place.className = `state state-${tone}`;
    place.textContent = say(name);
  }

  function stop() {
    if (state.timer !== null) clearTimeout(state.timer);
    state.timer = null;
  }

  /** @param {number} milliseconds */
  function plan(milliseconds) {
    stop();
    state.timer = setTimeout(now, milliseconds);
  }

  async function write() {
    if (state.closed || state.held) return state.kept;
    stop();
    state.since = null;
    try {
      draft.content = await read();
      await keepDraft(draft);
      state.kept = true;
      if (state.timer === null) show("kept-here", "success");
    } catch {
      state.kept = false;
      show("not-kept", "danger");
      if (state.timer === null) plan(ONCE_MORE);
    }
    return state.kept;
  }

  // One after the other: an older content never comes after a newer one.  Answers whether everything is kept.
  function now() {
    if (state.timer === null && state.kept) return last;
    last = last.then(write);
    return last;
  }

  return {
    changed() {
      if (state.closed) return;
      if (state.held) {
        state.missed = true;
        return;
      }
      if (state.kept) show("keeping", "progress");
      state.since ??= Date.now();
      plan(Math.max(0, Math.min(SOON, LATEST - (Date.now() - state.since))));
    },
    now,
    // While a draft is made an entry nothing writes it; afterwards it goes on where it was, or is closed for good.
    async hold() {
      await now();
      stop();
      state.held = true;
    },
    // What was kept may be gone: it is written again at once, and not said to be kept before.
    doubt() {
      if (state.closed) return;
      state.kept = false;
      show("not-kept", "danger");
      if (!state.held) plan(0);
    },
    goOn() {
      state.held = false;
      if (state.missed || !state.kept) this.changed();
      state.missed = false;
    },
    close() {
      stop();
      state.closed = true;
    },
    get losing() {
      return !state.kept && !state.closed;
    },
  };
}
