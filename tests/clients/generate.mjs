// Makes a JavaScript client of the API from its description: node generate.mjs DESCRIPTION FOLDER
import { generateApi } from "swagger-typescript-api";

const [input, output] = process.argv.slice(2);
await generateApi({
  input,
  output,
  fileName: "client.js",
  toJS: true,
  httpClientType: "fetch",
  silent: true,
});
