// A UUID made on this device: version 7, ordered by time, so that what one tablet sends lies together in the indexes.
export { uuidv7 as newId } from "../vendor/uuidv7/index.js";
