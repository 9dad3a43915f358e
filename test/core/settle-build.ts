/**
 * Builders for the tests of settlement: facts with a hold, usage in whole credits, and what was written in words.
 */
import { formatCredits } from '../../src/core/amounts.js';
import type { PricedUsage, SettleFacts } from '../../src/core/priced-usage.js';
import { settle, type Settlement } from '../../src/core/settle.js';
import { account, credits, hold, HOUR, layers, NOW, plan } from './build.js';
import type { HoldState } from '../../src/core/holds.js';
import type { Account, HeldDraw } from '../../src/core/account.js';
import type { Plan } from '../../src/core/words.js';

/** An account with the draws of a hold that lie on it. */
export type Held = [Account, HeldDraw[]];

interface Setting {
  account?: Account;
  plan?: Plan;
  pools?: Account[];
  hold?: Held[];
  state?: HoldState;
  claims?: number;
  expiresAt?: number;
  overshoot?: SettleFacts['overshoot'];
}

/** Facts of one event; its hold is on the accounts as the engine leaves it there. */
export function settling(setting: Setting): SettleFacts {
  const { pools = [], state = 'HELD', claims = 0, expiresAt = NOW + HOUR } = setting;
  const parts = (setting.hold ?? []).map(([on, draws]) => {
    const part = hold('h1', expiresAt, draws, claims);
    if (state === 'HELD') on.holds.push(part);
    return { account: on, part, state };
  });
  const own = setting.account ?? account();
  own.windowTerms = (setting.plan ?? plan()).windows;
  return {
    account: own,
    others: new Map(pools.map((each) => [each.address, each])),
    hold: parts,
    overshoot: setting.overshoot ?? { policy: 'DEBT' },
  };
}

/** Settles so many credits, by default with a final event that claimed nothing, and keeps what became of the hold. */
export function use(facts: SettleFacts, amount: number, more: Partial<PricedUsage> = {}, now = NOW): Settlement {
  const order = layers('allowance', 'promotion', 'credits', ...facts.others.keys());
  const event = {
    id: 'chg_1',
    final: true,
    claimed: false,
    product: 'codex',
    feature: 'fast',
    layers: order,
    budgets: [],
    ownOnly: false,
    ...more,
  };
  const settlement = settle({ amount: credits(amount), ...event }, facts, now);
  for (const { part, state } of settlement.parts) {
    const kept = facts.hold.find((placed) => placed.part === part);
    if (kept) kept.state = state;
  }
  return settlement;
}

/** Each update as its account and cause, then its lines: `a held→spent 5`. */
export function written(updates: Settlement['updates']): string[][] {
  return updates.map(({ account: on, update }) => [
    `${on.address} ${update.cause}`,
    ...update.lines.map(({ lot, window, from, to, amount }) =>
      [lot ?? window?.name, `${from}→${to}`, formatCredits(amount)].filter(Boolean).join(' '),
    ),
  ]);
}
