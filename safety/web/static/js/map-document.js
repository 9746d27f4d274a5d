// Fills the map that Folium drew: districts, sites, and a line that says how much of the whole is shown.
import { drawAccidents } from "./map-accidents.js";
import { drawDistricts } from "./map-districts.js";
import { drawProjects } from "./map-projects.js";
import { drawSites } from "./map-sites.js";
import { drawSurface } from "./map-surface.js";
import { sentence } from "./map-words.js";

const { map, districts, sites, surface, projects, accidents, settings } = window.qunjianMap;
const status = document.getElementById("map-status");

function say(text, isProblem = false) {
  status.textContent = text;
  status.classList.toggle("map-problem", isProblem);
}

const NEAR = 9.5; // the zoom from which single sites are told apart; farther away districts speak for them

/** Far away only the districts' numbers are shown, near only the sites: both at once hide each other. */
function chooseDetail() {
  const far = districts && sites && !settings.sitesFirst && map.getZoom() < NEAR && map.hasLayer(districts);
  document.body.classList.toggle("map-far", Boolean(far));
  document.body.classList.toggle("map-near", Boolean(sites || surface || projects || accidents) && !far);
}

/** Room for the legend, so that at the start no mark lies under it. */
function besideLegend() {
  const legend = document.querySelector(".map-legend");
  if (!legend) return {};
  const { width, height } = legend.getBoundingClientRect();
  return { paddingBottomRight: legend.open ? [width + 24, 0] : [0, height + 24] };
}

/** The circle that the map is about: in it lies what the map shows. */
function encircle([lon, lat, radius]) {
  L.circle([lat, lon], { radius, interactive: false, className: "map-around" }).addTo(map);
}

async function fill() {
  const { words } = settings;
  const [west, south, east, north] = settings.bounds;
  map.fitBounds(
    [
      [south, west],
      [north, east],
    ],
    { animate: false, ...besideLegend() },
  );
  map.attributionControl.setPrefix(false);
  // Under cells and projects the districts are a ground, not a second statement in colours.
  document.body.classList.toggle("map-plain", Boolean(surface || projects || accidents));
  map.on("zoomend layeradd layerremove", chooseDetail);
  chooseDetail();
  say(words.loading);
  try {
    if (districts) await drawDistricts(map, districts, settings);
    if (settings.around) encircle(settings.around);
    if (surface) await drawSurface(surface, settings, say);
    if (projects) await drawProjects(projects, settings, say);
    if (accidents) await drawAccidents(accidents, settings, say);
    if (sites) await drawSites(map, sites, settings, say);
    else if (!surface && !projects && !accidents) say("");
    document.documentElement.dataset.map = "ready";
  } catch (problem) {
    say(sentence(words.failed, { reason: problem.message }), true);
    document.documentElement.dataset.map = "failed";
  }
}

if (innerWidth < 900) document.querySelector(".map-legend")?.removeAttribute("open");
fill();
