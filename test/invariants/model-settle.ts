/** What settling one usage event does, by the rules: captured from its hold, then drawn, then forgiven or owed. */
import { nano } from './closed-world.js';
import { addedBy, priceOf, pricesOf } from './model-prices.js';
import {
  countIn,
  endPart,
  isHeld,
  least,
  left,
  move,
  movedAt,
  pour,
  roomsOf,
  sourcesFor,
  total,
  type Account,
  type Draw,
  type Hold,
  type Share,
  type Usage,
  type World,
} from './model-state.js';

interface Place {
  subject: Account;
  team: Account;
  world: World;
  now: number;
}

/** Settles an event whose accounts are locked. */
export function settleUsage(usage: Usage, { subject, team, world, now }: Place): void {
  const { call, hold, layers, shares } = usage;
  const price = shares.length > 0 ? addedBy(call, chargedSoFar(usage, world), shares) : 0n;
  const amount = price ?? 0n;
  const usual = total(shares.map((share) => priceOf(share.usage, pricesOf(call.product, call.feature, share, []))));
  if (amount > usual) world.saw('beyond a size');
  if (hold && usage.claimed) hold.claims -= 1;
  const open = hold && isHeld(hold) ? hold : null;
  const captured = open ? capture(open, amount) : [];
  const excess = amount - total(captured.map((draw) => draw.amount));
  if (captured.length && excess > 0n) world.saw('usage is more than was held');
  const moved = [
    subject,
    ...captured.flatMap(({ account, counts }) => [account, ...counts.map((count) => count.account)]),
  ];
  for (const account of (call.final && open?.parts.keys()) || []) {
    if (endPart(open!, account, 'SETTLED', world.saw)) moved.push(account);
  }
  const sources = sourcesFor(subject, team, layers, call.product, world, now);
  const rooms = roomsOf(usage.budgets, now);
  const within = pour(sources, excess, 'spent', { world, now, rooms });
  const over = excess - total(within.map((draw) => draw.amount));
  const past = pour(sources, over, 'spent', { world, now, rooms, beyond: true });
  if (past.length > 0) world.saw('usage goes beyond a budget');
  const drawn = [...within, ...past];
  const rest = excess - total(drawn.map((draw) => draw.amount));
  // What no layer covers counts where everything does (docs/glossary.md, budget).
  const all = rest === 0n ? [] : rooms.filter(({ terms }) => terms.source === 'any');
  const overshoot = all.map((room) => countIn(room, rest, 'used', now));
  const counting = [...drawn.flatMap(({ counts }) => counts), ...overshoot].map(({ account }) => account);
  for (const account of [...moved, ...drawn.map((draw) => draw.account), ...counting]) movedAt(now, account);
  const forgiven = forgive(subject, rest, world, now);
  subject.debt += rest - forgiven;
  usage.charge = {
    at: now,
    amount,
    draws: [...captured, ...drawn],
    counts: overshoot,
    forgiven,
    debt: rest - forgiven,
    aside: price === null,
  };
}

/** What the charged events of a hold have used of the feature, those that were undone apart. */
function chargedSoFar({ call, hold }: Usage, { usage, saw }: World): { shares: Share[]; paid: bigint } {
  const isDone = ({ charge }: Usage) => charge !== null && !charge.aside;
  const undone = new Set(usage.flatMap((each) => (each.voids && isDone(each) ? [each.voids] : [])));
  const standing = usage.filter(
    (each) => hold && each.hold === hold && each.voids === null && isDone(each) && !undone.has(each),
  );
  const same = standing.filter((each) => each.call.product === call.product && each.call.feature === call.feature);
  if (same.length > 0) saw('usage is charged beside what its hold used');
  return { shares: same.flatMap(({ shares }) => shares), paid: total(same.map(({ charge }) => charge!.amount)) };
}

/** Out of a hold that is held everywhere, in the order of its draws, from the very lots and windows. */
function capture(hold: Hold, amount: bigint): Draw[] {
  let rest = amount;
  return hold.draws.flatMap((draw): Draw[] => {
    const share = least(left(draw), rest);
    if (share === 0n) return [];
    rest -= share;
    draw.settled += share;
    if (draw.lot) move(draw.lot, 'held', 'spent', share);
    const periods = draw.counts.map(({ window }) => window);
    for (const window of [...draw.windows, ...periods]) {
      Object.assign(window, { held: window.held - share, used: window.used + share });
    }
    for (const count of draw.counts) count.left -= share;
    return [{ ...draw, amount: share }];
  });
}

/** Up to the month's maximum (rule 18). */
function forgive({ forgiven }: Account, amount: bigint, { catalog }: World, now: number): bigint {
  const month = new Date(now).toISOString().slice(0, 7);
  if (forgiven.month !== month) Object.assign(forgiven, { month, amount: 0n });
  const most = nano(catalog.forgivePerMonth ?? '0') - forgiven.amount;
  const carried = most > 0n ? least(amount, most) : 0n;
  forgiven.amount += carried;
  return carried;
}
