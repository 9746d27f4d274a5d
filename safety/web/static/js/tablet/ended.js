// Says on every part of the page that the session, or the enrolment, has ended at the server, with the way back.
import { enrolAnew } from "./entrance.js";
import { here } from "./here.js";
import { lineState, send } from "./sender.js";
import { troubleWords } from "./trouble.js";
import { say } from "./words.js";

const find = (selector) => document.querySelector(selector);

export function drawEnded() {
  const state = here.open ? lineState() : null;
  find("[data-ask-sign-in]").hidden = state !== "signed_out";
  find("[data-ask-enrol]").hidden = state !== "unknown_device";
}

find("[data-enrol-anew]").addEventListener("click", async ({ currentTarget: pressed }) => {
  pressed.disabled = true;
  find("[data-enrol-words]").textContent = "";
  try {
    await enrolAnew();
    await send();
  } catch (error) {
    find("[data-enrol-words]").textContent = troubleWords(error) ?? say("enrol-no-line");
  } finally {
    pressed.disabled = false;
  }
});
