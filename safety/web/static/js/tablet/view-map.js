// The map of what was taken along: outlines of districts and sites, drawn on a canvas, nothing from the network.
import { find } from "../find.js";
import { element } from "./element.js";
import { here } from "./here.js";
import { say } from "./words.js";

const view = find(document, "[data-view=map]");
/** @type {[lat: number, lon: number]} */
const CHONGQING = [29.56, 106.55];
/** @type {import("leaflet").Map | null} */
let map = null;

/** @param {Tablet.Site} site */
function popup(site) {
  return element(
    "div",
    {},
    element("strong", {}, site.name),
    element("div", {}, site.employer.name),
    element("a", { href: `#/site/${site.id}` }, say("open-site")),
  );
}

/**
 * @param {Tablet.Site[]} sites
 * @param {Tablet.District[]} districts
 */
function draw(sites, districts) {
  const { L } = window;
  const canvas = L.canvas({ padding: 0.3 });
  map = L.map(find(view, "[data-map]"), {
    preferCanvas: true,
    attributionControl: false,
    zoomControl: true,
    maxZoom: 18,
  }).setView(CHONGQING, 9);
  const shapes = L.geoJSON(
    districts.map(({ geometry, name }) => ({ type: "Feature", geometry, properties: { name } })),
    {
      style: { renderer: canvas, color: "#566074", weight: 1.5, fillColor: "#0b5cab", fillOpacity: 0.05 },
      onEachFeature: (feature, layer) =>
        layer.bindTooltip(element("span", {}, feature.properties.name), { sticky: true }),
    },
  ).addTo(map);
  const marks = sites.map((site) =>
    L.circleMarker([Number(site.lat), Number(site.lon)], {
      renderer: canvas,
      radius: 9,
      color: "#ffffff",
      weight: 2,
      fillColor: "#0b5cab",
      fillOpacity: 0.95,
    }).bindPopup(() => popup(site)),
  );
  const group = L.featureGroup(marks).addTo(map);
  const bounds = marks.length ? group.getBounds() : shapes.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 15, animate: false });
  L.control.scale({ imperial: false }).addTo(map);
}

export async function show() {
  const sites = (await here.box.all("site")).filter((one) => one.lon !== null && one.lat !== null);
  const districts = await here.box.all("district");
  draw(sites, districts);
  view.dataset.ready = String(sites.length);
}

export function leave() {
  map?.remove();
  map = null;
  delete view.dataset.ready;
}
