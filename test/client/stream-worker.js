// A worker as a user of the package writes one, in a process that tests kill. Each line of its input is a chunk of the stream
// that it meters; each line of its output tells how far it has come. It runs where the package is unpacked.
import { createInterface } from 'node:readline';
import { spillway } from '@spillway/client';
import { fileOutbox } from '@spillway/client/node';

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const next = async () => JSON.parse((await lines.next()).value ?? 'null');

const { url, token, folder, request, lease } = await next();
const client = spillway({ url, token, outbox: fileOutbox(folder), decideWithinSeconds: 1 });
if (lease) {
  await client.lease(request, lease);
  say({ leased: true });
  await next();
}
const run = await client.guard(request).catch((error) => ({ proceed: false, denial: { kind: error.code } }));
if (!run.proceed) {
  say({ denied: run.denial.kind });
} else {
  say({ began: run.resumed.parts, via: run.via });
  async function* stream() {
    for (let chunk = await next(); chunk !== null; chunk = await next()) yield chunk;
  }
  for await (const chunk of run.meter(stream(), (chunk) => chunk.usage, { chunks: 1 })) say({ chunk: chunk.n });
  say({ ended: run.ended });
}
await client.delivered(AbortSignal.timeout(30_000));
say({ undelivered: await client.undelivered(), setAside: (await client.setAside()).length });
await client.close();
say({ closed: true });
process.exit();
