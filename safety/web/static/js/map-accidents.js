// Accidents: a point each, coloured by grade; a broken line where the union has no part in the investigation.
import { ask, card, element, link, sentence } from "./map-words.js";

const GRADES = ["ordinary", "larger", "major", "extraordinary", "ungraded"];

const gradeOf = ({ grade }) => (GRADES.includes(grade) ? grade : "ungraded");

function open({ properties }, words) {
  const rows = [
    [words.happened, properties.day],
    [words.grade, words[`grade_${gradeOf(properties)}`]],
    [words.deaths, properties.deaths ?? words.hidden],
    [words.union_part, properties.no_union_part ? words.union_none : words.union_some],
  ];
  const box = card(
    properties.name,
    rows,
    properties.url && { href: properties.url, text: words.open_accident },
  );
  if (properties.around) box.append(link({ href: properties.around, text: words.sites_around }));
  return box;
}

/** What each grade's colour is, in the legend. */
function explain(words) {
  const box = document.getElementById("map-classes");
  if (!box) return;
  box.hidden = false;
  for (const grade of GRADES) {
    const line = element("p");
    line.append(
      element("span", `map-key map-grade-key-${grade}`),
      element("span", "", words[`grade_${grade}`]),
    );
    box.append(line);
  }
}

export async function drawAccidents(group, { accidentsUrl, words }, say) {
  const data = await ask(accidentsUrl);
  explain(words);
  L.geoJSON(data, {
    pointToLayer: ({ properties }, latlng) =>
      L.circleMarker(latlng, {
        radius: 11,
        weight: 3,
        className: `map-accident map-grade-${gradeOf(properties)}${properties.no_union_part ? " map-bare" : ""}`,
      }),
    onEachFeature: (feature, layer) => {
      layer.bindPopup(() => open(feature, words));
      layer.bindTooltip(() => element("span", "", feature.properties.name), { sticky: true });
    },
  }).addTo(group);
  say(sentence(words.accidents_shown, data));
}
