// Keeps a draft as it is typed: soon after each change, at once when the page goes away.
import { keepDraft } from "./entries.js";
import { say } from "./words.js";

const SOON = 250;
// Who types without a pause loses at most this.
const LATEST = 1000;

// `read()` answers the draft's content; `place` says how it stands.
export function autosave(draft, read, place) {
  let timer = null;
  let since = null;
  let last = Promise.resolve();

  function show(name, tone) {
    place.className = `state state-${tone}`;
    place.textContent = say(name);
  }

  async function write() {
    clearTimeout(timer);
    timer = since = null;
    draft.content = await read();
    try {
      await keepDraft(draft);
      if (timer === null) show("kept-here", "success");
    } catch {
      show("not-kept", "danger");
    }
  }

  // One after the other: an older content never comes after a newer one.
  function now() {
    if (timer === null) return last;
    last = last.then(write);
    return last;
  }

  return {
    changed() {
      show("keeping", "progress");
      clearTimeout(timer);
      since ??= Date.now();
      timer = setTimeout(now, Math.max(0, Math.min(SOON, LATEST - (Date.now() - since))));
    },
    now,
    stop() {
      clearTimeout(timer);
      timer = null;
    },
  };
}
