/**
 * Policies changed by calls: applied whole by those who may write, on top of what they have seen, once for each key; judged as
 * files are; served by every process, kept with author and reason, and undone by one call.
 */
import { randomUUID as key } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { listen } from '../live/listen.js';
import { openTestApi, type Answer, type ApiError, type Client, type Door, type TestApi } from '../support/api.js';
import { check, codesOf, meter } from '../support/calls.js';
import { exactPolicies, lineOf, type PolicyCopy } from '../support/policies.js';

const FILE = 'acme/policy.csv';
const STATE = 'version text ok fileVersion folderBehind takesChanges';
const APPLY = `mutation ($input: ApplyPolicyInput!) { applyPolicy(input: $input) { ${STATE} } }`;
const ROLL_BACK = `mutation ($input: RollbackPolicyInput!) { rollbackPolicy(input: $input) { ${STATE} } }`;
const VERSIONS = `{ policy { versions(first: 3) { nodes {
  no version actorKind actor reason before diff allowed tests { passed failed } } } } }`;

interface State {
  version: string;
  text: string;
  ok: boolean;
  fileVersion: string;
  folderBehind: boolean;
  takesChanges: boolean;
}
interface Version {
  no: string;
  version: string;
  actorKind: string;
  actor: string | null;
  reason: string | null;
  before: string | null;
  diff: string | null;
  allowed: string[];
}

let policies: PolicyCopy;
let api: TestApi;
let other: Door;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(FILE, (text) => `${text}g, wanda, role:writer\np, role:writer, policy, write, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  other = await api.another();
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const live = () => admin.get<State>('policy', `{ policy { ${STATE} } }`);
const versions = async () => (await admin.get<{ versions: { nodes: Version[] } }>('policy', VERSIONS)).versions.nodes;

function apply(
  client: Client,
  text: string,
  baseVersion: string,
  more: object = {},
): Promise<Answer<{ applyPolicy: State }>> {
  return client.run(APPLY, { input: { text, baseVersion, message: 'a test', idempotencyKey: key(), ...more } });
}

/** Until another process serves this version; it must within two seconds. */
async function servedBy(door: Door, version: string): Promise<number> {
  const began = performance.now();
  const ask = () => door.as('acme', 'admin').get<State>('policy', `{ policy { ${STATE} } }`);
  while ((await ask()).version !== version) {
    if (performance.now() - began > 2_000) throw new Error('the other process did not follow within two seconds');
  }
  return performance.now() - began;
}

describe('a text that is applied', () => {
  test('serves in this process at once and in the others within two seconds, with author, reason and diff', async () => {
    const before = await live();
    const text = `${before.text}p, xaver, product:meter/gratis, use, deny\n`;
    const { data } = await apply(admin, text, before.version, { message: 'xaver has left' });
    const version = versionOf(text);
    expect(data?.applyPolicy).toMatchObject({ version, text, takesChanges: true });
    const [newest] = await versions();
    expect(newest).toEqual({
      no: expect.stringMatching(/^[1-9]\d*$/),
      version,
      actorKind: 'SUBJECT',
      actor: 'admin',
      reason: 'xaver has left',
      before: before.version,
      diff: expect.stringContaining('\n+p, xaver, product:meter/gratis, use, deny\n'),
      allowed: [],
      tests: null,
    });
    await servedBy(other, version);
    const denied = await check(other.as('acme', 'xaver'), meter('xaver', 1, { feature: 'gratis' }));
    expect(denied).toMatchObject({ outcome: 'DENIED', reason: 'NOT_PERMITTED' });
    const act = `{ adminActions(first: 1) { nodes { kind actor reason before after } } }`;
    expect(await admin.get('adminActions', act)).toEqual({
      nodes: [
        { kind: 'POLICY_ACTIVATED', actor: 'admin', reason: 'xaver has left', before: before.version, after: version },
      ],
    });
  });

  test('is in the folder soon after, so that file and policy are one', async () => {
    const before = await live();
    const text = `${before.text}# One more line.\n`;
    await apply(admin, text, before.version);
    const end = Date.now() + 10_000;
    while (policies.read(FILE) !== text) {
      if (Date.now() > end) throw new Error('the file was not written');
      await api.app.policies.reload();
    }
    await api.app.policies.whenRead(FILE, versionOf(text));
    expect(await live()).toMatchObject({ ok: true, folderBehind: false, fileVersion: versionOf(text) });
  });

  test('is applied once for its key, whatever was applied since; the key takes no other text', async () => {
    const before = await live();
    const first = `${before.text}# First.\n`;
    const second = `${first}# Second.\n`;
    const idempotencyKey = key();
    const input = { message: 'a test', idempotencyKey };
    await apply(admin, first, before.version, input);
    await apply(admin, second, versionOf(first));
    const again = await apply(admin, first, before.version, input);
    expect(again.errors).toBeUndefined();
    expect(again.data?.applyPolicy.version).toBe(versionOf(second));
    expect(codesOf(await apply(admin, `${first}# Else.\n`, before.version, input))).toEqual(['IDEMPOTENCY_CONFLICT']);
    const named = (await versions()).filter(({ version }) => version === versionOf(first));
    expect(named).toHaveLength(1);
  });

  test('of many that are applied on top of one version, by two processes, one serves and the others are told', async () => {
    const before = await live();
    await servedBy(other, before.version);
    const doors = [api, other];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        apply(doors[i % 2]!.as('acme', 'admin'), `${before.text}# Author ${i}.\n`, before.version),
      ),
    );
    const done = answers.filter(({ errors }) => !errors);
    expect(done).toHaveLength(1);
    expect(answers.flatMap((answer) => (answer.errors ? codesOf(answer) : []))).toEqual(Array(9).fill('CONFLICT'));
    const [newest, second] = await versions();
    expect([newest?.version, second?.version]).toEqual([done[0]?.data?.applyPolicy.version, before.version]);
    for (const door of doors) await servedBy(door, newest!.version);
  });

  test('is judged as a file is: nothing of a wrong one serves, and each mistake is told with its line', async () => {
    const before = await live();
    const text = `${before.text}p, alice, product:nothing, use, allow\nx, y\n`;
    const refused = await apply(admin, text, before.version);
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
    const { extensions, message } = refused.errors![0] as ApiError & { extensions: { problems?: unknown[] } };
    expect(extensions).toMatchObject({ argument: 'input.text' });
    const line = lineOf(text, 'product:nothing');
    expect(extensions.problems).toMatchObject([{ line }, { line: line + 1 }]);
    expect(message).toContain(`policy.csv:${line}:`);
    expect(await live()).toEqual(before);
    expect((await versions())[0]?.version).toBe(before.version);
  });

  test('may not take the right to write from everybody, nor, unless it is allowed to, from its author', async () => {
    const before = await live();
    const without = before.text.replace('p, role:writer, policy, write, allow\n', '');
    const wanda = api.as('acme', 'wanda');
    const refused = await apply(wanda, without, before.version);
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
    expect(refused.errors?.[0]?.message).toMatch(/you would lose the right to write the policy/);
    const nobody = before.text.replace(/^p, .*, policy, write, allow\n/gm, '');
    expect((await apply(admin, nobody, before.version)).errors?.[0]?.message).toMatch(/no subject or group may write/);
    expect(await live()).toEqual(before);
    const allowed = await apply(wanda, without, before.version, { allow: ['policy/locks-out-author'] });
    expect(allowed.errors).toBeUndefined();
    const [newest] = await versions();
    expect(newest).toMatchObject({ actor: 'wanda', allowed: ['policy/locks-out-author'] });
    expect(codesOf(await apply(wanda, before.text, newest!.version))).toEqual(['FORBIDDEN']);
  });
});

test('an earlier version serves again by one call, as a version of its own', async () => {
  const [latest, earlier] = await versions();
  const input = { version: earlier!.version, baseVersion: latest!.version, message: 'undone', idempotencyKey: key() };
  const { data } = await admin.run<{ rollbackPolicy: State }>(ROLL_BACK, { input });
  expect(data?.rollbackPolicy.version).toBe(earlier!.version);
  const [newest] = await versions();
  expect(newest).toMatchObject({
    version: earlier!.version,
    before: latest!.version,
    reason: 'undone',
    actor: 'admin',
  });
  expect(BigInt(newest!.no)).toBe(BigInt(latest!.no) + 1n);
  await servedBy(other, earlier!.version);
  const again = await admin.run<{ rollbackPolicy: State }>(ROLL_BACK, { input });
  expect(again.data?.rollbackPolicy.version).toBe(earlier!.version);
  expect((await versions())[0]?.no).toBe(newest!.no);
  const unknown = { ...input, version: '0123456789ab', idempotencyKey: key() };
  expect(codesOf(await admin.run(ROLL_BACK, { input: unknown }))).toEqual(['NOT_FOUND']);
});

test('who may not write is refused, and another tenant is not touched', async () => {
  const before = await live();
  expect(codesOf(await apply(api.as('acme', 'alice'), `${before.text}#\n`, before.version))).toEqual(['FORBIDDEN']);
  const globex = await api.as('globex', 'admin').get<State>('policy', `{ policy { ${STATE} } }`);
  const text = `${globex.text}# Ours.\n`;
  expect((await apply(api.as('globex', 'admin'), text, globex.version)).errors).toBeUndefined();
  expect(await live()).toEqual(before);
});

test('what another tenant’s policy was is nothing that this one had', async () => {
  const { version } = await live();
  const globex = api.as('globex', 'admin');
  const own = await globex.get<State>('policy', `{ policy { ${STATE} } }`);
  expect(await globex.get('policyVersion', `{ policyVersion(version: "${version}") { version } }`)).toBeNull();
  const input = { version, baseVersion: own.version, message: 'prying', idempotencyKey: key() };
  expect(codesOf(await globex.run(ROLL_BACK, { input }))).toEqual(['NOT_FOUND']);
});

test('a version can be looked up by its name, with what it changed', async () => {
  const [newest] = await versions();
  const query = `query ($version: ID!) { policyVersion(version: $version) { no version text before diff } }`;
  const found = await admin.get<Version & { text: string }>('policyVersion', query, { version: newest!.version });
  expect(found).toMatchObject({ no: newest!.no, before: newest!.before, diff: newest!.diff });
  expect(versionOf(found.text)).toBe(newest!.version);
  expect(await admin.get('policyVersion', query, { version: '0123456789ab' })).toBeNull();
  expect(codesOf(await api.as('acme', 'alice').run(query, { version: newest!.version }))).toEqual(['FORBIDDEN']);
});

test('those who watch are told as it is now, then of each version; who may not read any more is told so', async () => {
  const watch = await listen<State>(other, ['acme', 'admin'], `subscription { policyChanged { ${STATE} } }`);
  const before = await watch.next();
  expect(before.version).toBe((await live()).version);
  const text = `${before.text}# Watched.\n`;
  await apply(admin, text, before.version);
  const told = await watch.until(({ version }) => version === versionOf(text));
  expect(told.at(-1)?.text).toBe(text);
  await watch.close();
  const forbidden = await listen(other, ['acme', 'alice'], 'subscription { policyChanged { version } }');
  expect((await forbidden.hear())?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('each process tells what it serves by', async () => {
  const { version } = await live();
  await servedBy(other, version);
  const end = Date.now() + 10_000;
  const ask = () =>
    admin.get<{ servedBy: { version: string }[] }>('policy', '{ policy { servedBy { id version since } } }');
  let found = await ask();
  while (found.servedBy.length < 2 || found.servedBy.some((each) => each.version !== version)) {
    if (Date.now() > end) throw new Error(`they serve ${JSON.stringify(found)}`);
    found = await ask();
  }
  expect(found.servedBy.length).toBe(2);
});

test('where policies are kept in files alone, it says so and changes nothing', async () => {
  const own = exactPolicies();
  const files = await openTestApi({ policyDir: own.dir, settings: { SPILLWAY_POLICY_CHANGES: 'files' } });
  const client = files.as('acme', 'admin');
  const before = await client.get<State>('policy', `{ policy { ${STATE} } }`);
  expect(before.takesChanges).toBe(false);
  const refused = await apply(client, `${before.text}#\n`, before.version);
  expect(codesOf(refused)).toEqual(['CONFLICT']);
  expect(refused.errors?.[0]?.message).toMatch(/kept in files/);
  expect((await client.get<State>('policy', `{ policy { ${STATE} } }`)).version).toBe(before.version);
  await files.close();
  own.remove();
});
