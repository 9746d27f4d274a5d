// Districts: coloured by level, with the chosen number on them where there is room.
import { ask, card, element, mark, sentence } from "./map-words.js";

const LEVELS = new Set(["red", "orange", "yellow", "blue"]);
const NUMBERS = [
  "sites",
  "open",
  "overdue",
  "major",
  "checks",
  "checks_per_100",
  "accidents",
  "bare_projects",
];
const ROOM = 34; // pixels between the middles of two numbers

function levelOf(properties) {
  return LEVELS.has(properties.level) ? properties.level : "none";
}

/** The class of a district's area: its shade where a number colours, else its level. */
function areaClass(properties) {
  if (Number.isInteger(properties.shade)) return `map-shade-${Math.max(0, Math.min(5, properties.shade))}`;
  return `map-area-${levelOf(properties)}${properties.uncertain ? " map-unsure" : ""}`;
}

/** What each shade stands for, in the legend. */
function explain(data, words) {
  const box = document.getElementById("map-classes");
  if (!box || !data.measure || data.measure === "attention") return;
  document.body.classList.add("map-measured");
  box.hidden = false;
  const ranges = data.classes.map(([low, high]) => (low === high ? String(low) : `${low} – ${high}`));
  box.replaceChildren(element("p", "", sentence(words.shaded, { measure: words[data.measure] ?? "" })));
  [words.zero, ...ranges].forEach((text, step) => {
    const line = element("p");
    line.append(element("span", `map-key map-key-${step}`), element("span", "", text));
    box.append(line);
  });
}

function facts(properties, words) {
  const rows = [[words.level, words[`level_${levelOf(properties)}`]]];
  for (const name of NUMBERS) {
    if (name in properties) rows.push([words[name], properties[name] ?? words.hidden]);
  }
  for (const level of LEVELS) {
    if (properties[level] !== undefined)
      rows.push([words[`level_${level}`], properties[level] ?? words.hidden]);
  }
  if (properties.uncertain) rows.push(["", words.uncertain]);
  return rows;
}

function open(feature, words) {
  const { name, url } = feature.properties;
  return card(name, facts(feature.properties, words), url && { href: url, text: words.open_district });
}

/** Hides the numbers that would lie on others, largest first. */
function makeRoom(map, marks) {
  const placed = [];
  for (const { marker } of marks) {
    const here = map.latLngToContainerPoint(marker.getLatLng());
    const crowded = placed.some((there) => Math.hypot(here.x - there.x, here.y - there.y) < ROOM);
    if (!crowded) placed.push(here);
    const shown = map.hasLayer(marker);
    if (crowded && shown) map.removeLayer(marker);
    if (!crowded && !shown) map.addLayer(marker);
  }
}

export async function drawDistricts(map, group, { districtsUrl, words }) {
  const data = await ask(districtsUrl);
  const marks = [];
  explain(data, words);
  L.geoJSON(data, {
    style: ({ properties }) => ({
      className: `map-district ${areaClass(properties)}`,
    }),
    onEachFeature: (feature, layer) => {
      const { name, number, at } = feature.properties;
      layer.bindPopup(() => open(feature, words));
      layer.bindTooltip(() => element("span", "", name), { sticky: true });
      if (number === undefined || number === null || !at) return;
      const marker = L.marker([at[1], at[0]], {
        icon: mark(levelOf(feature.properties), String(number), "number"),
        keyboard: true,
        title: `${name}: ${number}`,
        alt: `${name}: ${number}`,
      });
      marker.bindPopup(() => open(feature, words));
      marks.push({ marker, weight: Number(number) });
    },
  }).addTo(group);
  marks.sort((one, other) => other.weight - one.weight);
  const update = () => map.hasLayer(group) && makeRoom(map, marks);
  map.on("zoomend moveend", update);
  map.on("layerremove", ({ layer }) => layer === group && marks.forEach(({ marker }) => marker.remove()));
  map.on("layeradd", ({ layer }) => layer === group && update());
  update();
}
