// Says on every part of the page that the session, or the enrolment, has ended at the server, with the way back.
import { find } from "../find.js";
import { enrolAnew } from "./entrance.js";
import { here } from "./here.js";
import { lineState, send } from "./sender.js";
import { troubleWords } from "./trouble.js";
import { say } from "./words.js";

export function drawEnded() {
  const state = here.open ? lineState() : null;
  find(document, "[data-ask-sign-in]").hidden = state !== "signed_out";
  find(document, "[data-ask-enrol]").hidden = state !== "unknown_device";
}

/** @type {HTMLButtonElement} */
const pressed = find(document, "[data-enrol-anew]");
pressed.addEventListener("click", async () => {
  pressed.disabled = true;
  find(document, "[data-enrol-words]").textContent = "";
  try {
    await enrolAnew();
    await send();
  } catch (error) {
    find(document, "[data-enrol-words]").textContent = troubleWords(error) ?? say("enrol-no-line");
  } finally {
    pressed.disabled = false;
  }
});
