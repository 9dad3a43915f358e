/**
 * What was done to accounts, done again: grants, purchases, revocations, refunds, plans, states, resets and releases happen
 * as they did, as far as there is something that they can happen to.
 */
import type { Account, Lot } from '../core/account.js';
import { subjectOf } from '../core/address.js';
import { giveResets, useReset } from '../core/banked-resets.js';
import { repayDebt, turnDebt } from '../core/debt.js';
import { endWindow } from '../core/end-window.js';
import { isOverdue, release } from '../core/holds.js';
import { instantOn, post } from '../core/journal.js';
import { finished } from '../core/lots.js';
import type { Instant } from '../core/words.js';
import type { PastReset } from './load-resets.js';
import type { PastAct } from './past.js';
import type { On } from './replay-decisions.js';

/** Does it at its instant. */
export function replayAct(on: On, act: PastAct): void {
  const { world, rules, makes } = on;
  world.clock = act.at;
  const catalog = rules.catalog(act.at);
  if (act.cause === 'RELEASE') return replayRelease(on, act);
  const { account } = makes.make(act.address, catalog);
  rules.stand(account, catalog);
  const now = world.bringUpTo(account);
  switch (act.cause) {
    case 'GRANT':
    case 'PURCHASE':
    case 'BUDGET_RAISED':
      return issue(on, account, act, now);
    case 'REVOKE':
    case 'REFUND':
      return takeBack(on, account, act, now);
    case 'PLAN_CHANGED':
      return changePlan(on, account, act, now);
    case 'STATE_CHANGED':
      account.state = act.state;
      return world.posted(post(account, now, 'STATE_CHANGED', null, []));
    case 'ALLOWANCE_RESET':
      return endByReset(on, account, act, now);
    case 'RESETS_GRANTED':
      return giveMore(on, account, act, now);
    case 'RESET_REDEEMED':
      return redeem(on, account, act, now);
    default:
      throw new Error(`preview: ${act.cause} is no act`);
  }
}

/** Gives back what the hold holds now, where it is open and no usage of it is on its way. */
function replayRelease({ world, rules }: On, { causeId, at }: PastAct): void {
  const parts = world.partsOf(causeId);
  const [first] = parts;
  if (!first) return;
  for (const { account } of parts) rules.stand(account, rules.catalog(at));
  const own = parts.find(({ account, part }) => account.id === part.subject) ?? first;
  const now = world.bringUpTo(own.account, ...parts.map(({ account }) => account));
  if (parts.some(({ part, state }) => part.claims > 0 || state !== 'HELD' || isOverdue(part, now))) return;
  for (const { account, part } of [...parts]) {
    world.posted(post(account, instantOn(account, now), 'RELEASE', part.id, release(account, part)));
    world.save(account, part, 'RELEASED');
  }
}

function issue({ world, topUps }: On, account: Account, { cause, causeId, lot: terms }: PastAct, now: Instant): void {
  if (terms?.automatic) topUps.arrives(account, causeId);
  // What comes again comes by itself, and what a top-up bought where the balance asks for it.
  if (terms === null || terms.recurring || terms.automatic) return;
  const { id, kind, amount, priority, products, effectiveAt, expiresAt } = terms;
  const effective = effectiveAt <= now;
  const nothing = { remaining: 0n, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
  const instants = { createdAt: now, effectiveAt, expiresAt, effective };
  const lot: Lot = { id, kind, amount, ...nothing, priority, products, ...instants, closed: null };
  world.issue(account, lot);
  const to = effective ? 'remaining' : 'pending';
  world.posted(post(account, now, cause, causeId, [{ lot: id, window: null, amount, from: 'issued', to }]));
  if (cause === 'BUDGET_RAISED') return;
  for (const update of repayDebt(account, lot, now)) world.posted(update);
}

/** As much as is left now. */
function takeBack({ world }: On, account: Account, { cause, causeId, lines }: PastAct, now: Instant): void {
  const lot = account.lots.find(({ id }) => lines.some((line) => line.lot === id));
  if (!lot || lot.closed || finished(lot)) return;
  const from = lot.effective ? 'remaining' : 'pending';
  const line = { lot: lot.id, window: null, amount: lot.remaining, from, to: 'takenBack' } as const;
  world.posted(post(account, now, cause, causeId, [line]));
}

function changePlan({ world, rules }: On, account: Account, { plan, at }: PastAct, now: Instant): void {
  const windowTerms = (plan === null ? undefined : rules.catalog(at).plans.get(plan)?.windows) ?? [];
  Object.assign(account, { plan, windowTerms });
  world.posted(post(account, now, 'PLAN_CHANGED', null, []));
  for (const update of turnDebt(account, now)) world.posted(update);
  world.bringUpTo(account);
}

/** One update for each window that it ended then: the first of them stands for all that it does to the account. */
function endByReset(on: On, account: Account, { causeId, lines, at }: PastAct, now: Instant): void {
  const reset = on.resets.get(causeId ?? '') ?? null;
  const done = `${causeId} ${account.id}`;
  if (on.reset.has(done)) return;
  on.reset.add(done);
  const own = new Set(lines.flatMap(({ window }) => window?.name ?? []));
  endWindows(on, account, { id: causeId, at: reset?.at ?? at, names: reset?.names ?? own }, now);
}

/** Ends the running windows of these names that began before. */
function endWindows(
  { world }: On,
  account: Account,
  { id, at, names }: { id: string | null } & Pick<PastReset, 'at' | 'names'>,
  now: Instant,
): void {
  for (const window of [...account.windows]) {
    if (window.startedAt >= at || names?.has(window.name) === false) continue;
    world.posted(endWindow(account, window, now, 'ALLOWANCE_RESET', id));
  }
  if (account.turnedAt !== null) for (const update of turnDebt(account, now)) world.posted(update);
}

/** A reset of everybody, for those of whom it ended nothing then: they may have windows that run now. */
export function replayReset(on: On, reset: PastReset): void {
  const { world, rules } = on;
  world.clock = Math.max(world.clock, reset.at);
  const catalog = rules.catalog(reset.at);
  for (const { account } of [...world.byAddress.values()]) {
    if (reset.accounts.has(account.id) || account.windows.length === 0 || subjectOf(account.address) === null) continue;
    rules.stand(account, catalog);
    endWindows(on, account, reset, world.bringUpTo(account));
  }
}

/** What is in store after it and was not before. */
function giveMore({ world }: On, account: Account, { resets, resetsBefore }: PastAct, now: Instant): void {
  for (const { until, count, ofPlan } of resets) {
    if (ofPlan) continue;
    const before = resetsBefore.find((each) => each.until === until && !each.ofPlan)?.count ?? 0;
    if (count > before) world.posted(giveResets(account, { until, count: count - before }, now));
  }
}

function redeem({ world }: On, account: Account, { lines }: PastAct, now: Instant): void {
  const names = new Set(lines.flatMap(({ window }) => window?.name ?? []));
  const instance = account.windows.find(({ name, used, held }) => names.has(name) && used + held > 0n);
  if (!instance || !account.resets?.length || !account.windowTerms.some(({ name }) => name === instance.name)) return;
  world.posted(useReset(account, instance, now));
  if (account.turnedAt !== null) for (const update of turnDebt(account, now)) world.posted(update);
}
