/**
 * Holds as they were at an instant: made again from their decisions, and from the usage that was settled on them until then.
 * What the hold says of itself now has its end in it, so only what never changes is taken from there.
 */
import type { Account, HeldDraw, HoldPart } from '../core/account.js';
import { capture, giveBack } from '../core/capture.js';
import { NOTHING_REPORTED, reportedOf, withCounters, withReportedOf, type Reported } from '../core/counters.js';
import { heldCounts, releaseCounts } from '../core/held-counts.js';
import {
  joinHold,
  nextNo,
  release,
  stillHeld,
  type HoldState,
  type OnAccount,
  type PlacedPart,
} from '../core/holds.js';
import { sum } from '../core/amounts.js';
import type { Instant } from '../core/words.js';
import { instantOfUuid } from '../ids.js';
import { rowReader, selectList } from '../books/columns.js';
import { linesCodec } from '../books/journal-documents.js';
import { isoInstant } from '../books/journal-hash.js';
import { HOLD, type HoldRow } from '../books/tables.js';
import type { Tx } from '../database/database.js';
import { decisionsOfHolds, eventsOfHolds, type Range } from './load-history.js';
import type { PastDecision, PastEvent } from './past.js';

const readHold = rowReader(HOLD);

const HOLDS = `
  select h.*, e."endedAt" from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select ${selectList(HOLD, 'h')}, a.address from hold h
    join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
    where h.tenant_id = $1 and h.id = k.id offset 0
  ) h
  left join lateral (
    select u.at as "endedAt" from balance_update u
    where u.tenant_id = $1 and u.cause_id = k.id and u.account_id = h."accountId" and u.cause <> 'HOLD'
      and u.cause in ('RELEASE', 'HOLD_EXPIRED') limit 1
  ) e on true`;

/** The next decisions after an id with a hold, and whether that may have been open still at an instant. */
const OPENED = `
  select d.id, d.hold_id as "holdId", h.may from (
    select d.id, d.hold_id from decision d
    where d.tenant_id = $1 and d.id > $2::uuid and d.id < $3::uuid and d.hold_id is not null order by d.id limit $4
  ) d
  cross join lateral (
    select bool_or(h.expires_at >= $5::timestamptz or h.claims > 0) as may from hold h
    where h.tenant_id = $1 and h.id = d.hold_id
  ) h`;

/** A claim may have kept a hold beyond its end for so long. */
const CLAIMED_MS = 3_600_000;
const STEP = 5_000;

const TRIMMED = `
  select u.* from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select u.cause_id as "holdId", u.account_id as "accountId", u.at, u.lines::text as lines from balance_update u
    where u.tenant_id = $1 and u.cause_id = k.id and u.cause <> 'HOLD' and u.cause = 'HOLD_TRIMMED'
      and u.at < $3::timestamptz offset 0
  ) u`;

type FoundPart = HoldRow & { address: string; endedAt: Instant | null };

/** A hold as it was. */
export interface PastHold {
  id: string;
  subject: string;
  /** By the address of the account that each lies on. */
  parts: { address: string; accountId: string; part: HoldPart; state: HoldState }[];
  reported: Reported;
  decisions: PastDecision[];
  events: PastEvent[];
}

/** The ids of holds with a decision in a range of ids that may have been open still at an instant. */
export async function holdsOpenAt(tx: Tx, tenant: string, [from, to]: Range, at: Instant): Promise<string[]> {
  const found = new Set<string>();
  type Row = { id: string; holdId: string; may: boolean | null };
  for (let after: string | null = from; after !== null;) {
    const rows: Row[] = await tx.query<Row>(OPENED, [tenant, after, to, STEP, isoInstant(at - CLAIMED_MS)]);
    for (const { holdId, may } of rows) if (may) found.add(holdId);
    after = rows.length === STEP ? rows.at(-1)!.id : null;
  }
  return [...found];
}

/**
 * Holds as they were at an instant, ended ones too.
 * @param before the first id of that instant
 */
export async function loadHolds(
  tx: Tx,
  tenant: string,
  ids: readonly string[],
  at: Instant,
  before: string,
): Promise<PastHold[]> {
  if (ids.length === 0) return [];
  const rows = (await tx.query<FoundPart>(HOLDS, [tenant, ids])).map(readHold);
  const decisions = Map.groupBy(await decisionsOfHolds(tx, tenant, ids, before), ({ holdId }) => holdId!);
  const events = Map.groupBy(await eventsOfHolds(tx, tenant, ids, before), ({ holdId }) => holdId ?? '');
  const trims = Map.groupBy(await trimsOf(tx, tenant, ids, at), ({ holdId }) => holdId);
  return [...Map.groupBy(rows, ({ id }) => id)].flatMap(([id, parts]) => {
    const of = decisions.get(id) ?? [];
    if (of.length === 0) return [];
    return [holdThen(id, parts, of, events.get(id) ?? [], trims.get(id) ?? [], at)];
  });
}

interface Trim {
  holdId: string;
  accountId: string;
  at: Instant;
  lines: string;
}

function trimsOf(tx: Tx, tenant: string, ids: readonly string[], at: Instant): Promise<Trim[]> {
  return tx.query<Trim>(TRIMMED, [tenant, ids, isoInstant(at)]);
}

function holdThen(
  id: string,
  rows: readonly FoundPart[],
  decisions: readonly PastDecision[],
  events: readonly PastEvent[],
  trims: readonly Trim[],
  at: Instant,
): PastHold {
  const happened = [
    ...decisions.map((decision) => ({ at: decision.at, rank: 2, decision })),
    ...trims.map((trim) => ({ at: trim.at, rank: 1, trim })),
    ...events.flatMap((event) =>
      event.charge && event.charge.at < at ? [{ at: event.charge.at, rank: 0, event }] : [],
    ),
  ].sort((a, b) => a.at - b.at || a.rank - b.rank);
  let parts: OnAccount[] = [];
  for (const each of happened) {
    if ('decision' in each) parts = joined(parts, each.decision, rows);
    if ('trim' in each) trimmed(parts, each.trim);
    if ('event' in each) settled(parts, each.event);
  }
  const claims = events.filter(({ claimed, charge }) => claimed && (charge === null || charge.at >= at));
  const ended = endedBy(rows, events, at);
  const placed = parts.map(({ account, part }) => {
    const row = rows.find(({ accountId }) => accountId === account.id);
    Object.assign(part, { claims: claims.length, ending: claims.some(({ final }) => final) });
    part.expiresAt = expiryOf(part, row);
    const state = row === undefined ? ended : stateThen(row, ended, at);
    if (state !== 'HELD') release(account, part);
    return { address: account.address, accountId: account.id, part, state };
  });
  const [first] = decisions;
  return {
    id,
    subject: first!.subject,
    parts: placed,
    reported: reportedBy(events),
    decisions: [...decisions],
    events: [...events],
  };
}

/** It may have been cut, or extended since: what a decision asked for is never more than that. */
function expiryOf(part: HoldPart, row: FoundPart | undefined): Instant {
  return row === undefined ? part.expiresAt : Math.min(part.expiresAt, row.expiresAt);
}

/** How usage had ended the hold by then. */
function endedBy(rows: readonly FoundPart[], events: readonly PastEvent[], at: Instant): HoldState {
  const isEnd = ({ final, claimed, charge }: PastEvent) => {
    return final && claimed && charge !== null && charge.at < at && !charge.body.setAside;
  };
  if (events.some(isEnd) && rows.some(({ state }) => state === 'SETTLED')) return 'SETTLED';
  return 'HELD';
}

function stateThen({ state, endedAt }: FoundPart, ended: HoldState, at: Instant): HoldState {
  if (state === 'SETTLED') return ended;
  if (state === 'HELD') return 'HELD';
  return endedAt !== null && endedAt < at ? state : 'HELD';
}

function joined(open: readonly OnAccount[], decision: PastDecision, rows: readonly FoundPart[]): OnAccount[] {
  const { uuid: decisionId, at, holdId, body } = decision;
  const firstNo = nextNo(open);
  const on = (address: string, id: string): Account => {
    const there = open.find(({ account }) => account.address === address)?.account;
    return there ?? ({ id, address, lots: [], windows: [], holds: [] } as unknown as Account);
  };
  const idOf = new Map(body.accounts.map(({ address, id }) => [address, id]));
  for (const { account, accountId } of body.draws) idOf.set(account, accountId);
  for (const { address, accountId } of rows) idOf.set(address, accountId);
  const own = `subject:${decision.subject}`;
  const addresses = new Set([own]);
  for (const draw of body.draws) {
    addresses.add(draw.account);
    for (const count of draw.budgets ?? []) addresses.add(count.account);
  }
  const before = open[0]?.part;
  const asked = Math.max(before?.expiresAt ?? 0, at + body.holdSeconds * 1000);
  const common = {
    id: holdId!,
    caller: before ? before.caller : (rows[0]?.caller ?? null),
    openedAt: before?.openedAt ?? rows[0]?.openedAt ?? instantOfUuid(holdId!),
    subject: before ? before.subject : (rows[0]?.subject ?? null),
    ...{ claims: 0, ending: false },
  };
  const taken = [...addresses].map((address): OnAccount => {
    const draws = body.draws.flatMap((draw, i): HeldDraw[] => {
      if (draw.account !== address) return [];
      const { layer, source, amount, windows, lot, budgets } = draw;
      const counted = budgets?.map(({ account, window }) => ({
        account: idOf.get(account) ?? '',
        startedAt: window?.startedAt ?? null,
      }));
      const held = { no: firstNo + i, decisionId, at, layer, source, amount, windows, lot, settled: 0n, released: 0n };
      return [{ ...held, ...(counted && { budgets: counted }) }];
    });
    const counts = body.draws.flatMap(({ budgets = [] }, i) =>
      budgets.filter((count) => count.account === address).flatMap((count) => heldCounts(firstNo + i, count)),
    );
    const part: HoldPart = { ...common, expiresAt: asked, draws };
    if (counts.length > 0) part.counts = counts;
    return { account: on(address, idOf.get(address) ?? ''), part };
  });
  const parts = joinHold(open, taken);
  for (const { part } of parts) part.expiresAt = asked;
  return parts;
}

/** What is trimmed of a draw is all that it still held. */
function trimmed(parts: readonly OnAccount[], { accountId, lines: text }: Trim): void {
  const placed = parts.find(({ account }) => account.id === accountId);
  if (!placed) return;
  const lines = linesCodec.read(text);
  for (const draw of placed.part.draws) {
    const isNamed = lines.some(({ lot, window }) =>
      lot !== null
        ? lot === draw.lot
        : draw.windows.some(({ name, startedAt }) => name === window?.name && startedAt === window.startedAt),
    );
    if (!isNamed) continue;
    draw.released += stillHeld(draw);
    for (const each of parts) if (each.part.counts) releaseCounts(each.account, each.part, [draw.no]);
  }
}

function settled(parts: readonly OnAccount[], { charge, final }: PastEvent): void {
  const captured = sum(
    charge!.body.draws.filter((draw) => draw.captured),
    ({ amount }) => amount,
  );
  const placed: PlacedPart[] = parts.map((each) => ({ ...each, state: 'HELD' }));
  capture(placed, captured);
  if (final && !charge!.body.setAside) giveBack(placed);
}

/** What reports had said of a hold. */
function reportedBy(events: readonly PastEvent[]): Reported {
  let reported: Reported = NOTHING_REPORTED;
  for (const { uuid, product, feature, final, redrives, charge, body } of events) {
    if (body.voids || redrives !== null) continue;
    const of = reportedOf(reported, product, feature);
    const quoted = new Map(of.quoted.map(({ dimension, quantity }) => [dimension, quantity]));
    for (const { quote, usage } of body.shares) {
      if (quote === null) continue;
      for (const { dimension, quantity } of usage) quoted.set(dimension, (quoted.get(dimension) ?? 0n) + quantity);
    }
    const now = {
      ...of,
      counters: withCounters(of.counters, body.counters),
      quoted: [...quoted].map(([dimension, quantity]) => ({ dimension, quantity })),
    };
    const cumulative = body.usage.length > 0 ? body.counters.length > 0 : reported.cumulative;
    reported = { ...withReportedOf(reported, now), cumulative };
    const isEnd = final && reported.final === null && !charge?.body.setAside;
    if (isEnd) reported = { ...reported, final: uuid };
  }
  return reported;
}
