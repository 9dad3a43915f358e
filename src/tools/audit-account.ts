/**
 * Compares an account as the API shows it with the fold of its balance updates and with the receipts of a run. Pure; it
 * trusts no total that it can add up for itself.
 */
import { formatCredits, parseCredits } from '../core/amounts.js';

export interface AccountNow {
  id: string;
  subject: string | null;
  pool: string | null;
  seq: string;
  balance: { available: string; held: string };
  lots: LotNow[];
}

export interface LotNow {
  id: string;
  amount: string;
  remaining: string;
  held: string;
  spent: string;
  expired: string;
  takenBack: string;
  effectiveAt: string;
}

export interface UpdateRow {
  seq: string;
  cause: string;
  delta: string;
  heldDelta: string;
  balance: { available: string; held: string };
  lines: { lot: { id: string } | null; window: string | null; remaining: string; held: string }[];
  decision: { id: string } | null;
}

/** One receipt: what a decision of the run took. */
export interface Receipt {
  id: string;
  draws: { account: string; amount: string; windows: string[]; lot: { id: string } | null }[];
}

/** What was found on one account; amounts in nano-credits of this run. */
export interface AccountAudit {
  name: string;
  updates: number;
  drawn: bigint;
  givenBack: bigint;
  problems: string[];
}

const signed = (text: string): bigint => (text.startsWith('-') ? -nano(text.slice(1)) : nano(text));

function nano(text: string): bigint {
  const amount = parseCredits(text);
  if (amount === null) throw new Error(`not an amount: ${text}`);
  return amount;
}

/**
 * Compares one account with its journal and with the receipts of a run.
 * @param updates all of the account's, from the first on
 * @param receipts of the run; draws on other accounts are ignored
 */
export function auditAccount(
  account: AccountNow,
  updates: readonly UpdateRow[],
  receipts: readonly Receipt[],
): AccountAudit {
  const problems: string[] = [];
  const expect = (what: string, found: bigint, wanted: bigint) => {
    if (found !== wanted) problems.push(`${what}: ${formatCredits(found)}, not ${formatCredits(wanted)}`);
  };
  const folded = foldUpdates(updates, new Set(receipts.map(({ id }) => id)), problems);
  if (String(updates.length) !== account.seq) problems.push(`${updates.length} updates, but seq ${account.seq}`);
  expect('the sum of all changes of available', folded.available, nano(account.balance.available));
  expect('the sum of all changes of held', folded.held, nano(account.balance.held));

  for (const lot of account.lots) {
    const { id, amount, remaining, held, spent, expired, takenBack, effectiveAt } = lot;
    const buckets = [remaining, held, spent, expired, takenBack].reduce((sum, bucket) => sum + nano(bucket), 0n);
    expect(`the buckets of ${id}`, buckets, nano(amount));
    expect(`the journal's held of ${id}`, folded.lots.get(id)?.held ?? 0n, nano(held));
    if (Date.parse(effectiveAt) > Date.now()) continue;
    expect(`the journal's remaining of ${id}`, folded.lots.get(id)?.remaining ?? 0n, nano(remaining));
  }

  const receipted = drawsOn(account.id, receipts);
  for (const source of new Set([...receipted.keys(), ...folded.drawn.keys()])) {
    expect(`drawn from ${source} by the journal`, folded.drawn.get(source) ?? 0n, receipted.get(source) ?? 0n);
  }
  const lotsAlone = (sums: Map<string, bigint>) =>
    [...sums].reduce((sum, [source, amount]) => (source.startsWith('window:') ? sum : sum + amount), 0n);
  return {
    name: account.pool === null ? (account.subject ?? account.id) : `pool:${account.pool}`,
    updates: updates.length,
    drawn: lotsAlone(folded.drawn),
    givenBack: lotsAlone(folded.givenBack),
    problems,
  };
}

interface Folded {
  available: bigint;
  held: bigint;
  lots: Map<string, { remaining: bigint; held: bigint }>;
  /** By lot id or `window:<name>`, for the decisions of the run alone. */
  drawn: Map<string, bigint>;
  givenBack: Map<string, bigint>;
}

function foldUpdates(updates: readonly UpdateRow[], run: Set<string>, problems: string[]): Folded {
  const folded: Folded = { available: 0n, held: 0n, lots: new Map(), drawn: new Map(), givenBack: new Map() };
  for (const [i, { seq, cause, delta, heldDelta, balance, lines, decision }] of updates.entries()) {
    if (seq !== String(i + 1)) problems.push(`update ${i + 1} carries seq ${seq}`);
    folded.available += signed(delta);
    folded.held += signed(heldDelta);
    if (folded.available !== nano(balance.available) || folded.held !== nano(balance.held)) {
      problems.push(`the balance after seq ${seq} is not the one before plus its change`);
    }
    const ours = decision !== null && run.has(decision.id);
    for (const { lot, window, remaining, held } of lines) {
      const source = lot?.id ?? `window:${window}`;
      if (lot) {
        const sums = folded.lots.get(lot.id) ?? { remaining: 0n, held: 0n };
        folded.lots.set(lot.id, { remaining: sums.remaining + signed(remaining), held: sums.held + signed(held) });
      }
      if (ours && cause === 'HOLD') add(folded.drawn, source, signed(held));
      else if (ours) add(folded.givenBack, source, -signed(held));
    }
  }
  return folded;
}

function drawsOn(account: string, receipts: readonly Receipt[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const draw of receipts.flatMap(({ draws }) => draws)) {
    if (draw.account !== account) continue;
    const sources = draw.lot ? [draw.lot.id] : draw.windows.map((window) => `window:${window}`);
    for (const source of sources) add(sums, source, nano(draw.amount));
  }
  return sums;
}

function add(sums: Map<string, bigint>, key: string, amount: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + amount);
}
