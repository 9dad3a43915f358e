/**
 * What a preview has found, as it is stored: the sums, and each change with both answers. Amounts are decimal texts.
 */
import type { Nano } from '../core/words.js';
import { codecOf } from '../books/codec.js';
import type { Answer, AnswerDraw } from './answer.js';
import type { CountedDenials } from './counted-denials.js';
import type { Replay } from './replay.js';
import type { BudgetSaid, Change, Counted, Moved } from './tally.js';

/** So many of each are told, those that changed most first. */
export const MOST_TOLD = 1_000;

/** What a preview comes to. */
export interface Sums {
  decisions: number;
  same: number;
  newlyDenied: number;
  newlyAllowed: number;
  moved: number;
  otherReason: number;
  sources: (Moved & { layer: string | null; source: string })[];
  budgets: (Moved & { budget: BudgetSaid })[];
  subjects: (Counted & { name: string })[];
  roles: (Counted & { name: string })[];
  denials: CountedDenials[];
}

/** The sums of a replay. */
export function sumsOf({ tally, budgets }: Replay, denials: CountedDenials[]): Sums {
  const { decisions, same, kinds } = tally;
  const counts = {
    ...{ decisions, same, newlyDenied: kinds.NEWLY_DENIED, newlyAllowed: kinds.NEWLY_ALLOWED },
    ...{ moved: kinds.MOVED, otherReason: kinds.OTHER_REASON },
  };
  const named = (of: ReadonlyMap<string, Counted>) => mostChanged(of).map(([name, counted]) => ({ name, ...counted }));
  return {
    ...counts,
    sources: mostChanged(tally.sources).map(([key, moved]) => ({ ...placeOf(key), ...moved })),
    budgets: mostChanged(tally.budgets).flatMap(([address, moved]) => {
      const budget = budgets.get(address);
      return budget ? [{ budget, ...moved }] : [];
    }),
    subjects: named(tally.subjects),
    roles: named(tally.roles),
    denials,
  };
}

/** `debt` and `forgiven` are of no layer. */
function placeOf(key: string): { layer: string | null; source: string } {
  const space = key.indexOf(' ');
  return space < 0 ? { layer: null, source: key } : { layer: key.slice(0, space), source: key.slice(space + 1) };
}

function mostChanged<Value extends Moved & Partial<Counted>>(of: ReadonlyMap<string, Value>): [string, Value][] {
  const weight = ({ before, after }: Moved) => (after > before ? after - before : before - after);
  const changes = ({ newlyDenied = 0, newlyAllowed = 0 }: Partial<Counted>) => newlyDenied + newlyAllowed;
  const sorted = [...of].sort(([a, x], [b, y]) => {
    const [u, v] = [weight(x), weight(y)];
    if (u !== v) return u > v ? -1 : 1;
    return changes(y) - changes(x) || (a < b ? -1 : 1);
  });
  return sorted.slice(0, MOST_TOLD);
}

type Written<T> = { [K in keyof T]: T[K] extends Nano ? string : T[K] };

const moved = <T extends Moved>(all: readonly T[]): Written<T>[] =>
  all.map((each) => ({ ...each, before: String(each.before), after: String(each.after) }) as Written<T>);
const movedFrom = <T extends Moved>(all: readonly Written<T>[]): T[] =>
  all.map((each) => ({ ...each, before: BigInt(each.before as string), after: BigInt(each.after as string) }) as T);

interface StoredSums extends Omit<Sums, 'sources' | 'budgets' | 'subjects' | 'roles'> {
  sources: Written<Sums['sources'][number]>[];
  budgets: Written<Sums['budgets'][number]>[];
  subjects: Written<Sums['subjects'][number]>[];
  roles: Written<Sums['roles'][number]>[];
}

/** The sums of a preview. */
export const sumsCodec = codecOf<Sums>(
  'sums of a preview',
  ({ sources, budgets, subjects, roles, ...counts }): StoredSums => ({
    ...counts,
    ...{ sources: moved(sources), budgets: moved(budgets), subjects: moved(subjects), roles: moved(roles) },
  }),
  [
    ({ sources, budgets, subjects, roles, ...counts }: StoredSums) => ({
      ...counts,
      sources: movedFrom<Sums['sources'][number]>(sources),
      budgets: movedFrom<Sums['budgets'][number]>(budgets),
      subjects: movedFrom<Sums['subjects'][number]>(subjects),
      roles: movedFrom<Sums['roles'][number]>(roles),
    }),
  ],
);

/** A change as it is told: its budgets by what they are called. */
export type ToldChange = Omit<Change, 'before' | 'after'> & Record<'before' | 'after', ToldAnswer>;
export type ToldAnswer = Omit<Answer, 'draws'> & { draws: ToldDraw[] };
export type ToldDraw = Omit<AnswerDraw, 'budgets'> & { budgets: { budget: BudgetSaid | null; amount: Nano }[] };

/** A change of a replay, with what its budgets are called. */
export function toldChange(change: Change, { budgets }: Pick<Replay, 'budgets'>): ToldChange {
  const answer = ({ draws, ...said }: Answer): ToldAnswer => ({
    ...said,
    draws: draws.map(({ budgets: counts, ...draw }) => ({
      ...draw,
      budgets: counts.map(({ address, amount }) => ({ budget: budgets.get(address) ?? null, amount })),
    })),
  });
  return { ...change, before: answer(change.before), after: answer(change.after) };
}

interface StoredAnswer extends Omit<ToldAnswer, 'requested' | 'granted' | 'grantedUsage' | 'draws'> {
  requested: string;
  granted: string;
  grantedUsage: { dimension: string; quantity: string }[];
  draws: (Omit<ToldDraw, 'amount' | 'budgets'> & {
    amount: string;
    budgets: { budget: BudgetSaid | null; amount: string }[];
  })[];
}

function answerDocument({ requested, granted, grantedUsage, draws, ...said }: ToldAnswer): StoredAnswer {
  return {
    ...said,
    ...{ requested: String(requested), granted: String(granted) },
    grantedUsage: grantedUsage.map(({ dimension, quantity }) => ({ dimension, quantity: String(quantity) })),
    draws: draws.map(({ amount, budgets, ...draw }) => ({
      ...draw,
      amount: String(amount),
      budgets: budgets.map((count) => ({ budget: count.budget, amount: String(count.amount) })),
    })),
  };
}

function answerFrom({ requested, granted, grantedUsage, draws, ...said }: StoredAnswer): ToldAnswer {
  return {
    ...said,
    ...{ requested: BigInt(requested), granted: BigInt(granted) },
    grantedUsage: grantedUsage.map(({ dimension, quantity }) => ({ dimension, quantity: BigInt(quantity) })),
    draws: draws.map(({ amount, budgets, ...draw }) => ({
      ...draw,
      amount: BigInt(amount),
      budgets: budgets.map((count) => ({ budget: count.budget, amount: BigInt(count.amount) })),
    })),
  };
}

type StoredChange = Omit<ToldChange, 'before' | 'after'> & Record<'before' | 'after', StoredAnswer>;

/** One change. */
export const changeCodec = codecOf<ToldChange>(
  'change of a preview',
  (change): StoredChange => ({ ...change, before: answerDocument(change.before), after: answerDocument(change.after) }),
  [(json: StoredChange) => ({ ...json, before: answerFrom(json.before), after: answerFrom(json.after) })],
);
