import assert from "node:assert/strict";
import test from "node:test";
import {
  Busy,
  Hindered,
  meaning,
  NoLine,
  OtherPerson,
  Refused,
  Revoked,
  ServerFault,
  SignedOut,
  UnknownDevice,
} from "../../safety/web/static/js/tablet/line.js";

const OURS = "application/problem+json; charset=utf-8";
const said = (status, body = {}, type = OURS) => meaning({ status, type, body });

test("only an answer of our own refuses a record; a proxy's page means later", () => {
  assert.ok(said(422, { code: "invalid" }) instanceof Refused);
  for (const status of [403, 404, 413, 422, 400])
    assert.ok(said(status, null, "text/html") instanceof Hindered, String(status));
});

test("what the framework says by itself is a fault of the server, but for a body that is too large", () => {
  assert.ok(said(404, { code: "http_404" }) instanceof ServerFault);
  assert.ok(said(413, { code: "http_413" }) instanceof Refused);
});

test("a server that is full says when to come again; one that fails says nothing of the record", () => {
  const busy = meaning({ status: 503, type: OURS, body: {}, retryAfter: "7" });

  assert.equal(busy.seconds, 7);
  assert.ok(!(busy instanceof ServerFault));
  assert.ok(said(500) instanceof ServerFault);
  assert.ok(said(502, null, "text/html") instanceof ServerFault);
  for (const status of [408, 429]) assert.ok(said(status, null, "text/html") instanceof Busy);
});

test("who is meant by a refusal of the door is told apart", () => {
  assert.ok(said(401) instanceof SignedOut);
  assert.ok(said(403, { code: "device_revoked" }) instanceof Revoked);
  assert.ok(said(403, { code: "device_unknown" }) instanceof UnknownDevice);
  assert.ok(said(403, { code: "another_persons_device" }) instanceof OtherPerson);
  assert.ok(said(403, { code: "not_allowed" }) instanceof Refused);
});

test("no answer is no refusal", () => assert.ok(!(new NoLine() instanceof Refused)));
