/**
 * Every decision that budgets counted, made again from what it names, by other means than the engine's: what each layer and
 * each budget had, by the after-images at the numbers that the decision gives, poured in order within the limits that it
 * was judged by. What comes of it must be what was decided, drawn and counted; and each limit must stand in the policy that
 * decided (promises I2, I5 and I12). It holds where a unit costs one credit, as in a storm.
 */
import type pg from 'pg';
import { LAYER_KINDS, LOT_KINDS, lotKindsOf, type LayerKind } from '../../src/core/kinds.js';
import type { Evidence } from './evidence.js';
import { CREDIT } from './storm-world.js';

/** So many decisions are read at once. */
const PAGE = 500;

interface Image {
  balance: Record<string, string>;
  windows: { window: string; capacity: string; used: string; held: string; startedAt: string | null }[];
  state: string;
}
/** In which budget a draw counted, by its place; in which instance of its period; and what of it in increases. */
type Count = [place: number, since: number | null, increases?: { amount: string }[]];
interface StoredBudget {
  id?: string;
  seq?: string;
  name: string;
  cap?: { limit: string; line: number };
}
export interface StoredDecision {
  id: string;
  outcome: string;
  at: Date;
  body: {
    mode: string;
    reason: string;
    usage: { minimum: string }[];
    requested: string;
    granted: string;
    accounts: { address: string; id: string; seq: string }[];
    layers: { layer: LayerKind; source: string }[];
    budgets: StoredBudget[];
    draws: { source: string; amount: string; counts?: Count[] }[];
    blockers: { kind: string; source: string }[];
  };
  policy: string;
  /** After-images by account, as the decision knew them. */
  images: Record<string, Image | null>;
}

const DECISIONS = `
  select d.id, d.outcome, d.at, d.body, p.text as policy, images.by_account as images
  from decision d
  join policy_version p on p.tenant_id = d.tenant_id and p.version = d.body->'policy'->>'version'
  cross join lateral (
    select json_object_agg(k.id, u.after) as by_account
    from (
      select id, seq from json_to_recordset(d.body->'accounts') as a (id uuid, seq bigint)
      union all
      select id, seq from json_to_recordset(d.body->'budgets') as b (id uuid, seq bigint) where b.id is not null
    ) k
    left join balance_update u on u.tenant_id = d.tenant_id and u.account_id = k.id and u.seq = k.seq
  ) images
  where d.tenant_id = $1 and d.id > $2 and json_array_length(d.body->'budgets') > 0
    and d.body->>'reason' in ('ALLOWED', 'BUDGET_EXCEEDED', 'OUT_OF_CAPACITY')
  order by d.id limit ${PAGE}`;

/** Makes them all again, and tells what differs. @returns how many there were */
export async function makeDecisionsAgain(owner: pg.Client, tenants: readonly string[], evidence: Evidence) {
  let made = 0;
  for (const tenant of tenants) {
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const { rows } = await owner.query<StoredDecision>(DECISIONS, [tenant, after]);
      for (const decision of rows) {
        const found = differencesOf(decision);
        evidence.demand(found.length === 0, 'I5', () => `decision ${decision.id}, made again: ${found.join('; ')}`);
      }
      made += rows.length;
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
    }
  }
  return made;
}

/** What differs between a decision and what comes of its facts; empty where it is the same. */
export function differencesOf(decision: StoredDecision): string[] {
  const { body, policy } = decision;
  const rooms = body.budgets.map((budget) => ({ ...budget, ...roomIn(budget, decision) }));
  const having = body.layers.map((layer) => ({ ...layer, had: hadBy(layer, decision) }));
  const unbounded = having.reduce((sum, { had }) => sum + had, 0n);
  const [requested, granted] = [BigInt(body.requested), BigInt(body.granted)];
  const pours = (amount: bigint) => pour(having, rooms, amount);
  const capacity = pours(unbounded).reduce((sum, { amount }) => sum + amount, 0n);

  const whole = requested <= capacity ? requested : (capacity / CREDIT) * CREDIT;
  const least = CREDIT * BigInt(body.usage[0]?.minimum ?? 0);
  const isPart = body.mode === 'UP_TO' && whole > 0n && whole >= least;
  const takes = requested <= capacity || isPart;
  const reason = requested <= capacity ? 'ALLOWED' : requested <= unbounded ? 'BUDGET_EXCEEDED' : 'OUT_OF_CAPACITY';
  const outcome = requested <= capacity ? 'ALLOWED' : takes ? 'PARTIAL' : 'DENIED';
  const wanted = takes ? pours(whole) : [];
  const told = (poured: Poured[]) =>
    poured.map(({ source, amount, places }) => `${source} ${amount} in ${places.join()}`);
  const drawn = told(wanted).join(', ');
  const found = told(drawsOf(decision)).join(', ');
  const beyond = rooms.map((room, place) => beyondPeriod(room, place, decision));
  const unsaid = rooms.filter(({ name, cap }) => cap && !says(policy, name, cap));
  return [
    ...(outcome === decision.outcome ? [] : [`${outcome}, not ${decision.outcome}`]),
    ...(reason === body.reason ? [] : [`${reason}, not ${body.reason}`]),
    ...((takes ? whole : 0n) === granted ? [] : [`${takes ? whole : 0n} granted, not ${granted}`]),
    ...(drawn === found ? [] : [`draws ${drawn}, not ${found}`]),
    ...beyond.flatMap((found) => found ?? []),
    ...unsaid.map(({ name, cap }) => `the policy has no cap ${name} of ${cap?.limit} in line ${cap?.line}`),
  ];
}

interface Poured {
  source: string;
  amount: bigint;
  /** The budgets that it counts in, by their places. */
  places: number[];
}

interface Having {
  layer: LayerKind;
  source: string;
  had: bigint;
}

function pour(
  layers: readonly Having[],
  rooms: readonly { name: string; left: bigint | null }[],
  amount: bigint,
): Poured[] {
  const left = rooms.map((room) => room.left);
  let rest = amount;
  return layers.flatMap(({ layer, source, had }) => {
    const places = rooms.flatMap(({ name }, place) => (covers(name, layer, source) ? [place] : []));
    const most = places.reduce((low, place) => smaller(low, left[place] ?? low), had);
    const share = smaller(rest, most);
    if (share === 0n) return [];
    rest -= share;
    for (const place of places) if (left[place] != null) left[place] -= share;
    return [{ source, amount: share, places }];
  });
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);

function covers(name: string, layer: LayerKind, source: string): boolean {
  const [, , counted] = name.split(',');
  if (counted === 'any') return true;
  return counted === 'paid' ? layer === 'CREDITS' || layer === 'POOL' : counted === source;
}

/** Several draws of a source are one here: which lots gave, others ask. */
function drawsOf({ body }: StoredDecision): Poured[] {
  const bySource = Map.groupBy(body.draws, ({ source }) => source);
  return [...bySource].map(([source, draws]) => ({
    source,
    amount: draws.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
    places: (draws[0]?.counts ?? []).map(([place]) => place),
  }));
}

interface Room {
  /** What a budget let through in all; null: it bounds nothing. */
  left: bigint | null;
  /** What of it the period had left: the rest was approved beyond. */
  ofPeriod: bigint | null;
}

/** What a budget let through: its limit without what its period had counted, and what was approved beyond. */
function roomIn({ id, cap }: StoredBudget, { images }: StoredDecision): Room {
  if (!cap) return { left: null, ofPeriod: null };
  const image = id === undefined ? null : images[id];
  const counted = (image?.windows ?? []).reduce((sum, { used, held }) => sum + BigInt(used) + BigInt(held), 0n);
  const rest = BigInt(cap.limit) - counted;
  const ofPeriod = rest > 0n ? rest : 0n;
  return { left: ofPeriod + BigInt(image?.balance['available'] ?? 0), ofPeriod };
}

/** What is wrong with how much of its draws a budget counted in increases: all that its period had no room for, no more. */
function beyondPeriod({ name, ofPeriod }: StoredBudget & Room, place: number, { body }: StoredDecision): string | null {
  const counts = body.draws.flatMap(({ amount, counts = [] }) =>
    counts.filter(([at]) => at === place).map(([, , increases = []]) => ({ amount: BigInt(amount), increases })),
  );
  const all = counts.reduce((sum, { amount }) => sum + amount, 0n);
  const found = counts.flatMap(({ increases }) => increases).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const wanted = ofPeriod === null || all <= ofPeriod ? 0n : all - ofPeriod;
  return wanted === found ? null : `${wanted} of ${name} in increases, not ${found}`;
}

function hadBy({ layer, source }: { layer: LayerKind; source: string }, { body, images }: StoredDecision): bigint {
  if (body.blockers.some(({ kind, source: of }) => kind === 'HOLDS' && of === source)) return 0n;
  const address = LAYER_KINDS[layer].whose === 'subject' ? 'subject:' : source;
  const account = body.accounts.find((each) => each.address.startsWith(address));
  const image = account && images[account.id];
  if (!image || (source.includes(':') && image.state === 'SUSPENDED')) return 0n;
  if (source.includes(':')) return BigInt(image.balance['available'] ?? 0);
  const kinds = lotKindsOf(layer);
  if (kinds.length > 0) return kinds.reduce((sum, kind) => sum + BigInt(image.balance[LOT_KINDS[kind].field] ?? 0), 0n);
  const free = image.windows.map(({ capacity, used, held }) => BigInt(capacity) - BigInt(used) - BigInt(held));
  const [first = 0n, ...others] = free;
  const tightest = others.reduce(smaller, first);
  return tightest > 0n ? tightest : 0n;
}

/** Whether a policy has the cap in that very line; a storm writes whole credits. */
function says(policy: string, name: string, { limit, line }: { limit: string; line: number }): boolean {
  const [who, object, source, period] = name.split(',');
  const credits = BigInt(limit) / CREDIT;
  return policy.split('\n')[line - 1] === `p3, ${who}, ${object}, ${source}, ${credits}, ${period}, cap`;
}
