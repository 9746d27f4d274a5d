// Heat and hot spots: square cells in shades or verdicts, each explained in words when it is opened.
import { ask, card, element, sentence } from "./map-words.js";

const VERDICTS = ["hot_sure", "hot", "plain", "cold", "cold_sure"];

const verdict = (properties) => (VERDICTS.includes(properties.heat) ? properties.heat : null);

function cellClass(properties) {
  const found = verdict(properties);
  if (found) return `map-cell map-cell-${found}`;
  return `map-cell map-heat-${Math.max(0, Math.min(5, Number(properties.shade) || 0))}`;
}

function facts(properties, words) {
  const found = verdict(properties);
  if (!found) return [words.heat_weight, [[words.heat_weight, properties.weight]]];
  const chance = Number(properties.p) < 0.0001 ? "< 0.0001" : properties.p;
  return [
    words[`heat_${found}`],
    [
      [words.sites, properties.sites],
      [words.open, properties.open],
      [words.heat_score, properties.z],
      [words.heat_chance, chance],
    ],
  ];
}

/** What each shade of the heat stands for, in the legend. */
function explain(data, words) {
  const box = document.getElementById("map-classes");
  if (!box || !data.classes?.length) return;
  box.hidden = false;
  box.replaceChildren(element("p", "", sentence(words.heat_scale, data)));
  data.classes.forEach(([low, high], step) => {
    const line = element("p");
    line.append(
      element("span", `map-key map-key-heat-${step + 1}`),
      element("span", "", low === high ? String(low) : `${low} – ${high}`),
    );
    box.append(line);
  });
}

export async function drawSurface(group, { surfaceUrl, words }, say) {
  const data = await ask(surfaceUrl);
  explain(data, words);
  L.geoJSON(data, {
    style: ({ properties }) => ({ className: cellClass(properties), weight: 1 }),
    onEachFeature: ({ properties }, layer) => {
      layer.bindPopup(() => card(...facts(properties, words)));
      const found = verdict(properties);
      if (found) layer.bindTooltip(() => element("span", "", words[`heat_${found}`]), { sticky: true });
    },
  }).addTo(group);
  say(sentence(data.cells === undefined ? words.heat_findings : words.heat_cells, data));
}
