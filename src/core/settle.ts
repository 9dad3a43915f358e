/**
 * Settlement: what a priced usage event does to the accounts it touches. It is captured from its hold; what the hold
 * lacks is drawn through the layers as they are now, within the budgets first and then beyond them; what no layer covers is
 * overshoot. No gate applies to usage that
 * has happened (docs/rules.md, 16). Prices nothing, and leaves it to the caller that each event comes once and in order.
 */
import { sum } from './amounts.js';
import { capture, capturedDraw, giveBack } from './capture.js';
import { budgetAccount } from './budgets.js';
import { drawExcess } from './excess.js';
import type { BudgetCount, Draw } from './facts.js';
import { countLines } from './held-counts.js';
import { instantOn, post, type Update } from './journal.js';
import { keepParts } from './keep-parts.js';
import { takeLines } from './lines.js';
import type { PricedUsage, SettleFacts } from './priced-usage.js';
import { carryOvershoot } from './overshoot.js';
import type { PlacedPart } from './holds.js';
import type { Account, Line } from './account.js';
import type { Instant, Nano } from './words.js';

/** What the event took from one source: captured from its hold, or drawn now. */
export interface SettledDraw extends Draw {
  captured: boolean;
  /** It went beyond a budget; absent where it did not. */
  over?: true;
}

/** What was posted and what became of the hold. The draws, `forgiven` and `debt` add up to the event's amount. */
export interface Settlement {
  /** In the order posted: one SETTLE on each account touched, the subject's first, then the overshoot's. */
  updates: { account: Account; update: Update }[];
  draws: SettledDraw[];
  forgiven: Nano;
  /** What was left as debt. */
  debt: Nano;
  /** Where what no layer covers counted; absent where it counted in no budget. */
  counts?: BudgetCount[];
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
  const { id, amount, final, claimed, layers, budgets } = event;
  const { account, hold } = facts;
  if (amount < 0n) throw new Error(`settle: charge ${id} is below zero`);
  if (claimed && hold.some(({ part }) => part.claims === 0)) throw new Error(`settle: charge ${id} never claimed`);

  const open = hold.every(({ state }) => state === 'HELD');
  const captured = open ? capture(hold, amount) : [];
  const excess = amount - sum(captured, (share) => share.amount);
  const { draws: drawn, overshoot, counts } = drawExcess(event, facts, excess, now);
  const draws = [
    ...captured.map((share) => ({ ...capturedDraw(share, layers, budgets), captured: true })),
    ...drawn.map((draw) => ({ ...draw, captured: false })),
  ];

  const counted = [...drawn.flatMap((draw) => draw.budgets ?? []), ...counts];
  const budgetOf = ({ account: address }: BudgetCount) => budgetAccount(facts.others, budgets, address);
  const moved = [
    ...captured,
    ...captured.flatMap((share) => share.counted),
    ...(final && open ? giveBack(hold) : []),
    ...drawn.map((draw) => ({ account: giverOf(draw, facts), lines: takeLines(draw, 'spent') })),
    ...counted.map((count) => ({ account: budgetOf(count), lines: countLines(count, 'spent') })),
  ];
  const settled = postPerAccount(facts, moved, id, now);
  const carried = carryOvershoot(facts, overshoot, id, now);
  return {
    updates: [...settled, ...carried.updates.map((update) => ({ account, update }))],
    draws,
    forgiven: carried.forgiven,
    debt: carried.debt,
    ...(counts.length > 0 && { counts }),
    parts: keepParts(event, hold, open, captured),
  };
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
