/** Answers that a caller can make long: pages end after so many bytes, and go on; long lists have a sum. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { LOOKED_AT } from '../../src/access/list-decisions.js';
import { updatesAfter } from '../../src/reconcile/journal-rows.js';
import { ANSWER_BYTES } from '../../src/api/page-bytes.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, grant, meter, release, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const LOTS = 20;
/** How many draws a copy has of each of them. */
const TIMES = 20;
const DRAWN = LOTS * TIMES;
const CHECKS = 60;
const UPDATES = 800;
/** Decisions whose draws one answer has room for. */
const FULL = 10_000 / DRAWN;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
const PAGE_INFO = 'pageInfo { hasNextPage endCursor }';
const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** All nodes of a list, page after page, and how long its pages were. */
async function walk<T>(page: (after: string | null) => Promise<Page<T>>): Promise<{ nodes: T[]; pages: number[] }> {
  const nodes: T[] = [];
  const pages: number[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { nodes: found, pageInfo }: Page<T> = await page(after);
    expect(found.length).toBeGreaterThan(0);
    nodes.push(...found);
    pages.push(found.length);
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  return { nodes, pages };
}

describe('the history of a policy', () => {
  const TEXTS = 40;
  const LENGTH = 1_000_000;
  const versions: string[] = [];

  beforeAll(async () => {
    for (let no = 1; no <= TEXTS; no += 1) {
      const text = `# spillway-policy: 1\n# ${String(no).padEnd(LENGTH, 'x')}\n`;
      versions.unshift(versionOf(text));
      const row = ['acme', 1_000 + no, versionOf(text), text];
      await api.asOwner('insert into policy_version values ($1, $2, $3, $4, clock_timestamp())', row);
    }
  });

  test('rule 33: comes to at most 4 MiB in one answer, however many texts and however often they are asked for', async () => {
    const twice = '{ policy { a: history(first: 200) { version text } b: history(first: 200) { version text } } }';
    const { a, b } = await admin.get<Record<'a' | 'b', { version: string }[]>>('policy', twice);
    expect(sizeOf([a, b])).toBeLessThan(ANSWER_BYTES + LENGTH + 10_000);
    expect([a, b].map((page) => page[0]?.version)).toEqual([versions[0], versions[0]]);
  });

  test('rule 33: has every text on its pages, none twice, and at most 10 short ones on each', async () => {
    const query = `query ($after: String) { policy { versions(first: 200, after: $after) { nodes { version } ${PAGE_INFO} } } }`;
    const { nodes, pages } = await walk(
      async (after) => (await admin.get<{ versions: Page<{ version: string }> }>('policy', query, { after })).versions,
    );
    expect(nodes.slice(0, TEXTS).map(({ version }) => version)).toEqual(versions);
    expect(Math.max(...pages)).toBeLessThanOrEqual(10);
    expect(pages[0]).toBe(Math.floor(ANSWER_BYTES / LENGTH));
    await api.asOwner(
      `insert into policy_version
      select 'acme', 2000 + n, version, text, clock_timestamp() from generate_series(1, 30) n, (
        select version, text from policy_version where tenant_id = 'acme' order by no limit 1) t`,
      [],
    );
    const { history } = await admin.get<{ history: unknown[] }>(
      'policy',
      '{ policy { history(first: 200) { version } } }',
    );
    expect(history).toHaveLength(10);
  });
});

/** What is stored of one check, as if so many more had been made of so many times the lots. */
const AGAIN = {
  decision: `
    insert into decision select copy.* from (
      select d as one, jsonb_set(d.body::jsonb, '{draws}', (
        select jsonb_agg(draw) from jsonb_array_elements(d.body::jsonb->'draws') draw, generate_series(1, $3::int)
      )) as body
      from decision d where d.subject = $1 and d.key = 'k' offset 0
    ) d, generate_series(1, $2::int) n, lateral jsonb_populate_record(d.one, jsonb_build_object(
      'id', 'ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'), 'key', 'k' || n, 'body', d.body)) copy`,
  update: `
    insert into balance_update select copy.* from (
      select u as one, u.seq, (
        select json_agg(line) from json_array_elements(u.lines) line, generate_series(1, $3::int)
      ) as lines
      from account a join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
      where a.address = $1 offset 0
    ) u, generate_series(1, $2::int) n, lateral jsonb_populate_record(u.one, jsonb_build_object(
      'seq', u.seq + n, 'lines', u.lines)) copy`,
};

describe('decisions that draw on hundreds of lots each', () => {
  const subject = 'hoarder';
  const made: { id: string; key: string }[] = [];
  let own: Client;

  beforeAll(async () => {
    own = api.as('acme', subject);
    await setPlan(admin, subject, 'payg');
    await Promise.all(Array.from({ length: LOTS }, () => grant(admin, { subject, credits: '1' })));
    const { id, draws } = await check(own, meter(subject, LOTS, { idempotencyKey: 'k' }));
    expect(draws).toHaveLength(LOTS);
    await release(own, id);
    // What checks of hundreds of lots would have left; deleted before the books are reconciled.
    await api.asOwner(AGAIN.decision, [subject, CHECKS - 1, TIMES]);
    await api.asOwner(AGAIN.update, [`subject:${subject}`, UPDATES, TIMES]);
    const digits = (no: number) => String(no).padStart(12, '0');
    for (let no = CHECKS - 1; no > 0; no -= 1)
      made.push({ id: `dec_ffffffff000070008000${digits(no)}`, key: `k${no}` });
    made.push({ id, key: 'k' });
  });
  afterAll(async () => {
    await api.asOwner(`delete from decision where id::text like 'ffffffff-%'`);
    await api.asOwner(`delete from balance_update u using account a
      where a.id = u.account_id and a.tenant_id = u.tenant_id and u.seq > a.seq`);
  });

  const IDS = `nodes { id } ${PAGE_INFO}`;
  const lists: [string, string, (found: Record<string, unknown>) => unknown][] = [
    [
      'decisions',
      `query ($after: String) { decisions(first: 200, after: $after) { ${IDS} } }`,
      (data) => data.decisions,
    ],
    [
      "an account's decisions",
      `query ($after: String) { account { decisions(first: 200, after: $after) { ${IDS} } } }`,
      (data) => (data.account as Record<string, unknown>).decisions,
    ],
  ];
  test.each(lists)(
    'rule 33: a page of %s ends at 4 MiB of what is stored, and the next goes on',
    async (_, query, of) => {
      const { nodes, pages } = await walk(
        async (after) => of(await own.data<Record<string, unknown>>(query, { after })) as Page<{ id: string }>,
      );
      expect(nodes.map(({ id }) => id)).toEqual(made.map(({ id }) => id));
      expect(pages.length).toBeGreaterThan(1);
      const sizes = await api.asOwner<{ bytes: number }>(
        `select octet_length(body::text) as bytes from decision where subject = $1 order by id desc`,
        [subject],
      );
      expect(sizes.slice(0, pages[0]).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(ANSWER_BYTES);
    },
  );

  test('rule 33: a page of balance updates ends likewise, in either order', async () => {
    const list = (order: string) =>
      walk(async (after) => {
        const query = `query ($after: String) {
          balanceUpdates(order: ${order}, first: 200, after: $after) { nodes { seq } ${PAGE_INFO} } }`;
        return own.get<Page<{ seq: string }>>('balanceUpdates', query, { after });
      });
    const [rising, falling] = [await list('OLDEST_FIRST'), await list('NEWEST_FIRST')];
    expect(rising.nodes.map(({ seq }) => Number(seq))).toEqual(
      Array.from({ length: rising.nodes.length }, (_, i) => i + 1),
    );
    expect(falling.nodes).toEqual(rising.nodes.toReversed());
    expect(falling.pages[0]).toBeLessThan(200);
  });

  test('rule 33: reconcile reads them 16 MiB at a time', async () => {
    const [{ id, seq } = { id: '', seq: '' }] = await api.asOwner<{ id: string; seq: string }>(
      'select id, seq from account where address = $1',
      [`subject:${subject}`],
    );
    const read = (after: bigint) =>
      api.app.database.transaction(
        ['acme'],
        (tx) => updatesAfter(tx, { tenant: 'acme', accountId: id }, after, null, 2_000),
        {
          readOnly: true,
        },
      );
    const pages: number[] = [];
    for (let after = 0n, more = true; more;) {
      const page = await read(after);
      expect(page.rows.map((row) => row.seq - after)).toEqual(page.rows.map((_, i) => BigInt(i + 1)));
      const bytes = page.rows.reduce(
        (sum, { lines, after: image }) => sum + Buffer.byteLength(lines) + Buffer.byteLength(image),
        0,
      );
      pages.push(bytes);
      ({ more } = page);
      after += BigInt(page.rows.length);
      if (!more) expect(after).toBe(BigInt(seq) + BigInt(UPDATES));
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(Math.max(...pages)).toBeLessThan(17 * 1024 * 1024);
  });

  test('rule 33: ten pages of them in one answer come to no more than one', async () => {
    const aliases = Array.from({ length: 10 }, (_, i) => `a${i}: decisions(first: 40) { nodes { id } }`);
    const pages = await own.data<Record<string, Page<unknown>>>(`{ ${aliases.join(' ')} }`);
    const rows = Object.values(pages).map(({ nodes }) => nodes.length);
    // What is left of 4 MiB is the first one's; every other has the one row that lets a client go on.
    expect(rows.reduce((a, b) => a + b, 0)).toBeLessThan(CHECKS + 10);
    expect(Math.min(...rows)).toBe(1);
  });

  const DRAWS = 'draws { amount lot { id } }';
  test('rule 33: an answer has 10,000 rows of lists without pages; beyond it is refused, saying what to do', async () => {
    const document = (first: number) => `{ decisions(first: ${first}) { nodes { ${DRAWS} } } }`;
    const { nodes } = await own.get<Page<Decision>>('decisions', document(FULL));
    expect(nodes.flatMap(({ draws }) => draws)).toHaveLength(FULL * DRAWN);
    const { data, errors } = await own.run(document(FULL + 1));
    expect(data).toEqual({ decisions: null });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/more than 10000 rows: ask for shorter pages/),
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    });
  });

  test('rule 33: a mutation whose answer is too long has acted, and says so: OVERLOADED, its outcome unknown', async () => {
    const inputs = made.slice(0, FULL + 2).map(({ key }) => meter(subject, LOTS, { idempotencyKey: key }));
    const mutation = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id replayed ${DRAWS} } }`;
    const answer = await own.run<{ checkAccessMany: (Decision | null)[] }>(mutation, { inputs });
    expect(answer.data?.checkAccessMany.filter((decision) => decision === null)).toHaveLength(2);
    expect(codesOf(answer)).toEqual(['OVERLOADED', 'OVERLOADED']);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ outcomeUnknown: true, retryable: true });
    const again = await own.run<{ checkAccessMany: Decision[] }>(mutation, { inputs: inputs.slice(FULL) });
    expect(again.data?.checkAccessMany.map(({ replayed }) => replayed)).toEqual([true, true]);
  });
});

/** As if others had been there for long; deleted before the books are reconciled. */
const CROWD = {
  accounts: `
    insert into account select copy.* from account a, generate_series(1, $2::int) n,
      lateral jsonb_populate_record(a, jsonb_build_object(
        'id', 'eeeeeeee-0000-7000-8000-' || lpad(n::text, 12, '0'), 'address', 'subject:crowd' || n)) copy
    where a.tenant_id = 'acme' and a.address = 'subject:' || $1`,
  lots: `
    insert into lot select copy.* from account a, generate_series(1, $1::int) n, (
        select l as one from lot l where l.tenant_id = 'acme' and l.open and l.purchase_id is null limit 1) l,
      lateral jsonb_populate_record(l.one, jsonb_build_object(
        'id', md5(a.id::text || n), 'account_id', a.id, 'key', null)) copy
    where a.address like 'subject:crowd%'`,
  decisions: `
    insert into decision select copy.* from decision d, generate_series(1, $2::int) n,
      lateral jsonb_populate_record(d, jsonb_build_object(
        'id', 'ffffffff-0000-7000-8000-' || lpad(n::text, 12, '0'), 'key', 'k' || n, 'retry', gen_random_uuid(),
        'session', null)) copy
    where d.subject = $1 and d.key = 'k'`,
};

describe('lists that would read much', () => {
  const CROWDED = 12;
  const MANY = 1_000;
  const subject = 'steady';
  let own: Client;

  beforeAll(async () => {
    own = api.as('acme', subject);
    await setPlan(admin, subject, 'payg');
  });

  test('rule 33: a page of accounts ends where theirs have many lots; every account is on some page', async () => {
    try {
      await api.asOwner(CROWD.accounts, [subject, CROWDED]);
      await api.asOwner(CROWD.lots, [MANY]);
      const query = `query ($after: String) { accounts(first: 200, after: $after) { nodes { id subject } ${PAGE_INFO} } }`;
      const { nodes, pages } = await walk(async (after) =>
        admin.get<Page<{ id: string; subject: string | null }>>('accounts', query, { after }),
      );
      expect(nodes.filter((node) => node.subject?.startsWith('crowd'))).toHaveLength(CROWDED);
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      expect(pages.length).toBeGreaterThan(1);
      // Each lot counts 400 bytes.
      expect(pages[0]).toBeLessThan(nodes.length);
    } finally {
      await api.asOwner(
        `delete from lot l using account a where a.id = l.account_id and a.address like 'subject:crowd%'`,
      );
      await api.asOwner(`delete from account where address like 'subject:crowd%'`);
    }
  });

  test('rule 33: a filter that passes few decisions looks at 20,000 for a page, then says where to go on', async () => {
    const first = await check(own, meter(subject, 1, { idempotencyKey: 'k', session: 'rare' }));
    expect(first.outcome).toBe('DENIED');
    try {
      await api.asOwner(CROWD.decisions, [subject, LOOKED_AT + 10]);
      const query = `query ($after: String) {
        decisions(session: "rare", first: 5, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
      const page = async (after: string | null) => own.get<Page<{ id: string }>>('decisions', query, { after });
      const passing = await page(null);
      expect(passing).toEqual({ nodes: [], pageInfo: { hasNextPage: true, endCursor: expect.any(String) } });
      const last = await page(passing.pageInfo.endCursor);
      expect(last.nodes).toEqual([{ id: first.id }]);
      expect(last.pageInfo.hasNextPage).toBe(false);
    } finally {
      await api.asOwner(`delete from decision where id::text like 'ffffffff-%'`);
    }
  });

  test('rule 33: a page of usage events ends at 4 MiB of them and their charges, and the next goes on', async () => {
    const labels = Array.from({ length: 8 }, (_, i) => ({ key: `k${i}`, value: '\u{1F4A1}'.repeat(250) }));
    const event = (i: number) => ({
      product: 'meter',
      feature: 'call',
      usage: [],
      status: 'FAILED',
      idempotencyKey: `event-${i}`,
      labels,
      subject,
    });
    const EVENTS = 600;
    const gateway = api.as('acme', 'gateway');
    for (let i = 0; i < EVENTS; i += 100) {
      const inputs = Array.from({ length: 100 }, (_, j) => event(i + j));
      await gateway.data('mutation ($inputs: [RecordUsageInput!]!) { recordUsageMany(inputs: $inputs) { id } }', {
        inputs,
      });
    }
    const aliases = Array.from({ length: 3 }, (_, i) => `a${i}: usageEvents(first: 200) { nodes { usageNo } }`).join(
      ' ',
    );
    const pages = Object.values(await own.data<Record<string, Page<unknown>>>(`{ ${aliases} }`));
    expect(pages.map(({ nodes }) => nodes.length).reduce((a, b) => a + b)).toBeLessThan(600);
    const query = `query ($after: String) { usageEvents(first: 200, after: $after) { nodes { usageNo } ${PAGE_INFO} } }`;
    const { nodes } = await walk(async (after) => own.get<Page<{ usageNo: string }>>('usageEvents', query, { after }));
    expect(nodes.map(({ usageNo }) => Number(usageNo))).toEqual(Array.from({ length: EVENTS }, (_, i) => EVENTS - i));
  });
});
