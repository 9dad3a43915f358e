/**
 * After-images, derived: what an account's watchers saw, followed from one balance update to the next by its lines
 * alone. What a window may hold and when it resets are the catalog's, and are not derived.
 */
import { fieldOf, type AnyLotKind } from '../core/kinds.js';
import { withoutEnded, withoutOne } from '../core/banked-resets.js';
import type { BankedReset } from '../core/grant-terms.js';
import type { AfterImage } from '../core/journal.js';
import { moved } from '../core/lines.js';
import { balanceOf } from '../core/lots.js';
import type { Balance, Cause, Line } from '../core/account.js';
import type { Instant, Nano } from '../core/words.js';

/** A running window instance. */
interface Running {
  startedAt: Instant;
  used: Nano;
  held: Nano;
}

/** An account at one `seq`. */
export interface Image {
  balance: Balance;
  /** Running instances by name, those that the plan does not show included. */
  windows: ReadonlyMap<string, Running>;
  /** Null for pools; undefined where nothing has said it yet. */
  plan: string | null | undefined;
  state: string;
  /** When it got its first plan; null: it has not, or the fold began midway and nothing has said it yet. */
  subscribedAt: Instant | null;
  /** Resets in store. */
  resets: readonly BankedReset[];
  /** False where the fold began midway: windows out of sight are not known. */
  complete: boolean;
}

/** An account before its first balance update. */
export const FIRST_IMAGE: Image = {
  balance: balanceOf({ debt: 0n, lots: [] }),
  windows: new Map(),
  plan: undefined,
  state: 'ACTIVE',
  subscribedAt: null,
  resets: [],
  complete: true,
};

/** What kind a lot is, by its UUID; undefined where it is not stored. */
export type KindOf = (lot: string) => AnyLotKind | undefined;

/**
 * The image after an update.
 * @param stored the update's own: the plan and the state that it says are taken from it where it may change them
 */
export function follow(
  before: Image,
  { at, cause, lines, stored }: { at: Instant; cause: Cause; lines: readonly Line[]; stored: AfterImage },
  kindOf: KindOf,
): Image {
  const balance = { ...before.balance };
  const windows = new Map(before.windows);
  for (const line of lines) {
    if (line.window) moveWindow(windows, line.window, line);
    else moveBalance(balance, line, kindOf);
  }
  const plan = cause === 'PLAN_CHANGED' || before.plan === undefined ? stored.plan : before.plan;
  const state = cause === 'STATE_CHANGED' ? stored.state : before.state;
  const first = before.complete ? at : stored.subscribedAt;
  const subscribedAt = before.subscribedAt ?? (plan === null ? null : first);
  const resets = resetsAfter(before.resets, at, cause, stored);
  const followed = { balance, windows, plan, state, subscribedAt, resets, complete: before.complete };
  return before.complete || cause !== 'PLAN_CHANGED' ? followed : seeWindows(followed, stored);
}

/** How many more a plan or an admin puts in store is told by the act, and by the plan of the time. */
function resetsAfter(
  before: readonly BankedReset[],
  at: Instant,
  cause: Cause,
  { resets = [] }: AfterImage,
): readonly BankedReset[] {
  if (cause === 'RESET_REDEEMED') return withoutOne(before);
  if (cause === 'RESETS_EXPIRED') return withoutEnded(before, at);
  return cause === 'RESETS_GRANTED' || cause === 'RESET_BANKED' ? resets : before;
}

function inWords(resets: readonly BankedReset[] = []): string {
  return resets.map(({ count, until, ofPlan }) => `${count}/${until ?? 'stay'}/${ofPlan ?? false}`).join(' ') || 'none';
}

/** The image that an update stores. @param known windows that it may not show */
export function imageFrom(stored: AfterImage, known: Image['windows'] = new Map()): Image {
  const { plan, state, subscribedAt, resets = [] } = stored;
  const shown = stored.windows.map(({ window }) => window);
  const hidden = new Map([...known].filter(([name]) => !shown.includes(name)));
  const image = { balance: stored.balance, windows: hidden, plan, state, subscribedAt, resets, complete: false };
  return seeWindows(image, stored);
}

/** Where an image and the one that is stored part; null where they do not. */
export function partingOf(image: Image, stored: AfterImage): { expected: string; found: string } | null {
  const parts: [name: string, expected: string, found: string][] = [
    ...Object.entries(image.balance).map(([name, nano]): [string, string, string] => [
      name,
      String(nano),
      String(stored.balance[name as keyof Balance]),
    ]),
    ...stored.windows.map(({ window, used, held, startedAt }): [string, string, string] => {
      const running = image.windows.get(window);
      const found = startedAt === null ? `${used}/${held}` : `${used}/${held} since ${startedAt}`;
      return [window, running ? `${running.used}/${running.held} since ${running.startedAt}` : '0/0', found];
    }),
    ['plan', String(image.plan), String(stored.plan)],
    ['state', image.state, stored.state],
    ['resets in store', inWords(image.resets), inWords(stored.resets)],
  ];
  // Images from before it was stored, or by an older process, do not say it.
  if (stored.subscribedAt !== null) {
    parts.push(['first plan', String(image.subscribedAt), String(stored.subscribedAt)]);
  }
  const apart = parts.filter(([, expected, found]) => expected !== found);
  if (apart.length === 0) return null;
  const text = (side: 1 | 2) => apart.map((part) => `${part[0]} ${part[side]}`).join(', ');
  return { expected: text(1), found: text(2) };
}

/** Takes running windows that are not known yet from what is stored. */
function seeWindows(image: Image, stored: AfterImage): Image {
  const windows = new Map(image.windows);
  for (const { window, used, held, startedAt } of stored.windows) {
    if (startedAt === null || windows.has(window)) continue;
    windows.set(window, { startedAt, used, held });
  }
  return { ...image, windows };
}

function moveBalance(balance: Balance, line: Line, kindOf: KindOf): void {
  if (line.lot === null) {
    balance.debt += line.to === 'debt' ? line.amount : -line.amount;
    return;
  }
  const kind = kindOf(line.lot);
  balance.available += moved(line, 'remaining');
  const field = kind && fieldOf(kind);
  if (field) balance[field] += moved(line, 'remaining');
  balance.held += moved(line, 'held');
  if (line.to === 'debt') balance.debt -= line.amount;
}

function moveWindow(
  windows: Map<string, Running>,
  { name, startedAt }: { name: string; startedAt: Instant },
  line: Line,
) {
  const known = windows.get(name);
  const running = known?.startedAt === startedAt ? known : { startedAt, used: 0n, held: 0n };
  if (line.from === 'ended' || (running !== known && line.from !== 'remaining')) return;
  const { used, held } = running;
  if (line.from === 'used' && line.to === 'ended') windows.delete(name);
  else windows.set(name, { startedAt, used: used + moved(line, 'used'), held: held + moved(line, 'held') });
}
