// Draws a site's outline on a small map, corner by corner; the text field with the GeoJSON stays what is sent.
import { ask } from "./map-words.js";

const FIELD = "textarea[name=outline]";
const DIGITS = 7; // one centimetre
const AROUND = 0.004; // degrees shown about a point
const round = (degrees) => Number(degrees.toFixed(DIGITS));

/** The outer ring of the field's polygon as [lat, lon] corners; none when it is empty or no single polygon. */
function cornersOf(field) {
  try {
    const shape = JSON.parse(field.value);
    const ring = shape.type === "Polygon" && shape.coordinates.length === 1 ? shape.coordinates[0] : [];
    return ring.slice(0, -1).map(([lon, lat]) => [lat, lon]);
  } catch {
    return [];
  }
}

function icon(number) {
  const disc = document.createElement("span");
  disc.className = "outline-corner";
  disc.textContent = number;
  return L.divIcon({ html: disc, className: "outline-mark", iconSize: [44, 44] });
}

class OutlineMap {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.field = this.form.querySelector(FIELD);
    this.status = box.querySelector("[data-outline-words]");
    this.map = L.map(box.querySelector("[data-outline-canvas]"), { maxZoom: 19, zoomSnap: 0.5 });
    this.map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.area = L.polygon([], { className: "outline-area" }).addTo(this.map);
    this.marks = L.layerGroup().addTo(this.map);
    this.corners = cornersOf(this.field);
    this.map.on("click", ({ latlng }) => this.add(latlng));
    const act = {
      here: () => this.add(this.map.getCenter()),
      undo: () => this.undo(),
      clear: () => this.clear(),
    };
    for (const button of box.querySelectorAll("[data-outline-act]")) {
      button.addEventListener("click", act[button.dataset.outlineAct]);
    }
    this.field.addEventListener("change", () => {
      this.corners = cornersOf(this.field);
      this.draw();
      this.look();
    });
    this.map.setView([29.56, 106.55], 10);
    this.draw();
    this.look();
    this.drawDistricts();
  }

  value(name) {
    return Number.parseFloat(this.form.querySelector(`[name=${name}]`).value);
  }

  /** Goes to the outline, else to the point that was typed. */
  look() {
    const [lon, lat] = [this.value("lon"), this.value("lat")];
    if (this.corners.length > 1) this.map.fitBounds(this.corners, { animate: false, padding: [40, 40] });
    else if (Number.isFinite(lon) && Number.isFinite(lat)) {
      this.map.fitBounds(
        [
          [lat - AROUND, lon - AROUND],
          [lat + AROUND, lon + AROUND],
        ],
        { animate: false },
      );
      L.circleMarker([lat, lon], { className: "outline-point", radius: 7, interactive: false }).addTo(
        this.map,
      );
    }
  }

  async drawDistricts() {
    if (!this.box.dataset.districts) return;
    try {
      const layer = L.geoJSON(await ask(this.box.dataset.districts), {
        filter: ({ geometry }) => Boolean(geometry),
        style: () => ({ className: "outline-district", interactive: false }),
      }).addTo(this.map);
      layer.bringToBack();
      const known = this.corners.length > 1 || Number.isFinite(this.value("lon"));
      if (!known && layer.getBounds().isValid()) this.map.fitBounds(layer.getBounds(), { animate: false });
    } catch {
      // Without the districts there is still the scale, and the corners can still be set.
    }
    this.box.dataset.ready = "true";
  }

  add({ lat, lng }) {
    this.corners.push([round(lat), round(lng)]);
    this.keep();
  }

  undo() {
    this.corners.pop();
    this.keep();
  }

  clear() {
    this.corners = [];
    this.keep();
  }

  /** Writes the outline into the field; what is drawn on the map is WGS 84. */
  keep() {
    const ring = [...this.corners, this.corners[0]].filter(Boolean).map(([lat, lon]) => [lon, lat]);
    this.field.value =
      this.corners.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [ring] }) : "";
    if (this.field.value) this.form.querySelector("[name=datum]").value = "wgs84";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.draw();
  }

  draw() {
    this.area.setLatLngs(this.corners);
    this.marks.clearLayers();
    this.corners.forEach((corner, place) => {
      const mark = L.marker(corner, { icon: icon(place + 1), draggable: true, alt: String(place + 1) });
      mark.on("dragend", () => {
        const { lat, lng } = mark.getLatLng();
        this.corners[place] = [round(lat), round(lng)];
        this.keep();
      });
      this.marks.addLayer(mark);
    });
    const { words, few } = this.status.dataset;
    this.status.textContent = (this.corners.length > 2 ? words : few).replace("{n}", this.corners.length);
  }
}

const box = document.querySelector("[data-outline-map]");
const details = box?.closest("details");
if (box) {
  box.hidden = false;
  let drawn = false;
  // Leaflet measures its box, so it begins when the box is to be seen.
  const begin = () => {
    if (!drawn && (!details || details.open)) drawn = Boolean(new OutlineMap(box));
  };
  details?.addEventListener("toggle", begin);
  begin();
}
