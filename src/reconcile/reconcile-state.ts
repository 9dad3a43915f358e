/**
 * What is stored as the present state of an account, compared with what its whole journal comes to: windows, debt,
 * plan, holds, and what was forgiven this month. Lots and sums of usage are compared where they are folded.
 */
import { sum } from '../core/amounts.js';
import type { Instant, Nano } from '../core/words.js';
import { monthStart } from '../core/months.js';
import type { Tx } from '../database/database.js';
import type { Judged } from './derive-journal.js';
import type { Findings } from './difference.js';
import { resetsCodec } from '../books/grant-documents.js';
import type { Image } from './image.js';
import type { Cause, Line, WindowInstance } from '../core/account.js';
import type { FoundAccount, Owner } from './journal-rows.js';

const HELD = `
  select d.lot, d.windows::text as windows,
    sum(d.amount::bigint - d.settled::bigint - d.released::bigint)::bigint as nano
  from hold h
  cross join lateral (
    select lot, windows, amount, settled, released
    from jsonb_to_recordset(h.draws) as d (lot text, windows jsonb, amount text, settled text, released text)
    union all
    select lot, case when "window" is null then '[]' else jsonb_build_array("window") end, amount, settled, released
    from jsonb_to_recordset(h.counts) as c (lot text, "window" jsonb, amount text, settled text, released text)
  ) d
  where h.tenant_id = $1 and h.account_id = $2 and h.state = 'HELD'
  group by 1, 2`;

const AVAILABLE = `
  select coalesce(sum(remaining), 0)::bigint as nano from lot
  where tenant_id = $1 and account_id = $2 and open and effective and closed is null`;

/** What open holds hold of one lot, or of some windows together. */
export interface Held {
  lot: string | null;
  windows: { name: string; startedAt: Instant }[];
  nano: Nano;
}

/** What open holds hold on the account. */
export async function heldOn(tx: Tx, { tenant, accountId }: Owner): Promise<Held[]> {
  const rows = await tx.query<{ lot: string | null; windows: string; nano: Nano }>(HELD, [tenant, accountId]);
  return rows.map(({ lot, windows, nano }) => ({ lot, nano, windows: JSON.parse(windows) as Held['windows'] }));
}

/** Per lot. */
export function heldByLot(held: readonly Held[]): Map<string, Nano> {
  return new Map(held.flatMap(({ lot, nano }) => (lot === null ? [] : [[lot, nano] as const])));
}

/** The available credits, as the lots that are stored have them. */
export async function availableOn(tx: Tx, { tenant, accountId }: Owner): Promise<Nano> {
  const [row] = await tx.query<{ nano: Nano }>(AVAILABLE, [tenant, accountId]);
  return row?.nano ?? 0n;
}

/** What the tenant carried for the account in the last month in which it did. */
export class ForgivenAudit {
  private since: Instant | null = null;
  private amount = 0n;

  take({ row, lines }: Judged): void {
    const amount = forgivenBy(row.cause, lines ?? []);
    if (amount === null) return;
    const since = monthStart(row.at);
    this.amount = (since === this.since ? this.amount : 0n) + amount;
    this.since = since;
  }

  toString(): string {
    return this.since === null ? '0' : `${this.amount} since ${new Date(this.since).toISOString()}`;
  }
}

/** What an update adds to what was forgiven, or takes off it as usage is undone; null where it does neither. */
function forgivenBy(cause: Cause, lines: readonly Line[]): Nano | null {
  if (cause === 'FORGIVEN' || cause === 'DEBT_FORGIVEN') return sum(lines, (line) => line.amount);
  const lifted = lines.filter(({ lot, window, from, to }) => !lot && !window && from === 'ended' && to === 'debt');
  return cause === 'VOIDED' && lifted.length > 0 ? -sum(lifted, (line) => line.amount) : null;
}

/** Compares the account's row, and its holds on windows, with the journal's end. */
export function judgeState(
  account: FoundAccount,
  image: Image,
  held: readonly Held[],
  forgiven: ForgivenAudit,
  findings: Findings,
): void {
  const is = (what: string, expected: string, found: string) => {
    if (expected === found) return;
    findings.add('STATE', 'ACCOUNT', `The account's ${what} does not follow from the journal.`, { expected, found });
  };
  if (account.seq > 0n) {
    is('plan', String(image.plan), String(account.plan));
    is('state', image.state, account.state);
    // An older process creates accounts without it: it is added by the next update.
    if (account.subscribedAt !== null)
      is('first plan', instantText(image.subscribedAt), instantText(account.subscribedAt));
  }
  is('debt', String(image.balance.debt), String(account.debt));
  const { forgivenSince: since } = account;
  const stored =
    since === null ? String(account.forgiven) : `${account.forgiven} since ${new Date(since).toISOString()}`;
  is('forgiven usage', String(forgiven), stored);
  if (account.windows === null) {
    findings.add('UNREADABLE', 'ACCOUNT', "The account's windows cannot be read.");
    return;
  }
  if (account.seq > 0n)
    is('resets in store', resetsCodec.write(image.resets), resetsCodec.write(resetsCodec.read(account.resets)));
  is('windows', windowsOf(image), windowsOfRow(account.windows));
  for (const { name, startedAt, held: holds } of account.windows) {
    const counts = ({ windows }: Held) => windows.some((w) => w.name === name && w.startedAt === startedAt);
    is(`holds on window ${name}`, String(sum(held.filter(counts), ({ nano }) => nano)), String(holds));
  }
}

function instantText(at: Instant | null): string {
  return at === null ? 'none' : new Date(at).toISOString();
}

function windowsOf({ windows }: Image): string {
  return [...windows]
    .map(([name, { startedAt, used, held }]) => `${name} ${used}/${held} since ${new Date(startedAt).toISOString()}`)
    .sort()
    .join(', ');
}

function windowsOfRow(windows: readonly WindowInstance[]): string {
  return windows
    .map(({ name, startedAt, used, held }) => `${name} ${used}/${held} since ${new Date(startedAt).toISOString()}`)
    .sort()
    .join(', ');
}
