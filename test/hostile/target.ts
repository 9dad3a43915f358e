/**
 * The server under attack: `dist/src/main.js` in production mode, in a process of its own, with accounts worth robbing. It
 * tells how much memory is live, and the tables tell whether anything was written.
 */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { SECRET, tokenFor } from '../support/api.js';
import { createTestDatabase } from '../support/database.js';
import { exactPolicies } from '../support/policies.js';
import { expectBooksToReconcile } from '../support/reconcile.js';
import type { GoodValues } from './operations.js';

/**
 * Per table: how many rows there are, and the latest transaction that wrote one of them; of purchases also what they say
 * without how far a refund is, as a digest.
 */
export type Written = Record<string, { rows: number; newest: string | null; facts: string | null }>;

export interface Target {
  url: string;
  port: number;
  /** `Bearer` and a token of acme's admin, who may do everything. */
  authorization: string;
  /** What a well-behaved client would send. */
  good: GoodValues;
  written(): Promise<Written>;
  /** Resolves when nothing is left to settle: no usage, no payment, no step of a refund. */
  settled(): Promise<void>;
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  /**
   * The fewest bytes that were reachable after one of many full collections: until there are fewer than `hoped`, or the
   * patience is over. What sockets and sweepers hold goes a moment later.
   */
  liveBytes(hoped: number, patienceMs: number): Promise<number>;
  /** Errors that the server has logged since the last call. */
  logged(): string[];
  /** Stops it in an orderly way, proves that the books reconcile, and drops the database. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const TELL_MEMORY = `data:text/javascript,process.on('message',()=>{gc();gc();process.send(process.memoryUsage())})`;

export async function openTarget(): Promise<Target> {
  const policies = exactPolicies();
  const store = await createTestDatabase();
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const { child, url, lines } = await start({
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: store.apiUrl,
    SPILLWAY_JWT_SECRET: SECRET,
    // There must be something to buy.
    SPILLWAY_PAYMENTS: 'sandbox',
    SPILLWAY_ALLOW_SANDBOX: '1',
    SPILLWAY_DRAIN_SECONDS: '0',
    SPILLWAY_POLICY_DIR: policies.dir,
    LOG_LEVEL: 'error',
  });
  const asOwner: Target['asOwner'] = async (sql, params) => (await owner.query(sql, params)).rows as never;
  const settled = async () => {
    const OPEN = `
      select where exists (select from account where settled_no < usage_no)
        or exists (select from purchase where status = 'PENDING')
        or exists (
          select from purchase p join lot l on l.tenant_id = p.tenant_id and l.id = p.lot_id
          where p.status = 'REFUNDED' and (p.returned <> l.taken_back or p.unsettled and not l.open))`;
    while ((await asOwner(OPEN)).length > 0);
  };
  const authorization = `Bearer ${await tokenFor('acme', 'admin')}`;
  const good = await furnish(url, authorization, settled);
  const counting = await countingQuery(asOwner);
  return {
    url,
    port: Number(new URL(url).port),
    authorization,
    good,
    settled,
    asOwner,
    async written() {
      const rows = await asOwner<Written[string] & { name: string }>(counting);
      return Object.fromEntries(rows.map(({ name, ...counts }) => [name, counts]));
    },
    async liveBytes(hoped, patienceMs) {
      const until = performance.now() + patienceMs;
      let fewest = Infinity;
      while (fewest >= hoped && performance.now() < until) {
        const answer = once(child, 'message') as Promise<[NodeJS.MemoryUsage]>;
        child.send('memory');
        const [{ heapUsed, external }] = await answer;
        fewest = Math.min(fewest, heapUsed + external);
      }
      return fewest;
    },
    logged: () => lines.splice(0),
    async close() {
      const ended = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      const [code] = await ended;
      try {
        if (code !== 0) throw new Error(`the server ended with ${code}: ${lines.join('\n')}`);
        await expectBooksToReconcile(owner);
      } finally {
        await owner.end();
        await store.drop();
        policies.remove();
      }
    },
  };
}

async function start(settings: Record<string, string>): Promise<{ child: ChildProcess; url: string; lines: string[] }> {
  const { PATH = '' } = process.env;
  const args = ['--expose-gc', '--import', TELL_MEMORY, 'dist/src/main.js'];
  const child = spawn(process.execPath, args, { env: { PATH, ...settings }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  if (!child.stdout || !child.stderr) throw new Error('no pipes');
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listens on (http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { child, url, lines };
  }
  throw new Error(`the server did not start: ${lines.join('\n')}`);
}

/** Makes what an attacker could want, and says how it is named. */
async function furnish(url: string, authorization: string, settled: () => Promise<void>): Promise<GoodValues> {
  const ask = async <T>(query: string, bearer = authorization): Promise<T> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data?: { made: T }; errors?: unknown };
    if (!data?.made) throw new Error(`not furnished: ${JSON.stringify(errors)}`);
    return data.made;
  };
  const make = (mutation: string, bearer?: string) =>
    ask<{ id: string; lot?: { id: string } }>(`mutation { made: ${mutation} }`, bearer);
  const key = (name: string) => `idempotencyKey: "${name}"`;
  const usage = 'product: "meter", feature: "call", usage: [{ dimension: "units", quantity: 1 }]';
  await make('setPlan(subject: "bob", plan: "payg") { id }');
  const grant = `credits: "1000", reason: "to be defended", ${key('grant')}`;
  const lot = await make(`grantCredits(input: { subject: "bob", kind: ENTITLEMENT, ${grant} }) { id }`);
  await make(`grantCredits(input: { pool: "engineering", kind: ENTITLEMENT, ${grant} }) { id }`);
  await make(`grantCredits(input: { subject: "jos\u00e9", kind: ENTITLEMENT, ${grant} }) { id }`);
  const purchase = await make(`purchaseCredits(input: { subject: "bob", credits: "100", ${key('buy')} }) { id }`);
  const decision = await make(
    `checkAccess(input: { subject: "bob", ${usage}, holdSeconds: 86400, ${key('check')} }) { id }`,
  );
  await make(`checkAccess(input: { subject: "admin", ${usage}, holdSeconds: 86400, ${key('own')} }) { id }`);
  const event = await make(`recordUsage(input: { subject: "bob", ${usage}, ${key('use')} }) { id }`);
  const ines = `Bearer ${await tokenFor('acme', 'ines')}`;
  const BUDGETS = '{ made: budgets(team: "team:atlas") { nodes { id } } }';
  const [budget] = (await ask<{ nodes: { id: string }[] }>(BUDGETS)).nodes;
  const more = `budget: "${budget!.id}", credits: "1", reason: "to be answered", ${key('ask')}`;
  const request = await make(`requestBudget(input: { ${more} }) { id }`, ines);
  const policy = await ask<{ version: string; text: string }>('{ made: policy { version text } }');
  const yesterday = new Date(Date.now() - DAY_MS).toISOString();
  const period = `from: "${yesterday}", to: "${new Date().toISOString()}"`;
  const preview = await make(
    `previewPolicy(input: { policyText: "# spillway-policy: 1\\n", ${period}, ${key('preview')} }) { id }`,
  );
  const PREVIEWED = `{ made: node(id: "${preview.id}") { ... on PolicyPreview { state } } }`;
  while ((await ask<{ state: string }>(PREVIEWED)).state === 'RUNNING');
  await settled();
  const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString();
  return {
    ...{ subject: 'bob', subjects: 'bob', groups: 'engineering', pool: 'engineering', account: 'subject:bob' },
    ...{ product: 'meter', products: 'meter', feature: 'call', dimension: 'units', session: 'a session' },
    ...{
      quantity: '1',
      minimum: '1',
      credits: '1',
      threshold: '1',
      target: '2',
      monthlyCap: '3',
      amount: '0.04',
      currency: 'USD',
      key: 'k',
      value: 'v',
    },
    ...{
      idempotencyKey: 'hostile',
      reason: 'because',
      paymentMethod: 'sandbox:ok',
      plan: 'payg',
      windows: 'weekly',
      window: 'weekly',
    },
    // Whoever applies what serves changes nothing.
    ...{ text: policy.text, version: policy.version, baseVersion: policy.version, message: 'because' },
    ...{ policyText: policy.text, tests: ONE_CASE },
    ...{ consent: true, enabled: false, final: true, everyone: false, kind: 'REFUND', timeZone: 'UTC' },
    ...{ from: day(-30), to: day(0), at: day(-30), occurredAt: day(-1), effectiveAt: day(1), expiresAt: day(400) },
    ...{ lotId: lot.id, purchaseId: purchase.id, decisionId: decision.id, usageEventId: event.id, id: decision.id },
    ...{ budget: budget!.id, 'budget.id': budget!.id, team: 'team:atlas', requestId: request.id, approve: true },
    ...{
      'policyPreviewChanged.id': preview.id,
      'purchase.id': purchase.id,
      'setAutoTopUp.enabled': true,
      'setAccountState.account': 'subject:bob',
    },
  };
}

const ONE_CASE = 'format: 1\ncases: [{ name: a, subject: bob, object: policy, action: read, expect: deny }]';

const PURCHASE_FACTS = `md5(string_agg(
  (to_jsonb(purchase) - array['returned', 'refunded', 'unsettled'])::text, ' ' order by tenant_id, id))`;

/** One statement over every table that there is, but those in which a process tells by itself what it serves, and was shown. */
async function countingQuery(asOwner: Target['asOwner']): Promise<string> {
  const tables = await asOwner<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c
    where c.relkind in ('r', 'p') and c.relnamespace <> all (array['pg_catalog', 'information_schema']::regnamespace[])
      and c.relpersistence <> 't' and c.relname not in ('process', 'shown_name')`);
  return tables
    .map(
      ({ name }) => `select '${name}' as name, count(*)::int as rows, max(xmin::text::bigint) as newest,
        ${name === 'purchase' ? PURCHASE_FACTS : 'null'} as facts from ${name}`,
    )
    .join(' union all ');
}
