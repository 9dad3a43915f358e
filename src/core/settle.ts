/**
 * Settlement: what a priced usage event does to the accounts it touches. It is captured from its hold; what the hold
 * lacks is drawn through the layers as they are now; what no layer covers is overshoot. No gate applies to usage that
 * has happened (docs/rules.md, 16). Prices nothing, and leaves it to the caller that each event comes once and in order.
 */
import { sum } from './amounts.js';
import { capture, capturedDraw, giveBack, type Captured } from './capture.js';
import type { Draw } from './facts.js';
import { instantOn, post, type Update } from './journal.js';
import { ownLayers, pour, sourcesOf } from './layers.js';
import { takeLines } from './lines.js';
import { carryOvershoot, type OvershootTerms } from './overshoot.js';
import type { PlacedPart } from './holds.js';
import type { Account, Line } from './account.js';
import type { Instant, Layer, Nano } from './words.js';

/** A usage event with its charge. */
export interface PricedUsage {
  /** UUID of the charge, which every update names as its cause. */
  id: string;
  /** What the charge comes to; zero for work that failed or was free. */
  amount: Nano;
  /** Whether the work is done: what is still held goes back. */
  final: boolean;
  /** Whether it claimed its hold when it was recorded. */
  claimed: boolean;
  product: string;
  /** In the order stored with the event: as the policy gave them when it was recorded. */
  layers: readonly Layer[];
  /** Whether what its hold lacks is drawn on the subject's own layers only, never on a pool. */
  ownOnly: boolean;
}

/** All that a settlement depends on, besides the event and the instant; everything due has been written already. */
export interface SettleFacts {
  /** The subject's. */
  account: Account;
  /** The other accounts of the event's layers, by address. */
  others: ReadonlyMap<string, Account>;
  /** Every part of the event's hold, on the same account objects as above; none for usage without a decision. */
  hold: readonly PlacedPart[];
  overshoot: OvershootTerms;
}

/** What the event took from one source: captured from its hold, or drawn now. */
export interface SettledDraw extends Draw {
  captured: boolean;
}

/** What was posted and what became of the hold. The draws, `forgiven` and `debt` add up to the event's amount. */
export interface Settlement {
  /** In the order posted: one SETTLE on each account touched, the subject's first, then the overshoot's. */
  updates: { account: Account; update: Update }[];
  draws: SettledDraw[];
  forgiven: Nano;
  /** What was left as debt. */
  debt: Nano;
  /** The parts that changed. Only a final event ends a hold: until then it stays HELD, also when nothing is left. */
  parts: PlacedPart[];
}

/**
 * Settles one event on the facts' accounts in place. A hold that is no longer HELD, be it on one account, gives nothing:
 * all is excess.
 * @param now the instant of the unit of work, in milliseconds
 * @throws Error for an amount below zero, or a claim that nobody made: bugs, never a caller's mistake
 */
export function settle(event: PricedUsage, facts: SettleFacts, now: Instant): Settlement {
  const { id, amount, final, claimed, layers } = event;
  const { account, hold } = facts;
  if (amount < 0n) throw new Error(`settle: charge ${id} is below zero`);
  if (claimed && hold.some(({ part }) => part.claims === 0)) throw new Error(`settle: charge ${id} never claimed`);

  const open = hold.every(({ state }) => state === 'HELD');
  const captured = open ? capture(hold, amount) : [];
  const excess = amount - sum(captured, (share) => share.amount);
  const drawn = drawExcess(event, facts, excess, now);
  const overshoot = excess - sum(drawn, (draw) => draw.amount);
  const draws = [
    ...captured.map((share) => ({ ...capturedDraw(share, layers), captured: true })),
    ...drawn.map((draw) => ({ ...draw, captured: false })),
  ];

  const moved = [
    ...captured,
    ...(final && open ? giveBack(hold) : []),
    ...drawn.map((draw) => ({ account: giverOf(draw, facts), lines: takeLines(draw, 'spent') })),
  ];
  const settled = postPerAccount(facts, moved, id, now);
  const carried = carryOvershoot(facts, overshoot, id, now);
  return {
    updates: [...settled, ...carried.updates.map((update) => ({ account, update }))],
    draws,
    forgiven: carried.forgiven,
    debt: carried.debt,
    parts: keepParts(event, hold, open, captured),
  };
}

/** Pours what an event's hold lacks over its layers: only those of the subject's own where no other may be drawn on. */
export function drawExcess(event: PricedUsage, { account, others }: SettleFacts, excess: Nano, now: Instant): Draw[] {
  const { layers, ownOnly, product } = event;
  return pour(sourcesOf(ownOnly ? ownLayers(layers) : layers, account, others, product, now), excess);
}

function giverOf(draw: Draw, { account, others }: SettleFacts): Account {
  const giver = draw.account === account.address ? account : others.get(draw.account);
  if (!giver) throw new Error(`settle: ${draw.source} gave without being there`);
  return giver;
}

/** One update on the subject's account in any case, and one on every other account that has lines. */
function postPerAccount(
  { account: subject }: SettleFacts,
  moved: readonly { account: Account; lines: Line[] }[],
  causeId: string,
  now: Instant,
): Settlement['updates'] {
  const perAccount = new Map<Account, Line[]>([[subject, []]]);
  for (const { account, lines } of moved) {
    if (lines.length) perAccount.set(account, [...(perAccount.get(account) ?? []), ...lines]);
  }
  return [...perAccount].map(([account, lines]) => ({
    account,
    update: post(account, instantOn(account, now), 'SETTLE', causeId, lines),
  }));
}

/** Lifts the event's claim, and keeps `holds` of each account to what is open, so that time can still end it. */
function keepParts(
  { final, claimed }: PricedUsage,
  hold: readonly PlacedPart[],
  open: boolean,
  captured: readonly Captured[],
): PlacedPart[] {
  const changed = hold.filter(
    ({ part }) => claimed || (final && open) || captured.some(({ draw }) => part.draws.includes(draw)),
  );
  return changed.map(({ account, part, state }) => {
    if (claimed) part.claims -= 1;
    const ends = final && open;
    const others = account.holds.filter((each) => each.id !== part.id);
    account.holds = state === 'HELD' && !ends ? [...others, part] : others;
    return { account, part, state: ends ? 'SETTLED' : state };
  });
}
