// Fills a position field from the device: WGS 84, with its accuracy.
const box = document.querySelector("[data-position]");
const button = box?.querySelector("[data-position-here]");
if (button && "geolocation" in navigator) {
  const words = box.querySelector("[data-position-words]");
  const field = (name) => box.querySelector(`[name=${name}]`);
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field("lon").value = coords.longitude.toFixed(6);
        field("lat").value = coords.latitude.toFixed(6);
        field("accuracy_m").value = Math.round(coords.accuracy);
        field("datum").value = "wgs84";
        words.textContent = words.dataset.foundWords;
        button.disabled = false;
      },
      () => {
        words.textContent = words.dataset.failedWords;
        button.disabled = false;
      },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
}
