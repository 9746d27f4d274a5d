// Signing out: asks when this person's copies hold what the server lacks, and erases them all.
import { copiesOf, countOf, eraseAll } from "./keeping/copies.js";
import { askServer, keyFrom, pageOwner } from "./keeping/here.js";

// The pages, where the key can still be had; the number is known in any case.
async function pagesOf(owner) {
  try {
    const here = await askServer();
    return here.owner === owner ? await copiesOf(owner, await keyFrom(here.key)).pending() : [];
  } catch {
    return [];
  }
}

async function ask(dialog, owner, count) {
  const words = dialog.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{n}", count);
  const list = dialog.querySelector("[data-pages]");
  const lines = (await pagesOf(owner))
    .filter((one) => one.page)
    .map(({ at, page }) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      link.href = page;
      link.textContent = list.dataset.wordsPage.replace(
        "{when}",
        new Date(at).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai" }),
      );
      line.append(link);
      return line;
    });
  list.replaceChildren(...lines);
  dialog.showModal();
  return new Promise((answer) => {
    dialog.querySelector("[data-erase]").onclick = () => dialog.close("erase");
    dialog.querySelector("[data-stay]").onclick = () => dialog.close("stay");
    dialog.onclose = () => answer(dialog.returnValue === "erase");
  });
}

export function signOut(root = document) {
  const form = root.querySelector("form[data-sign-out]");
  const dialog = document.getElementById("sign-out-asks");
  if (!form || !dialog) return;
  let agreed = false;
  form.addEventListener("submit", async (event) => {
    if (agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const owner = pageOwner();
    const count = await countOf(owner).catch(() => 0);
    if (count && !(await ask(dialog, owner, count))) return;
    await eraseAll(owner).catch(() => {});
    agreed = true;
    form.requestSubmit(event.submitter);
  });
}
