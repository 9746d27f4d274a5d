// A form that was sent from this entry of the browser's history: whoever comes back to it is told that it was recorded.
// Its page's own key goes with the entry, so that what was sent and not answered is sent again as the same form.
import { nameOf, pathOf } from "./form.js";
import { askServer } from "./here.js";

const keyField = (form) => form.querySelector("input[type=hidden][name=_once]");

export const keyOf = (form) => keyField(form)?.value ?? "";

// Just before a form is sent.
export function noteSent(form) {
  history.replaceState(
    { ...history.state, sent: { ...history.state?.sent, [nameOf(form)]: keyOf(form) } },
    "",
  );
}

export function forgetSent() {
  history.replaceState({ ...history.state, sent: undefined }, "");
}

// The key under which this entry sent the form. What is left to ask about may have changed by that very sending (a re-check
// of what has not passed), and with it the form's name: then it is the only form of the page that goes there.
function keyOfEntry(form) {
  const sent = history.state?.sent ?? {};
  const path = pathOf(form);
  const there = Object.keys(sent).filter((name) => name === path || name.startsWith(`${path} `));
  const alone =
    [...document.querySelectorAll("form[method=post]")].filter((one) => pathOf(one) === path).length === 1;
  return sent[nameOf(form)] ?? (alone && there.length === 1 ? sent[there[0]] : undefined);
}

// { at, address } where this form was recorded under the key: of this entry of the history, or of a copy that was kept.
export async function sentBefore(form, key = keyOfEntry(form)) {
  if (!key || !keyField(form)) return null;
  const { recorded = null } = await askServer(key, form.dataset.keepLink).catch(() => ({}));
  if (!recorded) keyField(form).value = key;
  return recorded;
}
