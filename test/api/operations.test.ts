/** How the service runs for a tenant, as its admins see it: their own tenant's, bounded, and for nobody without the line. */
import { basename } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { CatalogVersions } from '../../src/catalog/catalog-versions.js';
import { SettlementBatches } from '../../src/usage/settlement-batches.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, usedBy, usedOf } from '../support/usage.js';

const OPERATIONS = `{ operations {
  pending oldestPending setAside { nodes { id state unchargedReason } }
  processes { id policyVersion catalogVersion since }
  refusedFiles { file problems { file line message } }
} }`;

interface Operations {
  pending: number;
  oldestPending: string | null;
  setAside: { nodes: { id: string; state: string; unchargedReason: string }[] };
  processes: { id: string; policyVersion: string; catalogVersion: string; since: string }[];
  refusedFiles: { file: string; problems: { file: string; line: number; message: string }[] }[];
}
const operationsOf = (client: Client) => client.get<Operations>('operations', OPERATIONS);

/** Settles all that waits. */
async function settleAll(): Promise<void> {
  const { ledger, policies: served } = api.app;
  const catalogs = new CatalogVersions(() => served.catalog());
  const log = pino({ level: 'silent' });
  const batches = new SettlementBatches({ ledger, catalogs, log, tenants: () => served.tenants() });
  while ((await batches.next()) > 0) continue;
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  const lines = `
p, role:watcher, ops, read, allow
p, walt, account:subject:eve, read, allow
g, wendy, role:watcher
g, walt, role:watcher
`;
  policies.edit('acme/policy.csv', (text) => `${text}${lines}`);
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

describe('who may see it', () => {
  test('whoever has a line with ops, read, and the operator; nobody else, whatever else they may', async () => {
    for (const subject of ['admin', 'wendy', 'operator:ann']) {
      expect(await operationsOf(api.as('acme', subject))).toMatchObject({ pending: 0, oldestPending: null });
    }
    for (const subject of ['alice', 'gateway', 'carol']) {
      const answer = await api.as('acme', subject).run(OPERATIONS);
      expect([answer.data, codesOf(answer)]).toEqual([{ operations: null }, ['FORBIDDEN']]);
    }
  });

  test('the viewer is told of it as of every permission', async () => {
    const viewer = '{ viewer { permissions { object action } } }';
    const wendy = await api.as('acme', 'wendy').get<{ permissions: object[] }>('viewer', viewer);
    expect(wendy.permissions).toContainEqual({ object: 'ops', action: 'read' });
    const operator = await api.as('acme', 'operator:ann').get<{ permissions: object[] }>('viewer', viewer);
    expect(operator.permissions).toContainEqual({ object: 'ops', action: 'read' });
  });
});

describe('what waits to be settled', () => {
  beforeAll(async () => {
    for (const subject of ['ann', 'ben']) {
      await setPlan(admin, subject, 'payg');
      await grant(admin, { subject, credits: '100' });
    }
    const { id } = await check(admin, meter('ann', 10));
    await record(admin, usedOf(id, 1, { final: false }));
    await record(admin, usedOf(id, 2));
    await record(admin, usedBy('ben', 3));
  });
  afterAll(settleAll);

  test("is counted, of one's own tenant alone, with the instant of the oldest", async () => {
    const { pending, oldestPending } = await operationsOf(admin);
    const [oldest] = await api.asOwner<{ at: Date }>('select min(recorded_at) as at from usage_event');
    expect([pending, new Date(oldestPending!)]).toEqual([3, oldest?.at]);
    expect(await operationsOf(api.as('globex', 'admin'))).toMatchObject({ pending: 0, oldestPending: null });
  });

  test('is counted up to 10000', async () => {
    await api.asOwner(`
      update account set usage_no = usage_no + 9999 where address = 'subject:ann' and tenant_id = 'acme'`);
    expect((await operationsOf(admin)).pending).toBe(10_000);
    await api.asOwner(`
      update account set usage_no = usage_no - 9999 where address = 'subject:ann' and tenant_id = 'acme'`);
  });
});

describe('what was set aside', () => {
  const PAGE = `query ($after: String, $first: Int!) { operations {
    setAside(first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
  } }`;
  interface Page {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }
  const page = async (variables: { first: number; after: string | null }, client = admin): Promise<Page> =>
    (await client.get<{ setAside: Page }>('operations', PAGE, variables)).setAside;
  const everyPage = async (first: number, client?: Client): Promise<string[]> => {
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo } = await page({ first, after }, client);
      found.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  };
  const given: string[] = [];

  beforeAll(async () => {
    for (const subject of ['eve', 'fay']) {
      await setPlan(admin, subject, 'payg');
      await record(admin, usedBy(subject, 8e9));
      // The debt has no room for it.
      for (let i = 0; i < 3; i++) given.push((await record(admin, usedBy(subject, 2e9))).id);
      await settleAll();
    }
  });

  test('is listed of all accounts, the last first, each once, page by page', async () => {
    const found = await everyPage(4);
    expect([...found].sort()).toEqual([...given].sort());
    expect(new Set(found.slice(0, 3))).toEqual(new Set(given.slice(3)));
    const { setAside, pending } = await operationsOf(admin);
    expect([setAside.nodes.length, pending]).toEqual([6, 0]);
    for (const { state, unchargedReason } of setAside.nodes) {
      expect([state, unchargedReason]).toEqual(['SET_ASIDE', expect.stringContaining('beyond all bounds')]);
    }
  });

  test('is shown as far as one may read the accounts, and pages come to its end', async () => {
    expect(await everyPage(2, api.as('acme', 'wendy'))).toEqual([]);
    expect(new Set(await everyPage(2, api.as('acme', 'walt')))).toEqual(new Set(given.slice(0, 3)));
  });

  test('is shown to no other tenant', async () => {
    expect((await operationsOf(api.as('globex', 'admin'))).setAside.nodes).toEqual([]);
  });

  test('has pages of 1 to 200, and takes no cursor of another list', async () => {
    for (const variables of [{ first: 0 }, { first: 201 }, { first: 1, after: 'MTox' }, { first: 1, after: 'x' }]) {
      expect(codesOf(await admin.run(PAGE, variables))).toEqual(['BAD_USER_INPUT']);
    }
  });
});

describe('what serves', () => {
  test('is told by the process that answers, for the tenant that asks', async () => {
    const [one, other] = [await operationsOf(admin), await operationsOf(api.as('globex', 'admin'))];
    const { policies: live } = api.app;
    const catalogVersion = live.catalog().version;
    const since = expect.any(String);
    const { id } = one.processes[0]!;
    expect(one.processes).toEqual([{ id, policyVersion: live.live('acme')?.version, catalogVersion, since }]);
    expect(other.processes).toEqual([{ id, policyVersion: live.live('globex')?.version, catalogVersion, since }]);
    const second = (await api.another()).as('acme', 'admin');
    expect((await operationsOf(second)).processes[0]?.id).not.toBe(id);
  });
});

describe('files that a reload refused', () => {
  const named = (file: string) => `${basename(policies.dir)}/${file}`;
  let sound: Record<'catalog' | 'acme', string>;
  beforeAll(() => {
    sound = { catalog: policies.read('catalog.yaml'), acme: policies.read('acme/policy.csv') };
  });
  afterEach(async () => {
    for (const [file, text] of [
      ['catalog.yaml', sound.catalog],
      ['acme/policy.csv', sound.acme],
    ] as const) {
      if (policies.read(file) !== text) policies.edit(file, () => text);
    }
    await api.app.policies.reload();
    expect((await operationsOf(admin)).refusedFiles).toEqual([]);
  });

  test("are the tenant's own, with what the log says of them", async () => {
    const text = policies.edit('acme/policy.csv', (whole) => `${whole}p, nonsense\n`);
    await api.app.policies.reload();
    const [file, line] = [named('acme/policy.csv'), text.split('\n').length - 1];
    const problems = [{ file, line, message: expect.stringContaining('p needs 5 columns') }];
    expect((await operationsOf(admin)).refusedFiles).toEqual([{ file, problems }]);
    expect((await operationsOf(api.as('globex', 'admin'))).refusedFiles).toEqual([]);
  });

  test('are the catalog, whose mistakes are told to the operator alone', async () => {
    policies.edit('catalog.yaml', (text) => `${text}\nnonsense: true\n`);
    await api.app.policies.reload();
    const file = named('catalog.yaml');
    for (const tenant of ['acme', 'globex']) {
      expect((await operationsOf(api.as(tenant, 'admin'))).refusedFiles).toEqual([{ file, problems: [] }]);
    }
    const problems = [{ file, line: expect.any(Number), message: expect.stringContaining('nonsense') }];
    expect((await operationsOf(api.as('acme', 'operator:ann'))).refusedFiles).toEqual([{ file, problems }]);
  });

  test("a catalog that would break policies names to each tenant its own lines, and nobody else's", async () => {
    policies.edit('catalog.yaml', (text) => text.replaceAll('meter', 'metre'));
    await api.app.policies.reload();
    const file = named('catalog.yaml');
    const [refused, ...others] = (await operationsOf(admin)).refusedFiles;
    expect([refused?.file, others]).toEqual([file, []]);
    expect(new Set(refused?.problems.map((problem) => problem.file))).toEqual(new Set([named('acme/policy.csv')]));
    expect((await operationsOf(api.as('globex', 'admin'))).refusedFiles).toEqual([{ file, problems: [] }]);
  });
});
