/** Policies edited while the API runs: the next decision follows, a broken file never goes live, and both are told. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, lineOf, type PolicyCopy } from '../support/policies.js';

const ACME = 'acme/policy.csv';
let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let liv: Client;
let sound: string;

beforeAll(async () => {
  policies = exactPolicies();
  sound = policies.read(ACME);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'liv', 'twin');
  liv = api.as('acme', 'liv');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** Edits a file and waits until the running API has read it, and it is live or refused. */
async function edit(file: string, change: (text: string) => string): Promise<string> {
  const text = policies.edit(file, change);
  await api.app.policies.whenRead(file, versionOf(text));
  return text;
}

interface State {
  version: string;
  ok: boolean;
  text: string;
  fileVersion: string | null;
  problems: { file: string; line: number | null; message: string }[];
  history: { version: string; text: string; activatedAt: string }[];
}
const state = () =>
  admin.get<State>(
    'policy',
    '{ policy { version ok text fileVersion problems { file line message } history { version text activatedAt } } }',
  );
const ready = async () => {
  const response = await fetch(`${api.url}/ready`);
  return { code: response.status, ...((await response.json()) as object) };
};
/** All that anybody may know of the files. */
const told = (catalogRefused: boolean, tenantsRefused: number) => ({
  code: 200,
  status: 'ready',
  catalog: api.app.policies.catalog().version,
  catalogRefused,
  tenantsRefused,
  folderBehind: false,
  peersDiffer: 0,
  policiesReloadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
});

describe('a policy that is edited', () => {
  test('decides the next check, which cites the new version and line', async () => {
    const allow = 'p, role:member, product:meter, use, allow';
    const first = await check(liv, meter('liv', 1));
    expect(first).toMatchObject({ outcome: 'ALLOWED', policy: { version: versionOf(sound), rule: allow } });
    expect(first.policy.line).toBe(lineOf(sound, allow));
    expect(first.policy.file).toContain(ACME);

    const deny = 'p, liv, product:meter/call, use, deny';
    const stricter = await edit(ACME, (text) => `${text}${deny}\n`);
    const denied = await check(liv, meter('liv', 1));
    expect(denied).toMatchObject({
      outcome: 'DENIED',
      reason: 'NOT_PERMITTED',
      blockedBy: 'policy',
      remedy: 'ASK_ADMIN',
    });
    expect(denied.policy).toMatchObject({ version: versionOf(stricter), rule: deny, line: lineOf(stricter, deny) });

    await edit(ACME, () => sound);
    expect(await check(liv, meter('liv', 1))).toMatchObject({ outcome: 'ALLOWED', policy: first.policy });
  });

  test('orders the layers anew, for this tenant alone', async () => {
    await grant(admin, { subject: 'liv', credits: '3' });
    await edit(ACME, (text) => text.replace('product:meter, promotion, 20', 'product:meter, promotion, 5'));
    expect((await check(liv, meter('liv', 4))).draws.map(({ layer }) => layer)).toEqual(['PROMOTION', 'ALLOWANCE']);
    expect(await ready()).toEqual(told(false, 0));
    await edit(ACME, (text) => `${text}\np2, role:member, product:meter/call, promotion, never\n`);
    expect(await check(liv, meter('liv', 1))).toMatchObject({
      outcome: 'DENIED',
      reason: 'NO_LAYER',
      blockedBy: 'policy',
    });
    await edit(ACME, () => sound);
  });

  test('takes rights away at once, and replays are authorised anew', async () => {
    const gateway = api.as('acme', 'gateway');
    const input = meter('liv', 1);
    await check(gateway, input);
    await edit(ACME, (text) => text.replace('p, role:gateway, account:*, act_for, allow', ''));
    const answer = await gateway.run('mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }', {
      input,
    });
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    await edit(ACME, () => sound);
    expect(await check(gateway, input)).toMatchObject({ replayed: true });
  });

  test('is kept in the history, the newest first, with the text that decided', async () => {
    const { version, text, history, ok, fileVersion, problems } = await state();
    expect({ version, text, ok, fileVersion, problems }).toEqual({
      version: versionOf(sound),
      text: sound,
      ok: true,
      fileVersion: versionOf(sound),
      problems: [],
    });
    expect(history[0]).toMatchObject({ version, text });
    expect(history.length).toBeGreaterThan(4);
    for (const entry of history) expect(entry.version).toBe(versionOf(entry.text));
    const instants = history.map(({ activatedAt }) => Date.parse(activatedAt));
    expect(instants).toEqual(instants.toSorted((a, b) => b - a));
    const denied = history.find((entry) => entry.text.includes('p, liv, product:meter/call, use, deny'));
    expect(denied).toBeDefined();
  });
});

describe('a policy file that is broken', () => {
  const BROKEN: [string, (text: string) => string, (text: string) => number | null][] = [
    [
      'a mistyped effect',
      (text) => text.replace('product:sora, use, allow', 'product:sora, use, alow'),
      (text) => lineOf(text, 'alow'),
    ],
    [
      'a mistyped layer',
      (text) => text.replace('product:meter, credits, 30', 'product:meter, credit, 30'),
      (text) => lineOf(text, 'credit, 30'),
    ],
    ['half of it', (text) => text.slice(0, text.indexOf('account:self') + 4), (text) => text.split('\n').length],
    ['nothing in it', () => '', () => 1],
    [
      'nobody left who may write it',
      (text) => text.replace('p, role:admin, policy, write, allow', ''),
      () => expect.any(Number) as never,
    ],
  ];
  test.each(BROKEN)(
    'with %s is refused with file and line, and the last good one serves on',
    async (_title, change, line) => {
      const version = versionOf(sound);
      const broken = await edit(ACME, change);
      try {
        const policy = await state();
        expect(policy).toMatchObject({ ok: false, version, text: sound, fileVersion: versionOf(broken) });
        expect(policy.problems.length).toBeGreaterThan(0);
        expect(policy.problems).toContainEqual({
          file: expect.stringContaining(ACME),
          line: line(broken),
          message: expect.stringMatching(/\w{3}/),
        });
        expect(policy.history[0]?.version).toBe(version);
        expect(await ready()).toEqual(told(false, 1));
        expect(await check(liv, meter('liv', 0))).toMatchObject({ outcome: 'ALLOWED', policy: { version } });
        expect(api.logged.splice(0)).toContainEqual(
          expect.objectContaining({ tenant: 'acme', line: line(broken), file: expect.stringContaining(ACME) }),
        );
      } finally {
        await edit(ACME, () => sound);
      }
      expect(await state()).toMatchObject({ ok: true, version, problems: [] });
      expect(await ready()).toEqual(told(false, 0));
    },
  );

  test('shows its problems to those who may read the policy, and to nobody of another tenant', async () => {
    await edit(ACME, (text) => text.replace('product:sora, use, allow', 'product:sora, use, alow'));
    try {
      expect(await api.as('globex', 'admin').data('{ policy { ok problems { line } } }')).toEqual({
        policy: { ok: true, problems: [] },
      });
      expect(codesOf(await liv.run('{ policy { ok problems { message } } }'))).toEqual(['FORBIDDEN']);
    } finally {
      await edit(ACME, () => sound);
    }
  });
});

describe('the catalog', () => {
  test('a check that waits while it changes is decided by the one that it names, windows too (docs/rules.md, 5)', async () => {
    const before = policies.read('catalog.yaml');
    const { version } = api.app.policies.catalog();
    const { checks } = api.app.partsOf('acme');
    await setPlan(admin, 'waits', 'twin');
    await api.asOwner('begin');
    await api.asOwner(`select from account where address = 'subject:waits' for update`);
    const first = check(admin, meter('waits', 1));
    const blocked = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    while ((await api.asOwner(blocked)).length === 0) await setImmediate();
    const second = check(admin, meter('waits', 20));
    while (checks.waiting === 0) await setImmediate();
    await edit('catalog.yaml', (text) => text.replace('five_hour: { capacity: "50"', 'five_hour: { capacity: "5"'));
    await api.asOwner('rollback');
    await first;
    const { id, outcome } = await second;
    const [stored] = await api.asOwner(
      `select d.body->>'catalog' as catalog, u.after->'windows'->0->>'capacity' as capacity
       from decision d join balance_update u on u.tenant_id = d.tenant_id and u.cause_id = d.id where d.id = $1`,
      [id.slice('dec_'.length)],
    );
    expect([outcome, stored]).toEqual(['ALLOWED', { catalog: version, capacity: '50000000000' }]);
    await edit('catalog.yaml', () => before);
  });

  test('goes live whole: a new price, where the file says that it is meant, decides the next check', async () => {
    const priced = policies.read('catalog.yaml');
    await setPlan(admin, 'max', 'twin');
    const max = api.as('acme', 'max');
    // A price in force is changed only by a file that says that it is meant, each time anew.
    const dearer = (text: string) => text.replace('call: { units: "1"', 'call: { units: "2.5"');
    const allow = (why: string) => `# allow: card-changed:meter-2026-04 because ${why}\n`;
    await edit('catalog.yaml', dearer);
    expect(await ready()).toEqual(told(true, 0));
    expect(await check(max, meter('max', 2))).toMatchObject({ requested: '2' });
    const concerned = '{ policy { ok catalogRefused catalogProblems { line message } } }';
    expect(await admin.data(concerned)).toEqual({
      policy: {
        ok: true,
        catalogRefused: true,
        catalogProblems: [
          {
            line: lineOf(priced, 'id: meter-2026-04'),
            message: expect.stringContaining('add the line "# allow: card-changed:meter-2026-04 because …"'),
          },
        ],
      },
    });
    await edit('catalog.yaml', () => `${allow('it is meant')}${dearer(priced)}`);
    expect(await check(max, meter('max', 2))).toMatchObject({ requested: '5' });
    await edit('catalog.yaml', () => `${allow('it is meant')}${priced}`);
    expect(await check(max, meter('max', 2))).toMatchObject({ requested: '5' });
    await edit('catalog.yaml', () => `${allow('it goes back')}${priced}`);
    expect(await check(max, meter('max', 2))).toMatchObject({ requested: '2' });
    await edit('catalog.yaml', () => priced);
    expect(await ready()).toEqual(told(false, 0));
  });

  test('that is broken is refused for all, and the last good one serves on', async () => {
    const priced = policies.read('catalog.yaml');
    const broken = await edit('catalog.yaml', (text) => text.replace('call: { units: "1"', 'call: { units: "1e3"'));
    expect(await ready()).toEqual(told(true, 0));
    expect(api.logged.splice(0)).toContainEqual(
      expect.objectContaining({ line: lineOf(broken, '"1e3"'), file: expect.stringContaining('catalog.yaml') }),
    );
    expect(await check(liv, meter('liv', 1))).toMatchObject({ requested: '1' });
    await edit('catalog.yaml', () => priced);
    expect(await ready()).toEqual(told(false, 0));
  });
});
