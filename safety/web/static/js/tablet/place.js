// Which part of the page is asked for: the address, and what outlives a reload of it.
const ROUTE = "qunjian-tablet-route";

// `#/name/id?query`, or null where nothing was asked for in this window yet.
export function routeOf() {
  return location.hash.startsWith("#/") ? location.hash : sessionStorage.getItem(ROUTE);
}

/** @param {string} route */
export function keepRoute(route) {
  sessionStorage.setItem(ROUTE, route);
}

export function forgetRoute() {
  sessionStorage.removeItem(ROUTE);
}
