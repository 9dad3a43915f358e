/**
 * How a balance came from one instant to another: the balance at both, and all updates between, added up exactly by what
 * caused them. What is available and what is held is one sum here, so a hold that takes from one and adds to the other
 * changes nothing.
 */
import type { Client } from '@urql/core';
import { fromNano, nano } from '../../format';
import {
  StatementEndsDocument,
  StatementHeadDocument,
  StatementPageDocument,
  StatementPlaceDocument,
  type BalanceNowFragment,
  type StatementPageQuery,
  type TypedDocumentString,
} from '../../gql/graphql';
import { nodeOf } from '../../graphql';

type Update = NonNullable<StatementPageQuery['balanceUpdates']>['nodes'][number];

export interface Line {
  name: string;
  /** With its sign. */
  amount: string;
}

export interface Sheet {
  opening: string;
  lines: readonly Line[];
  closing: string;
  /** What the lines leave unexplained: "0" where all adds up. */
  apart: string;
}

export interface Statement {
  /** Up to when; the end of the range, or now. */
  until: number;
  opening: BalanceNowFragment;
  closing: BalanceNowFragment;
  updates: number;
  /** Null where there were more updates than are added up. */
  credits: Sheet | null;
  /** Null where there was none. */
  debt: Sheet | null;
}

/** More updates between two instants than are read here. */
export const MOST_UPDATES = 5000;
const ONE_MS = 1;
/** What is written while it is read may be missed at one of the ends: then it is read again. */
const TRIES = 3;

const WORDS: Record<string, string> = {
  PURCHASE: 'Bought',
  GRANT: 'Granted',
  LOT_EFFECTIVE: 'Became usable',
  SETTLE: 'Used',
  LOT_EXPIRED: 'Expired',
  HOLD_EXPIRED: 'Expired while held',
  HOLD_TRIMMED: 'Expired while held',
  RELEASE: 'Expired while held',
  REFUND: 'Refunded',
  REVOKE: 'Revoked',
  DEBT_REPAID: 'Paid debt',
  VOIDED: 'Given back for usage undone',
};
/** These stand there also where nothing came or went. */
const ALWAYS = ['Bought', 'Granted', 'Used', 'Expired'];
const DEBT_WORDS: Record<string, string> = {
  DEBT_INCURRED: 'Not covered by credits',
  DEBT_REPAID: 'Repaid',
  DEBT_FORGIVEN: 'Carried by the tenant',
  FORGIVEN: 'Carried by the tenant',
  VOIDED: 'Owed no longer for usage undone',
};

const wordOf = (cause: string, words: Record<string, string>): string => {
  const plain = cause.toLowerCase().replaceAll('_', ' ');
  return words[cause] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
};

function sheetOf(opening: bigint, closing: bigint, changes: ReadonlyMap<string, bigint>, always: string[]): Sheet {
  const names = [...always, ...[...changes.keys()].filter((name) => !always.includes(name))];
  const found = names.map((name) => ({ name, amount: changes.get(name) ?? 0n }));
  const lines = found.filter(({ name, amount }) => amount !== 0n || always.includes(name));
  const sum = lines.reduce((total, { amount }) => total + amount, opening);
  return {
    opening: fromNano(opening),
    lines: lines.map(({ name, amount }) => ({ name, amount: fromNano(amount) })),
    closing: fromNano(closing),
    apart: fromNano(closing - sum),
  };
}

const wholeOf = ({ available, held }: BalanceNowFragment): bigint => nano(available) + nano(held);

/** The credits between two balances. @param updates all between, in any order */
export function creditsSheet(
  opening: BalanceNowFragment,
  closing: BalanceNowFragment,
  updates: readonly Update[],
): Sheet {
  const changes = new Map<string, bigint>();
  for (const { cause, delta, heldDelta } of updates) {
    const name = wordOf(cause, WORDS);
    changes.set(name, (changes.get(name) ?? 0n) + nano(delta) + nano(heldDelta));
  }
  return sheetOf(wholeOf(opening), wholeOf(closing), changes, ALWAYS);
}

/** The debt between two balances; null where there was none. @param updates all between, the newest first */
export function debtSheet(
  opening: BalanceNowFragment,
  closing: BalanceNowFragment,
  updates: readonly Update[],
): Sheet | null {
  const changes = new Map<string, bigint>();
  let before = nano(opening.debt);
  for (const { cause, balance } of updates.toReversed()) {
    const after = nano(balance.debt);
    if (after !== before) {
      const name = wordOf(cause, DEBT_WORDS);
      changes.set(name, (changes.get(name) ?? 0n) + after - before);
    }
    before = after;
  }
  const sheet = sheetOf(nano(opening.debt), nano(closing.debt), changes, []);
  return changes.size === 0 && sheet.opening === '0' && sheet.closing === '0' ? null : sheet;
}

/**
 * Reads a statement.
 * @returns null where there is no account
 * @throws CombinedError where something cannot be read
 */
export async function readStatement(
  client: Client,
  account: string | null,
  span: { from: string; to: string },
): Promise<Statement | null> {
  const ask = async <R, V>(document: TypedDocumentString<R, V>, variables: V): Promise<R> => {
    const input = variables as V & Record<string, unknown>;
    const result = await client.query(nodeOf(document), input, { requestPolicy: 'network-only' }).toPromise();
    if (result.error) throw result.error;
    return result.data as R;
  };
  for (let tries = 1; ; tries += 1) {
    const { now, account: head } = await ask(StatementHeadDocument, { account });
    if (!head || now == null) return null;
    // An update belongs to the range from `from` on, and no more at `to`: so do usage and reconciliation.
    const from = Math.min(Date.parse(span.from), Date.parse(now)) - ONE_MS;
    const until = Math.min(Date.parse(span.to), Date.parse(now)) - ONE_MS;
    const text = (at: number) => new Date(at).toISOString();
    const ends = await ask(StatementEndsDocument, { account, from: text(from), to: text(until) });
    if (!ends.opening || !ends.closing) return null;
    const last = await lastSeq(head.seq, until, Date.parse(span.to) < Date.parse(now));
    const updates = await readUpdates(last, from, until);
    const read = { until: until + ONE_MS, opening: ends.opening, closing: ends.closing };
    if (updates === null) return { ...read, updates: MOST_UPDATES, credits: null, debt: null };
    const credits = creditsSheet(ends.opening, ends.closing, updates);
    const debt = debtSheet(ends.opening, ends.closing, updates);
    if (credits.apart === '0' || tries === TRIES) return { ...read, updates: updates.length, credits, debt };
  }

  /** The last update until an instant, or a later one where none is known to be the last. */
  async function lastSeq(head: string, until: number, isPast: boolean): Promise<bigint> {
    let [low, high] = [0n, BigInt(head)];
    // `at` never falls along `seq`: the place is found by halves.
    while (isPast && low < high) {
      const middle = (low + high + 1n) / 2n;
      const { balanceUpdates } = await ask(StatementPlaceDocument, { account, afterSeq: String(middle - 1n) });
      const at = Date.parse(balanceUpdates?.nodes[0]?.at ?? '');
      if (at <= until) low = middle;
      else high = middle - 1n;
    }
    return isPast ? low : high;
  }

  /** The updates after one instant and until another, the newest first; null where they are too many. */
  async function readUpdates(last: bigint, after: number, until: number): Promise<Update[] | null> {
    const found: Update[] = [];
    for (let before = last + 1n; ;) {
      const { balanceUpdates } = await ask(StatementPageDocument, { account, beforeSeq: String(before) });
      const nodes = balanceUpdates?.nodes ?? [];
      const between = nodes.filter(({ at }) => Date.parse(at) > after && Date.parse(at) <= until);
      found.push(...between);
      const oldest = nodes.at(-1);
      if (!oldest || Date.parse(oldest.at) <= after || balanceUpdates?.pageInfo.hasNextPage !== true) return found;
      if (found.length >= MOST_UPDATES) return null;
      before = BigInt(oldest.seq);
    }
  }
}
