// What the tablet says is missing from each check: { words, cases: [{ checklist, content }] } → [{ field: [sentences] }].
import { asked, openPage } from "./page.mjs";

const { words, cases } = await asked();
openPage(words);
const { lacking } = await import("../../safety/web/static/js/tablet/check-rules.js");
console.log(JSON.stringify(cases.map(({ checklist, content }) => lacking(checklist, content))));
