/**
 * What model and engine say, put into the same words and compared. Amounts are decimal strings, instants ISO 8601, and
 * things of the model go by the ids that the engine gave them.
 */
import { expect } from '@jest/globals';
import { nano, type AccountName, type Subject } from './closed-world.js';
import type { Engine } from './engine.js';
import type { Model } from './model.js';
import {
  isOpen,
  left,
  planOf,
  releasedBy,
  total,
  used,
  type Account,
  type Check,
  type Draw,
  type Hold,
  type Lot,
  type Usage,
} from './model-state.js';

/** Decimal credits of nano-credits, without trailing zeros. */
export function credits(amount: bigint): string {
  const [whole, fraction] = [amount / 10n ** 9n, String(amount % 10n ** 9n).padStart(9, '0')];
  return `${whole}.${fraction}`.replace(/\.?0+$/, '');
}

function inWords<K extends string>(amounts: Record<K, bigint>): Record<string, string> {
  return Object.fromEntries(
    Object.entries<bigint>(amounts).map(([name, each]): [string, string] => [name, credits(each)]),
  );
}

const iso = (at: number) => (at === Infinity ? null : new Date(at).toISOString());

export const LOT = 'id remaining held spent expired takenBack effectiveAt expiresAt';
export const HOLD = 'state expiresAt amount remaining settled released';
export const DRAW = 'layer source amount windows lot { id }';

export function wordsOfLot(lot: Lot, { ids }: Engine) {
  const { remaining, held, spent, expired, takenBack, effectiveAt, expiresAt } = lot;
  const buckets = inWords({ remaining, held, spent, expired, takenBack });
  return { id: ids.get(lot), ...buckets, effectiveAt: iso(effectiveAt), expiresAt: iso(expiresAt) };
}

export function wordsOfDraw({ source, lot, windows, amount }: Draw, { ids, names }: Engine) {
  return {
    layer: source.toUpperCase(),
    source: source === 'pool' ? `pool:${names.team}` : source,
    amount: credits(amount),
    windows: windows.map(({ name }) => name),
    lot: lot && { id: ids.get(lot) },
  };
}

export function wordsOfHold({ draws, parts, expiresAt }: Hold) {
  const state = [...parts.values()].find((each) => each !== 'HELD') ?? 'HELD';
  const amount = total(draws.map((draw) => draw.amount));
  const settled = total(draws.map((draw) => draw.settled));
  const remaining = state === 'HELD' ? total(draws.map(left)) : 0n;
  const amounts = { amount, settled, remaining, released: amount - settled - remaining };
  return { state, expiresAt: iso(expiresAt), ...inWords(amounts) };
}

export function wordsOfCheck(check: Check, engine: Engine) {
  const { outcome, reason, call, counts, draws, hold, requested, granted, shortfall, quoted } = check;
  const free = outcome !== 'DENIED' && engine.clock < quoted.at + call.holdSeconds * 1000;
  return {
    outcome,
    reason,
    proceed: hold ? isOpen(hold) : free,
    ...inWords({ requested, granted, shortfall }),
    grantedUsage: counts.map((count, i) => ({ dimension: call.usage[i]!.dimension, quantity: String(count) })),
    draws: draws.map((draw) => wordsOfDraw(draw, engine)),
    hold: hold && wordsOfHold(hold),
  };
}

export function wordsOfUsage({ charge }: Usage, engine: Engine) {
  if (!charge) return { state: 'PENDING', charge: null };
  const { amount, forgiven, debt, draws, aside } = charge;
  const state = aside ? 'SET_ASIDE' : 'SETTLED';
  return {
    state,
    charge: { ...inWords({ amount, forgiven, debt }), draws: draws.map((draw) => wordsOfDraw(draw, engine)) },
  };
}

function wordsOfAccount(account: Account, model: Model, engine: Engine) {
  const spendable = account.lots.filter(({ pending, closed }) => !pending && closed === null);
  const of = (kind?: string) =>
    credits(total(spendable.filter((lot) => !kind || lot.kind === kind).map(({ remaining }) => remaining)));
  const windows = account.name === 'team' ? [] : model.catalog.plans[planOf(account)]!.windows;
  return {
    balance: {
      available: of(),
      held: credits(total(account.lots.map(({ held }) => held))),
      promotional: of('PROMOTIONAL'),
      purchased: of('PURCHASED'),
      refund: of('REFUND'),
      entitlement: of('ENTITLEMENT'),
      debt: credits(account.debt),
    },
    windows: windows.map(({ name, capacity }) => {
      const { used: spent = 0n, held = 0n, resetsAt = Infinity } = account.windows.get(name) ?? {};
      const rest = nano(capacity) - spent - held;
      const amounts = { used: credits(spent), held: credits(held), remaining: credits(rest > 0n ? rest : 0n) };
      return { window: name, capacity, ...amounts, resetsAt: iso(resetsAt) };
    }),
    lots: account.lots.filter((lot) => !used(lot)).map((lot) => wordsOfLot(lot, engine)),
  };
}

const ACCOUNT = `
  balance { available held promotional purchased refund entitlement debt }
  windows { window capacity used held remaining resetsAt } lots { ${LOT} }`;

function ofAccount(name: AccountName, { names }: Engine, fields: string): string {
  return `${name}: account(${name === 'team' ? 'pool' : 'subject'}: "${names[name]}") { ${fields} }`;
}

/** The session whose budgets are looked at. */
export const SESSION = 'task';

const BUDGET = 'who source period limit line released spent held remaining startedAt resetsAt';
type FoundBudget = { line: number | null; who: string; limit: string; remaining?: string; released?: string };

function budgetsOf(subject: Subject, { names }: Engine): string {
  return `${subject}Budgets: budgets(subject: "${names[subject]}", session: "${SESSION}") { nodes { ${BUDGET} } }`;
}

/** What the policy's budgets have counted; of those that only alert, no more. */
function wordsOfBudgets(subject: Subject, model: Model, { names }: Engine) {
  return model.policy.budgets.map((terms) => {
    const { who, source, period, limit } = terms;
    const account = model.accountOf(terms, subject, SESSION);
    const {
      used: spent = 0n,
      held = 0n,
      startedAt = Infinity,
      resetsAt = Infinity,
    } = account?.windows.get('period') ?? {};
    const released = releasedBy(terms, Math.max(model.clock, account?.lastAt ?? 0));
    const rest = (released ?? 0n) - spent - held;
    return {
      ...{
        who: who.replace('team', `team:${names.team}`),
        source: source.replace('pool', `pool:${names.team}`),
        period,
      },
      ...(limit !== null && { limit, released: credits(released!), remaining: credits(rest > 0n ? rest : 0n) }),
      ...{ spent: credits(spent), held: credits(held), startedAt: iso(startedAt), resetsAt: iso(resetsAt) },
    };
  });
}

function sameWords(found: FoundBudget[], expected: ReturnType<typeof wordsOfBudgets>) {
  const live = found.filter(({ line }) => line !== null);
  return live.map(({ line: _, ...budget }, i) => {
    if (expected[i]?.limit !== undefined) return budget;
    const { limit: _limit, remaining: _remaining, released: _released, ...counted } = budget;
    return counted;
  });
}

/** Balances, windows, open lots and budgets are the same in both. */
export async function expectSameBalances(model: Model, engine: Engine): Promise<void> {
  model.look();
  const names = Object.keys(model.accounts) as AccountName[];
  const asked = names.map((name) => ofAccount(name, engine, ACCOUNT));
  const subjects = ['alice', 'bob'] as const;
  const spending = subjects.map((subject) => budgetsOf(subject, engine));
  const all = await engine.query<Record<string, object | null>>(`{ ${[...asked, ...spending].join('\n')} }`);
  const { aliceBudgets, bobBudgets, ...found } = all as Record<string, { nodes: FoundBudget[] }>;
  for (const [i, budgets] of [aliceBudgets, bobBudgets].entries()) {
    const words = wordsOfBudgets(subjects[i]!, model, engine);
    expect(sameWords(budgets?.nodes ?? [], words)).toEqual(words);
  }
  // An account to which nothing has happened yet may be none.
  const expected = names.map((name): [string, object | null] => {
    const account = model.accounts[name];
    const none = found[name] === null && account.lastAt === -Infinity;
    return [name, none ? null : wordsOfAccount(account, model, engine)];
  });
  expect(found).toEqual(Object.fromEntries(expected));
}

/** So is what has come of every lot and of every hold. */
export async function expectSameHistory(model: Model, engine: Engine): Promise<void> {
  const names = Object.keys(model.accounts) as AccountName[];
  const owning = names
    .map((name) => ({ name, lots: model.accounts[name].lots }))
    .filter((each) => each.lots.length > 0);
  const lots = owning.map(({ name }) => ofAccount(name, engine, `lotHistory { nodes { ${LOT} } }`));
  const holds = model.holds.map((hold, i) => {
    const id = engine.ids.get(model.checks.find((check) => check.hold === hold)!);
    return `hold${i}: decision(id: "${id}") { hold { ${HOLD} } }`;
  });
  if (!lots.length && !holds.length) return;
  const found = await engine.query(`{ ${[...lots, ...holds].join('\n')} }`);
  expect(found).toEqual({
    ...Object.fromEntries(
      owning.map(({ name, lots }) => {
        const nodes = lots.map((lot) => wordsOfLot(lot, engine)).reverse();
        return [name, { lotHistory: { nodes } }] as const;
      }),
    ),
    ...Object.fromEntries(model.holds.map((hold, i) => [`hold${i}`, { hold: wordsOfHold(hold) }] as const)),
  });
}
