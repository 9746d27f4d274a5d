// Whether a position may be made up.  Browsers do not say so by themselves; a few do (`mocked`), and a jump faster than
// any vehicle says it too.
const FASTEST = 100; // metres a second
const SURE = 200; // metres of accuracy up to which a jump counts
const EARTH = 6_371_000;

/** @typedef {{ lon: number, lat: number }} Place in degrees */

/**
 * Metres between two places, as near as people on foot need it.
 * @param {Place} a
 * @param {Place} b
 */
export function metres(a, b) {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  const y = (b.lat - a.lat) * rad;
  return Math.hypot(x, y) * EARTH;
}

/** @typedef {Place & { accuracy: number, at: number }} Seen */

/** @type {{ last: Seen | null, hint: boolean }} */
const seen = { last: null, hint: false };

/**
 * What a few browsers add to a position that an app made up.
 * @typedef {GeolocationPosition & {
 *   mocked?: boolean, coords: GeolocationCoordinates & { mocked?: boolean, isMock?: boolean },
 * }} PositionOfAny
 */

/** @param {PositionOfAny} position */

function look({ coords, timestamp, mocked }) {
  const now = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: timestamp };
  const { last } = seen;
  const seconds = last ? (now.at - last.at) / 1000 : 0;
  const jump =
    last &&
    seconds > 0 &&
    now.accuracy < SURE &&
    last.accuracy < SURE &&
    metres(last, now) / seconds > FASTEST;
  if (mocked || coords.mocked || coords.isMock || jump) seen.hint = true;
  seen.last = now;
}

// Looks along while a record is made; `hint()` tells whether anything spoke for a made-up position since.
export function watch() {
  if (!navigator.geolocation) return { hint: () => false, stop() {} };
  seen.hint = false;
  const id = navigator.geolocation.watchPosition(look, () => {}, {
    enableHighAccuracy: false,
    maximumAge: 60_000,
  });
  return { hint: () => seen.hint, stop: () => navigator.geolocation.clearWatch(id) };
}
