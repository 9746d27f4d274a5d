// Uses the generated client as a stranger would: node walk.mjs FOLDER ADDRESS TOKEN SITE
import { pathToFileURL } from "node:url";

const [folder, baseUrl, token, site] = process.argv.slice(2);
const { Api } = await import(pathToFileURL(`${folder}/client.js`));
const client = new Api({
  baseUrl,
  baseApiParams: { secure: true, format: "json" },
  securityWorker: () => ({ headers: { Authorization: `Bearer ${token}` } }),
});

const names = [];
for (let cursor; cursor !== null; ) {
  const { data } = await client.api.listSites({ limit: 1, ...(cursor ? { cursor } : {}) });
  names.push(...data.items.map((one) => one.name));
  cursor = data.next;
}
const read = await client.api.getSite(site);
const version = read.headers.get("ETag");
const refused = await client.api
  .closeSite(site, { reason: "已搬迁" }, { headers: { "If-Match": '"99"' } })
  .catch((answer) => answer);
const closed = await client.api.closeSite(site, { reason: "已搬迁" }, { headers: { "If-Match": version } });
console.log(
  JSON.stringify({
    names,
    version,
    refused: [refused.status, refused.error.code],
    closed: closed.data.closed_at !== null,
  }),
);
