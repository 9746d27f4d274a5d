//: Milliseconds after which no position is waited for any more, be it that nobody answered the browser's own question.
const LONGEST = 20_000;

// Asking the device where it is (an answer up to `maximumAge` milliseconds old will do); the accuracy in metres is kept and shown.
/** @returns {Promise<{ lon: number, lat: number, accuracy: number }>} degrees in WGS 84, metres */
export function locate(maximumAge = 30000) {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error("no geolocation"));
      return;
    }
    setTimeout(() => reject(new Error("no answer")), LONGEST);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          lon: round(coords.longitude),
          lat: round(coords.latitude),
          accuracy: Math.round(coords.accuracy),
        }),
      reject,
      { enableHighAccuracy: true, timeout: 15000, maximumAge },
    );
  });
}

/** @param {number} degrees */
function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}

/**
 * @param {string} words with places for the position
 * @param {{ lon: number, lat: number, accuracy?: number | null }} position degrees in WGS 84, metres
 */
export function positionWords(words, position) {
  return words
    .replace("{lon}", position.lon.toFixed(5))
    .replace("{lat}", position.lat.toFixed(5))
    .replace("{n}", String(position.accuracy ?? "?"));
}
