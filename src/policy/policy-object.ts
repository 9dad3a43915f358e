/**
 * The objects and actions that policy lines speak of, and which object contains which. One closed table; no wildcards
 * but the four written here, no patterns.
 */
import { isAddress } from '../core/address.js';

/**
 * `write` on `policy` names who may change the policy by calls; whoever can edit its files changes it, too. A text that gives
 * it to nobody is refused, so that somebody can undo it.
 */
export const ACTIONS = {
  product: ['use'],
  account: ['read', 'check', 'report', 'release', 'act_for', 'purchase', 'grant', 'manage', 'correct'],
  /** `account:team:x`: what anybody spent in that team's budgets. It is no account, and `account:*` contains it. */
  team: ['read'],
  /** `budget:team:x`: of the budgets of that team, shared ones and those of `each` of its members. */
  budget: ['approve'],
  policy: ['read', 'write'],
  ops: ['read'],
} as const satisfies Record<string, readonly string[]>;

/** What each action is asked about where it is asked about everything. */
const WIDEST = {
  product: 'product:*',
  account: 'account:*',
  policy: 'policy',
  ops: 'ops',
  budget: 'budget:*',
} as const satisfies Record<Exclude<keyof typeof ACTIONS, 'team'>, string>;

/** Every permission that there is, on everything. */
export const EVERY_PERMISSION = (Object.keys(WIDEST) as (keyof typeof WIDEST)[]).flatMap((kind) =>
  ACTIONS[kind].map((action) => ({ object: WIDEST[kind], action })),
);

/** An object of a policy line, taken apart. `feature` null: the whole product; product `*`: every product. */
export type PolicyObject =
  | { kind: 'product'; product: string; feature: string | null }
  | { kind: 'account'; account: string }
  | { kind: 'team'; team: string }
  | { kind: 'budget'; who: string }
  | { kind: 'policy' | 'ops' };

/** Takes an object apart, or null where it is none. Says nothing about whether the product or the subject exists. */
export function parseObject(text: string): PolicyObject | null {
  if (text === 'policy' || text === 'ops') return { kind: text };
  const team = /^account:(team:.+)$/.exec(text)?.[1];
  if (team !== undefined) return { kind: 'team', team };
  const who = /^budget:(\*|tenant|session|(?:team|role|group):.+)$/.exec(text)?.[1];
  if (who !== undefined) return { kind: 'budget', who };
  const account = text.startsWith('account:') ? text.slice('account:'.length) : null;
  if (account !== null && (account === 'self' || account === '*' || isAddress(account))) {
    return { kind: 'account', account };
  }
  const match = /^product:(?:(\*)|([^:/*]+)(?:\/([^:/*]+))?)$/.exec(text);
  if (!match) return null;
  return { kind: 'product', product: match[1] ?? match[2]!, feature: match[3] ?? null };
}

/**
 * The object that `approve` is asked about for a budget: `budget:team:x` for the team's own and for that of each
 * member, `budget:session` for those of sessions.
 * @param who whose budget it is, as `p3` lines write it
 */
export function approvalOf(who: string): string {
  return `budget:${who.replace(/^each /, '')}`;
}

/**
 * Does a line's object contain the one asked for? `account:self` contains the asking subject's own account. A deny also
 * stands against a question about `account:*`: whoever may not read one account may not read all of them.
 */
export function covers(subject: string, asked: string, written: string, effect: string): boolean {
  if (written === asked) return true;
  if (asked.startsWith('account:')) {
    if (written === 'account:*') return true;
    if (written === 'account:self') return asked === `account:subject:${subject}` || refusesAll(asked, effect);
    return written.startsWith('account:') && refusesAll(asked, effect);
  }
  if (asked.startsWith('budget:')) return written === 'budget:*';
  if (!asked.startsWith('product:')) return false;
  if (written === 'product:*') return true;
  const slash = asked.indexOf('/');
  return slash > 0 && written.length === slash && asked.startsWith(written);
}

/**
 * The objects that contain the one asked for, itself among them: where its lines are looked up among thousands. Denies
 * of single accounts, which also speak to a question about all of them, are for the caller to add.
 */
export function around(subject: string, asked: string): string[] {
  if (asked.startsWith('account:')) {
    const wider = asked === 'account:*' ? [asked] : [asked, 'account:*'];
    return asked === `account:subject:${subject}` ? [...wider, 'account:self'] : wider;
  }
  if (asked.startsWith('budget:') && asked !== 'budget:*') return [asked, 'budget:*'];
  if (!asked.startsWith('product:') || asked === 'product:*') return [asked];
  const slash = asked.indexOf('/');
  return slash > 0 ? [asked, asked.slice(0, slash), 'product:*'] : [asked, 'product:*'];
}

function refusesAll(asked: string, effect: string): boolean {
  return asked === 'account:*' && effect === 'deny';
}
