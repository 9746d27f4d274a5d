// Elements made of names, attributes and texts: nothing here reads HTML.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SPRITE = "/static/vendor/icons/sprite.svg";
const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${SPRITE}#${name}`);
  picture.append(use);
  return picture;
}

export function button(words, symbol, onclick, more = {}) {
  return element("button", { type: "button", class: "btn", onclick, ...more }, icon(symbol), words);
}

export function state(words, tone) {
  return element("span", { class: `state state-${tone}` }, words);
}

export function facts(pairs) {
  const rows = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl",
    { class: "facts" },
    ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}

// A copy of a template's first element; `id` takes the place of `__ID__` in its attributes.
export function copyOf(name, id = null) {
  const made = document
    .querySelector(`template[data-form="${name}"]`)
    .content.firstElementChild.cloneNode(true);
  for (const one of id === null ? [] : [made, ...made.querySelectorAll("*")]) {
    for (const attribute of one.attributes) {
      if (attribute.value.includes("__ID__")) attribute.value = attribute.value.replaceAll("__ID__", id);
    }
  }
  return made;
}
