// The nearest sites first, when the device tells where it is.
import { locate } from "./inspection-position.js";

function distance(metres) {
  if (metres === null) return "";
  return metres < 1000 ? `${Math.round(metres)} m` : `${(metres / 1000).toFixed(1)} km`;
}

function line(site, start) {
  const link = document.createElement("a");
  link.className = "pick";
  link.href = `${start}?site=${site.id}`;
  const text = document.createElement("span");
  const name = document.createElement("strong");
  name.textContent = site.name;
  const more = document.createElement("span");
  more.className = "muted";
  more.textContent = ` · ${site.employer}`;
  text.append(name, more);
  const far = document.createElement("span");
  far.className = "pick-far";
  far.textContent = distance(site.distance_m);
  link.append(text, far);
  return link;
}

const button = document.querySelector("[data-near]");
button?.addEventListener("click", async () => {
  const words = document.querySelector("[data-near-words]");
  const list = document.querySelector("[data-near-list]");
  words.textContent = words.dataset.asking;
  try {
    const here = await locate();
    const answer = await fetch(`${list.dataset.url}?lon=${here.lon}&lat=${here.lat}`, {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) {
      words.textContent = answer.status === 401 ? words.dataset.out : words.dataset.fault;
      return;
    }
    const sites = await answer.json();
    list.replaceChildren(...sites.map((site) => line(site, list.dataset.start)));
    words.textContent = words.dataset.found.replace("{n}", here.accuracy);
  } catch {
    words.textContent = words.dataset.failed;
  }
});
