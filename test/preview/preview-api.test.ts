/** Previews as a caller meets them: asked for, watched until they are done, read; and refused. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { uuidOf } from '../../src/ids.js';
import { MINUTE, openTestApi, tokenFor, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, meter } from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

interface Preview {
  id: string;
  what: string;
  state: string;
  done: number;
  total: number;
  message: string | null;
  replayed: boolean;
  endedAt: string | null;
  sums: {
    decisions: number;
    same: number;
    newlyDenied: number;
    newlyAllowed: number;
    sources: { layer: string | null; source: string; before: string; after: string }[];
    subjects: { name: string; decisions: number; newlyDenied: number; before: string; after: string }[];
    roles: { name: string; newlyDenied: number }[];
  } | null;
  changes: { nodes: Change[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
}
interface Change {
  decision: string;
  subject: string;
  kind: string;
  before: { outcome: string; granted: string; draws: { source: string; accountAddress: string; amount: string }[] };
  after: { outcome: string; reason: string; granted: string };
}

const FIELDS = `id what state done total message replayed endedAt
  sums { decisions same newlyDenied newlyAllowed moved otherReason
    sources { layer source before after } budgets { budget { who } before after }
    subjects { name decisions newlyDenied newlyAllowed before after } roles { name decisions newlyDenied newlyAllowed before after }
    denials { subject product feature reason count permitted } }
  changes(first: 2) { nodes { decision subject kind before { outcome granted draws { source accountAddress amount } }
    after { outcome reason granted } } pageInfo { hasNextPage endCursor } }`;
const PREVIEW = `mutation ($input: PreviewPolicyInput!) { previewPolicy(input: $input) { ${FIELDS} } }`;
const NODE = `query ($id: ID!) { node(id: $id) { ... on PolicyPreview { ${FIELDS} } } }`;
const CHANGED = `subscription ($id: ID!) { policyPreviewChanged(id: $id) { id state done total } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let from: Date;
let to: Date;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}p, reader, policy, read, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  from = new Date(api.now() - MINUTE);
  for (const subject of ['ann', 'ben']) {
    for (let i = 0; i < 3; i += 1) {
      const { id } = await check(admin, meter(subject, 2));
      await settled(api, admin, usedOf(id, 2));
    }
  }
  api.moveClock(MINUTE);
  to = new Date(api.now() - 1_000);
}, 60_000);

afterAll(async () => {
  await api.close();
  policies.remove();
});

const asked = (more: Record<string, unknown>) => ({ input: { from, to, idempotencyKey: freshKey(), ...more } });
const withoutBen = () => `${policies.read('acme/policy.csv')}\np, ben, product:meter, use, deny\n`;

/** The preview once it has ended. */
async function ended(client: Client, id: string): Promise<Preview> {
  for (;;) {
    const preview = await client.get<Preview>('node', NODE, { id });
    if (preview.state !== 'RUNNING') return preview;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a preview says which decisions would be denied, to whom, and what is charged less', async () => {
  const begun = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  expect(begun).toMatchObject({ what: 'POLICY', state: 'RUNNING', total: 6, sums: null, replayed: false });
  const preview = await ended(admin, begun.id);
  expect(preview).toMatchObject({ state: 'DONE', done: 6, total: 6, message: null });
  expect(preview.sums).toMatchObject({ decisions: 6, same: 3, newlyDenied: 3, newlyAllowed: 0 });
  expect(preview.sums!.sources).toEqual([{ layer: 'ALLOWANCE', source: 'allowance', before: '12', after: '6' }]);
  expect(preview.sums!.subjects).toEqual([
    { name: 'ben', decisions: 3, newlyDenied: 3, newlyAllowed: 0, before: '6', after: '0' },
    { name: 'ann', decisions: 3, newlyDenied: 0, newlyAllowed: 0, before: '6', after: '6' },
  ]);
  const { nodes, pageInfo } = preview.changes;
  expect(nodes[0]).toMatchObject({
    ...{ subject: 'ben', kind: 'NEWLY_DENIED', after: { outcome: 'DENIED', reason: 'NOT_PERMITTED', granted: '0' } },
    before: {
      outcome: 'ALLOWED',
      granted: '2',
      draws: [{ source: 'allowance', accountAddress: 'subject:ben', amount: '2' }],
    },
  });
  expect([nodes.length, pageInfo.hasNextPage]).toEqual([2, true]);
}, 60_000);

test('whoever watches is told how far it comes, until it is done', async () => {
  const begun = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${await tokenFor('acme', 'admin')}` },
  });
  const told: string[] = [];
  for await (const { data } of client.iterate<{ policyPreviewChanged: Preview }>({
    query: CHANGED,
    variables: { id: begun.id },
  })) {
    told.push(data!.policyPreviewChanged.state);
  }
  await client.dispose();
  expect(told.at(-1)).toBe('DONE');
}, 60_000);

test('the same key answers with the same preview, and another input is refused; one runs at a time', async () => {
  const call = asked({ policyText: withoutBen() });
  const first = await admin.get<Preview>('previewPolicy', PREVIEW, call);
  expect(codesOf(await admin.run(PREVIEW, asked({ policyText: withoutBen() })))).toEqual(['CONFLICT']);
  const again = await admin.get<Preview>('previewPolicy', PREVIEW, call);
  expect(again).toMatchObject({ id: first.id, replayed: true });
  const other = { input: { ...call.input, policyText: `${withoutBen()}\n` } };
  expect(codesOf(await admin.run(PREVIEW, other))).toEqual(['IDEMPOTENCY_CONFLICT']);
  await ended(admin, first.id);
}, 60_000);

test('a text that cannot be built is a preview that failed, and says why', async () => {
  const policyText = `${policies.read('acme/policy.csv')}\np, role:member, product:nothing-such, use, allow\n`;
  const { id } = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText }));
  const preview = await ended(admin, id);
  expect(preview.state).toBe('FAILED');
  expect(preview.message).toMatch(/^policies\/acme\/policy\.csv:\d+: .*nothing-such/);
  expect(preview).toMatchObject({ sums: null, changes: { nodes: [] } });
}, 60_000);

test("a catalog is the operator's to try: other prices say what would have been charged", async () => {
  const catalogText = policies
    .read('catalog.yaml')
    .replace('\nrate_cards:', `\nrate_cards:${meterCard('meter-dearer', from.getTime() - MINUTE, '3')}`);
  expect(codesOf(await admin.run(PREVIEW, asked({ catalogText })))).toEqual(['FORBIDDEN']);
  const operator = api.as('acme', 'operator:ann');
  const { id } = await operator.get<Preview>('previewPolicy', PREVIEW, asked({ catalogText }));
  const preview = await ended(operator, id);
  expect(preview).toMatchObject({ what: 'CATALOG', state: 'DONE', message: null });
  expect(preview.sums!.sources).toEqual([{ layer: 'ALLOWANCE', source: 'allowance', before: '12', after: '36' }]);
}, 60_000);

test('who may not read the policy, or every account, neither asks for previews nor reads them', async () => {
  // One may read the policy, and not what everybody was answered.
  const strangers = ['ann', 'reader'].map((subject) => api.as('acme', subject));
  for (const stranger of strangers) {
    expect(codesOf(await stranger.run(PREVIEW, asked({ policyText: withoutBen() })))).toEqual(['FORBIDDEN']);
  }
  const { id } = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  for (const stranger of strangers) expect(await stranger.get('node', NODE, { id })).toBeNull();
  expect(await api.as('globex', 'admin').get('node', NODE, { id })).toBeNull();
  await ended(admin, id);
}, 60_000);

test('none or two texts, a period that is none and one to come are refused', async () => {
  const policyText = withoutBen();
  for (const more of [
    {},
    { policyText: 'p, ben, product:meter, use, deny' },
    { policyText, catalogText: 'format: 1' },
    { policyText, to: from },
    { policyText, to: new Date(api.now() + 2 * MINUTE) },
  ]) {
    expect(codesOf(await admin.run(PREVIEW, asked(more)))).toEqual(['BAD_USER_INPUT']);
  }
});

test('of a tenant the last ten are kept', async () => {
  const { id } = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  await ended(admin, id);
  await api.asOwner(
    `
    insert into policy_preview (tenant_id, id, key, fingerprint, what, text_version, asked_by, from_at, to_at, state, total,
      started_at, ended_at, lease_until, message)
    select tenant_id, overlay(id::text placing lpad(to_hex(n), 4, '0') from 20 for 4)::uuid, 'kept ' || n, '', what, text_version,
      asked_by, from_at, to_at, 'FAILED', 0, started_at, ended_at, lease_until, 'a test'
    from policy_preview, generate_series(49152, 49161) n where id = $1`,
    [uuidOf('pvw', id)],
  );
  const kept = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  const rows = await api.asOwner<{ id: string }>('select id from policy_preview order by id desc');
  expect(rows.map((row) => row.id).slice(0, 1)).toEqual([uuidOf('pvw', kept.id)]);
  expect(rows).toHaveLength(10);
  await ended(admin, kept.id);
}, 60_000);

test('a run that nobody hears of any more has failed', async () => {
  const { id } = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  await ended(admin, id);
  await api.asOwner(
    `update policy_preview set state = 'RUNNING', ended_at = null, result = null,
    lease_until = clock_timestamp() - interval '1 second' where id = $1`,
    [uuidOf('pvw', id)],
  );
  expect(await ended(admin, id)).toMatchObject({ state: 'FAILED', message: expect.stringContaining('has ended') });
  const next = await admin.get<Preview>('previewPolicy', PREVIEW, asked({ policyText: withoutBen() }));
  expect((await ended(admin, next.id)).state).toBe('DONE');
}, 60_000);
