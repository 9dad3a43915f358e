/**
 * The one way an account changes: a balance update with lines is posted, and state, `seq` and after-image follow from
 * it. Knows nothing of storage; asserts that nothing ever falls below zero.
 */
import { isBudget } from './address.js';
import { fieldOf } from './kinds.js';
import { moved } from './lines.js';
import { balanceOf, lotFinder, type LotFinder } from './lots.js';
import { moveInLot } from './move-in-lot.js';
import { emptiedWindows, limiting, moveInWindow, windowStates, type WithWindows } from './windows.js';
import type { Account, AccountState, Balance, Cause, Line } from './account.js';
import type { BankedReset } from './grant-terms.js';
import type { Instant, Nano } from './words.js';

/** A window in the after-image; `startedAt` and `resetsAt` are null while no instance is open. */
export interface WindowAfter {
  window: string;
  capacity: Nano;
  used: Nano;
  held: Nano;
  startedAt: Instant | null;
  resetsAt: Instant | null;
  /** It counts and does not limit; absent where it limits. */
  yields?: true;
  /** Not everything counts in it; absent where everything does. */
  scoped?: true;
}

/** Everything a watcher of the account needs to know, as it is after one update. */
export interface AfterImage {
  balance: Balance;
  windows: WindowAfter[];
  plan: string | null;
  state: AccountState;
  /** When the account got its first plan; null for pools, and in images from before it was stored. */
  subscribedAt: Instant | null;
  /** Resets in store; absent where there are none. */
  resets?: readonly BankedReset[];
}

/** One event on one account. `delta` and `heldDelta` are the changes of `available` and `held` credits. */
export interface Update {
  tenant: string;
  accountId: string;
  seq: bigint;
  at: Instant;
  cause: Cause;
  causeId: string | null;
  delta: Nano;
  heldDelta: Nano;
  lines: Line[];
  after: AfterImage;
}

/**
 * The instant that an update of an account bears in work at `now`: the account's own last one where that is later, as a
 * pool's may be (docs/rules.md, 35).
 */
export function instantOn({ lastAt }: Pick<Account, 'lastAt'>, now: Instant): Instant {
  return Math.max(now, lastAt);
}

/**
 * Applies the lines to the account in place and returns the update that says so. It ends with the lines that withdraw the
 * windows that it has emptied (docs/rules.md, 36).
 * @throws Error when a bucket would fall below zero or time would run backwards: a bug, never a caller's mistake.
 */
export function post(account: Account, at: Instant, cause: Cause, causeId: string | null, moves: Line[]): Update {
  if (at < account.lastAt) throw new Error(`journal: ${account.address} would go back from ${account.lastAt} to ${at}`);
  if (account.plan !== null) account.subscribedAt ??= at;
  const before = account.sums ?? balanceOf(account);
  const lotOf = lotFinder(account, moves.length);
  for (const line of moves) applyLine(account, lotOf, line);
  const withdrawals = emptiedWindows(account, moves);
  for (const line of withdrawals) applyLine(account, lotOf, line);
  const lines = [...moves, ...withdrawals];
  account.seq += 1n;
  account.lastAt = at;
  account.sums = balanceAfter(before, account, lines, lotOf);
  const after = imageOf(account, account.sums);
  return {
    tenant: account.tenant,
    accountId: account.id,
    seq: account.seq,
    at,
    cause,
    causeId,
    delta: after.balance.available - before.available,
    heldDelta: after.balance.held - before.held,
    lines,
    after,
  };
}

/** What of an account an after-image shows. */
type Shown = WithWindows &
  Pick<Account, 'address' | 'lots' | 'debt' | 'plan' | 'state' | 'lastAt'> &
  Pick<AfterImage, 'resets'>;

/** The after-image of the account as it is at its last instant. @param balance of its lots, where that is known */
export function imageOf(account: Shown, balance = balanceOf(account)): AfterImage {
  const { plan, state, subscribedAt, resets = [] } = account;
  const stored = resets.length > 0 && { resets };
  return { balance, windows: windowsOf(account), plan, state, subscribedAt, ...stored };
}

/** A budget shows what it has counted, whatever line of the policy still names it: never its limit. */
function windowsOf(account: Shown): WindowAfter[] {
  if (isBudget(account.address)) {
    return account.windows.map(({ name: window, ...counted }) => ({ window, capacity: 0n, ...counted }));
  }
  const states = windowStates(account);
  const limits = limiting(account, states, account.lastAt);
  return states.map((state) => ({
    window: state.terms.name,
    capacity: state.terms.capacity,
    used: state.instance?.used ?? 0n,
    held: state.instance?.held ?? 0n,
    startedAt: state.instance?.startedAt ?? null,
    resetsAt: state.instance?.resetsAt ?? null,
    ...(!limits.includes(state) && { yields: true as const }),
    ...(state.terms.scope && { scoped: true as const }),
  }));
}

/** The balance that lines lead to: what a post costs follows from its lines, however many lots there are. */
function balanceAfter(before: Balance, { debt }: Account, lines: readonly Line[], lotOf: LotFinder): Balance {
  const balance = { ...before, debt };
  for (const line of lines) {
    const lot = line.lot === null ? undefined : lotOf(line.lot);
    if (!lot) continue;
    const remaining = moved(line, 'remaining');
    balance.available += remaining;
    const field = fieldOf(lot.kind);
    if (field) balance[field] += remaining;
    balance.held += moved(line, 'held');
  }
  return balance;
}

function applyLine(account: Account, lotOf: LotFinder, line: Line): void {
  if (line.window) moveInWindow(account, line.window, line);
  else if (line.lot) moveInLot(account, lotOf(line.lot), line);
  else account.debt += line.to === 'debt' ? line.amount : -line.amount;
  if (account.debt < 0n) throw new Error(`journal: debt of ${account.address} below zero`);
}
