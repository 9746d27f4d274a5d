// This device's clock: how it is said, and how far it is from the server's.
const pad = (number, digits = 2) => String(Math.abs(number)).padStart(digits, "0");

// ISO 8601 with this device's own offset, to the second: `2026-11-21T09:14:03+08:00`.
export function localIso(at = new Date()) {
  const minutes = -at.getTimezoneOffset();
  const zone = `${minutes < 0 ? "-" : "+"}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}${zone}`;
}

// The device's clock minus the server's in milliseconds; half of the way there and back is taken off.
export function offset(sentAt, answeredAt, serverTime) {
  return Math.round((sentAt + answeredAt) / 2 - Date.parse(serverTime));
}
