// The hash that a tablet finds for each entry: [entry] → [hexadecimal SHA-256].
import { contentHash } from "../../safety/web/static/js/tablet/canonical.js";
import { asked } from "./page.mjs";

const entries = await asked();
console.log(JSON.stringify(await Promise.all(entries.map(contentHash))));
