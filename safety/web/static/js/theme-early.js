// Sets light or dark before the first paint, so that a dark page never flashes white.  Loaded without
// `type="module"` on purpose: modules run after the page is drawn.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("qunjian-theme");
  } catch {
    // Storage may be shut; the system's own preference serves.
  }
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
})();
