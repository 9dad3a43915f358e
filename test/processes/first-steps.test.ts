/** A newcomer's first minutes: what the README prints works when it is pasted, and so does GraphiQL's first operation. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { createLog } from '../../src/log.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { DEMO, makeDemoTenants } from '../../src/processes/demo-tenants.js';
import { buildApiSchema } from '../../src/processes/schema.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const log = createLog({ logLevel: 'silent' });
const dataDir = mkdtempSync(join(tmpdir(), 'spillway-first-steps-'));
let store: TestDatabase;
let app: App;

const open = (more: Record<string, string> = {}) =>
  openApp({
    config: readConfig({ PORT: '0', SPILLWAY_DATA_DIR: dataDir, ...more }),
    databaseUrl: store.apiUrl,
    log,
    demo: DEMO,
  });
beforeAll(async () => {
  store = await createTestDatabase();
  app = await open();
  await makeDemoTenants(app);
});
afterAll(async () => {
  await app.close();
  await store.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the README's commands, pasted one after the other, answer what it prints", async () => {
  const [, section = ''] = readFileSync('README.md', 'utf8').split('\n## One check\n');
  const [token = '', check = ''] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  const [, printed = ''] = /^```json\n(.*?)^```$/ms.exec(section) ?? [];
  expect(check).toContain('http://127.0.0.1:4000/graphql');
  const pasted = token + check.replace('http://127.0.0.1:4000', app.url);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SPILLWAY_DATA_DIR: dataDir };
  const { stdout } = await promisify(execFile)('bash', ['-c', pasted], { env });
  const answer = JSON.parse(stdout) as { data: { checkAccess: object } };
  expect(answer.data.checkAccess).toEqual({
    ...(JSON.parse(printed) as object),
    id: expect.stringMatching(/^dec_[0-9a-f]{32}$/),
    hold: { expiresAt: expect.any(String) },
  });
}, 60_000);

/** What GraphiQL's page sends when a person chooses a demo subject. */
async function demoToken(url: string, who: object): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'x-spillway-dev': '1' };
  return fetch(`${url}/dev/token`, { method: 'POST', headers, body: JSON.stringify(who) });
}

test("GraphiQL's first operation is granted to whoever its page gives alice's token", async () => {
  const { token } = (await (await demoToken(app.url, { tenant: 'acme', subject: 'alice' })).json()) as {
    token: string;
  };
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: DEMO.operations[0] }),
  });
  expect(await response.json()).toMatchObject({ data: { checkAccess: { outcome: 'ALLOWED', proceed: true } } });
});

test('GraphiQL opens with operations of the schema, one a tab', async () => {
  const schema = await buildApiSchema();
  for (const operation of DEMO.operations) {
    const document = parse(operation);
    expect([operation, document.definitions.length, validate(schema, document)]).toEqual([operation, 1, []]);
  }
});

test('the page offers every subject of the demo, each of a tenant that is served', async () => {
  for (const who of DEMO.subjects) expect([who, (await demoToken(app.url, who)).status]).toEqual([who, 200]);
});

test('production has no GraphiQL, and no token for anybody', async () => {
  const production = await open({ NODE_ENV: 'production', SPILLWAY_JWT_SECRET: 'a secret that has 32 bytes or more' });
  expect((await fetch(`${production.url}/graphiql`)).status).toBe(404);
  expect((await demoToken(production.url, { tenant: 'acme', subject: 'alice' })).status).toBe(404);
  await production.close();
});

test('the oldest Node is the same in package.json, in the command and in the README', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
  const [, oldest = ''] = /^>=(\d+\.\d+)$/.exec(engines.node) ?? [];
  expect(readFileSync('bin/spillway.js', 'utf8')).toContain(`const OLDEST = [${oldest.replace('.', ', ')}];`);
  expect(readFileSync('README.md', 'utf8')).toContain(`Node ${oldest} or newer`);
});
