// Sentences with named places, requests for data, and elements made of text: nothing here reads HTML.

/** `sentence("%(shown)s / %(total)s", {shown: 1, total: 2})` is `"1 / 2"`. */
export function sentence(pattern, values) {
  return pattern.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}

/** The GeoJSON at `url`; an answer that is no data becomes an error with its status.  A file brings its answers along. */
export async function ask(url) {
  if (window.qunjianData) return window.qunjianData[url];
  const answer = await fetch(url, {
    headers: { Accept: "application/geo+json" },
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** An element with a class and a text. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** A mark on the map: a number or letter in a coloured disc; `kind` is number, site or cluster. */
export function mark(level, text, kind) {
  const disc = element("span", `map-dot map-${level} map-${kind}`, text);
  return L.divIcon({ html: disc, className: `map-mark map-mark-${kind}`, iconSize: [44, 44] });
}

/** What opens on a click: a title, facts in two columns, and a link out of the map. */
export function card(title, facts, way) {
  const box = element("div", "map-card");
  box.append(element("h2", "", title));
  const list = element("dl");
  for (const [name, value] of facts) list.append(element("dt", "", name), element("dd", "", String(value)));
  box.append(list);
  if (way) box.append(link(way));
  return box;
}

/** A link out of the map to a page of our own; nothing for any other address. */
export function link({ href, text }) {
  if (!href.startsWith("/") || href.startsWith("//")) return "";
  const anchor = element("a", "map-link", text);
  anchor.href = href;
  anchor.target = "_top";
  return anchor;
}
