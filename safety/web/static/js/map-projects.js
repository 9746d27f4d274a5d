// Construction projects: outline or point, coloured by stage; a broken line where the union had no part.
import { ask, card, element, sentence } from "./map-words.js";

const STAGES = ["registered", "design", "construction", "trial", "acceptance", "in_use"];

const stageOf = (properties) => (STAGES.includes(properties.stage) ? properties.stage : "registered");

function projectClass(properties) {
  return `map-project map-stage-${stageOf(properties)}${properties.no_union_part ? " map-bare" : ""}`;
}

function open({ properties }, words) {
  const rows = [
    [words.owner, properties.owner],
    [words.stage, words[`stage_${stageOf(properties)}`]],
    [words.union_part, properties.no_union_part ? words.union_none : words.union_some],
  ];
  return card(properties.name, rows, properties.url && { href: properties.url, text: words.open_project });
}

/** What each stage's colour is, in the legend. */
function explain(words) {
  const box = document.getElementById("map-classes");
  if (!box) return;
  box.hidden = false;
  for (const stage of STAGES) {
    const line = element("p");
    line.append(
      element("span", `map-key map-stage-key-${stage}`),
      element("span", "", words[`stage_${stage}`]),
    );
    box.append(line);
  }
}

export async function drawProjects(group, { projectsUrl, words }, say) {
  const data = await ask(projectsUrl);
  explain(words);
  L.geoJSON(data, {
    style: ({ properties }) => ({ className: projectClass(properties), weight: 3 }),
    pointToLayer: ({ properties }, latlng) =>
      L.circleMarker(latlng, { radius: 10, weight: 3, className: projectClass(properties) }),
    onEachFeature: (feature, layer) => {
      layer.bindPopup(() => open(feature, words));
      layer.bindTooltip(() => element("span", "", feature.properties.name), { sticky: true });
    },
  }).addTo(group);
  say(sentence(words.projects_shown, data));
}
