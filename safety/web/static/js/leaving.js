// A page that answered a sending has no address of its own. As it is left, its entry of the history becomes the page
// before it: who goes back comes to a page that opens, not to the browser's question whether to send it all again.
import { noteSent } from "./keeping/sent.js";

export function leaving(root = document) {
  const told = root.getElementById("keep-words")?.dataset;
  if (!told?.answered || !told.page) return;
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented || (event.submitter?.formTarget || event.target.target) === "_blank") return;
    if (event.target.matches("[method=get], [method=dialog], [data-download]")) return;
    const form = event.target;
    form.setAttribute("action", new URL(form.getAttribute("action") || location.href, location.href).href); // of this page, not of that one
    noteSent(form);
    becomePageBefore();
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere =
      event.ctrlKey ||
      event.metaKey ||
      event.shiftKey ||
      event.altKey ||
      link?.target ||
      link?.hasAttribute("download");
    if (!link || event.defaultPrevented || elsewhere || link.getAttribute("href").startsWith("#")) return;
    becomePageBefore();
  });

  function becomePageBefore() {
    history.replaceState(history.state, "", told.page);
  }
}
