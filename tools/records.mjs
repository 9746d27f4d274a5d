// Writes the records of the API as TypeScript: node tools/records.mjs DESCRIPTION FOLDER
import { generateApi } from "swagger-typescript-api";

const [input, output] = process.argv.slice(2);
await generateApi({ input, output, fileName: "records.ts", generateClient: false, silent: true });
