// The behaviours every page has; each finds its own elements and does nothing where there are none.
import { confirm } from "./confirm.js";
import { copy } from "./copy.js";
import { fieldNotes } from "./field-notes.js";
import { filters } from "./filters.js";
import { jobProgress } from "./job-progress.js";
import { keep } from "./keep.js";
import { keys } from "./keys.js";
import { leaving } from "./leaving.js";
import { once } from "./once.js";
import { picker } from "./picker.js";
import { print } from "./print.js";
import { signOut } from "./sign-out.js";
import { signature } from "./signature.js";
import { theme } from "./theme.js";
import { unsaved } from "./unsaved.js";

for (const behaviour of [
  theme,
  confirm,
  fieldNotes,
  filters,
  keep,
  signOut,
  unsaved,
  once,
  jobProgress,
  signature,
  picker,
  copy,
  print,
  keys,
  leaving,
]) {
  behaviour();
}
