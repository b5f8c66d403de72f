// Run at the client's place, once in each network: see "test" in package.json.
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { Client } from "basic-ftp";

// FTPNAT_SOCKS is there if only SOCKS leads to the network, which basic-ftp doesn't know.
const { FTPNAT_SOCKS, FTPNAT_CONTROL, FTPNAT_SCENARIO, FTPNAT_HOST, FTPNAT_PORT, FTPNAT_USER, FTPNAT_PASSWORD } = process.env;
const content = "a;b\n".repeat(1000);

async function download() {
  const client = new Client(3000);
  const chunks = [];
  const into = new Writable({
    write(chunk, encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  try {
    await client.access({ host: FTPNAT_HOST, port: Number(FTPNAT_PORT), user: FTPNAT_USER, password: FTPNAT_PASSWORD });
    await client.downloadTo(into, "report.csv");
    return Buffer.concat(chunks).toString();
  } finally {
    client.close();
  }
}

async function diagnosis() {
  return (await fetch(`${FTPNAT_CONTROL}/v1/diagnosis`)).json();
}

test.before(async () => {
  assert.equal(FTPNAT_SOCKS, undefined, "there is no kernel network here: FTPNAT_OPTIONS='--attachment loopback' npm test");
  await fetch(`${FTPNAT_CONTROL}/v1/files/report.csv`, { method: "PUT", body: content });
});

const works = ["EPSV_ONLY", "PRIVATE_IP_PASV"].includes(FTPNAT_SCENARIO);

test(`gets the file in ${FTPNAT_SCENARIO}`, { skip: !works && "no client gets through" }, async () => {
  assert.equal(await download(), content);
  assert.equal((await diagnosis()).failed, false);
});

test(`says in time that it can't in ${FTPNAT_SCENARIO}`, { skip: works && "it gets through" }, async () => {
  await assert.rejects(download());
  const byLoopback = FTPNAT_HOST === "127.0.0.1";
  // There, only Linux tells who came to a closed door.
  if (byLoopback && process.platform !== "linux") return;
  // It has tried EPSV and PASV. It doesn't believe a private address in 227, but by loopback can't see that it is one.
  const causes = new Set((await diagnosis()).diagnoses.map((found) => found.cause));
  assert.deepEqual([...causes], ["PASSIVE_PORT_NOT_FORWARDED", ...(byLoopback ? ["PRIVATE_ADDRESS_FOLLOWED"] : [])]);
});
