// Sites: marks by level, gathered into clusters that carry their worst colour and their number.  When there
// are more than a map can draw, the server sends cells with exact counts, and the view is asked again.
import { ask, card, mark, sentence } from "./map-words.js";

const WORST_FIRST = ["red", "orange", "yellow", "blue"];
const PAUSE = 250; // milliseconds after a movement before asking again

const known = (level) => (WORST_FIRST.includes(level) ? level : "none");
const worst = (counts) => WORST_FIRST.find((level) => counts[level] > 0) ?? "none";
const short = (count) => (count >= 10000 ? `${Math.round(count / 1000)}k` : String(count));

function gathered(cluster) {
  const counts = { red: 0, orange: 0, yellow: 0, blue: 0, none: 0 };
  for (const marker of cluster.getAllChildMarkers()) {
    for (const [level, count] of Object.entries(marker.options.counts)) counts[level] += count;
  }
  return counts;
}

const sum = (counts) => Object.values(counts).reduce((one, other) => one + other, 0);

function byLevel(counts, words) {
  return WORST_FIRST.filter((level) => counts[level])
    .map((level) => `${words[`level_${level}`]} ${counts[level]}`)
    .join(" · ");
}

function clusterIcon(words) {
  return (cluster) => {
    const counts = gathered(cluster);
    const icon = mark(worst(counts), short(sum(counts)), "cluster");
    icon.options.html.title = byLevel(counts, words);
    return icon;
  };
}

function siteCard({ properties }, words) {
  const rows = [];
  if (properties.employer) rows.push([words.employer, properties.employer]);
  rows.push([words.level, words[`level_${known(properties.level)}`]]);
  for (const name of ["open", "overdue", "major", "last_checked"]) {
    if (properties[name] !== undefined) rows.push([words[name], properties[name] ?? words.never]);
  }
  return card(properties.name, rows, properties.url && { href: properties.url, text: words.open_site });
}

function siteMarker(feature, latlng, words) {
  const { name, level } = feature.properties;
  const label = `${name} · ${words[`level_${known(level)}`]}`;
  const marker = L.marker(latlng, {
    icon: mark(known(level), words[`short_${known(level)}`], "site"),
    keyboard: true,
    title: label,
    alt: label,
    counts: { [known(level)]: 1 },
  });
  marker.bindPopup(() => siteCard(feature, words));
  return marker;
}

function cellMarker(map, feature, latlng, words) {
  const { counts } = feature.properties;
  const label = byLevel(counts, words);
  const marker = L.marker(latlng, {
    icon: mark(worst(counts), short(sum(counts)), "cluster"),
    keyboard: true,
    title: label,
    alt: label,
    counts,
  });
  marker.on("click", () => map.setView(latlng, Math.min(map.getZoom() + 2, 18)));
  return marker;
}

function show(map, group, data, words) {
  group.clearLayers();
  const toMarker = (feature, latlng) =>
    feature.properties.counts ? cellMarker(map, feature, latlng, words) : siteMarker(feature, latlng, words);
  group.addLayers(L.geoJSON(data, { pointToLayer: toMarker }).getLayers());
}

function viewOf(map, url) {
  const bounds = map.getBounds();
  const asked = new URL(url, location.href);
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  asked.searchParams.set("bbox", box.map((value) => value.toFixed(5)).join(","));
  return asked.pathname + asked.search;
}

/** How much of the whole is shown: "N of M", gathered cells, and what has no place on the map. */
function account(data, words) {
  const pattern = data.total > data.shown ? words.gathered : words.shown;
  const parts = [data.total ? sentence(pattern, data) : words.nothing];
  if (data.unplaced) parts.push(sentence(words.unplaced, data));
  return parts.join(" · ");
}

export async function drawSites(map, group, { sitesUrl, words }, say) {
  group.options.iconCreateFunction = clusterIcon(words);
  let complete = false;
  let asked = 0;
  async function load(url) {
    const number = ++asked;
    const data = await ask(url);
    if (number !== asked) return; // a later view was asked for meanwhile
    complete = data.complete;
    show(map, group, data, words);
    say(account(data, words));
  }
  await load(sitesUrl);
  let waiting = 0;
  map.on("moveend", () => {
    clearTimeout(waiting);
    if (complete) return;
    waiting = setTimeout(() => {
      load(viewOf(map, sitesUrl)).catch(({ message }) =>
        say(sentence(words.failed, { reason: message }), true),
      );
    }, PAUSE);
  });
}
