/** What the contract's words are called on the page. A word that this build does not know is shown as it came. */

const plain = (value: string): string => {
  const words = value.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const say =
  (words: Record<string, string>) =>
  (value: string): string =>
    words[value] ?? plain(value);

export const layerWord = say({ ALLOWANCE: 'Included', PROMOTION: 'Promotion', CREDITS: 'Credits', POOL: 'Pool' });
export const payerWord = say({
  ...{
    ALLOWANCE: 'Included',
    PROMOTION: 'Promotion',
    CREDITS: 'Credits',
    POOL: 'Pool',
    DEBT: 'Debt',
    FORGIVEN: 'Forgiven',
  },
});
export const outcomeWord = say({ ALLOWED: 'Allowed', PARTIAL: 'Partial', DENIED: 'Denied' });
export const statusWord = say({ PARTLY_USED: 'Partly used' });
export const lotWord = say({
  ...{ PURCHASED: 'Bought', PROMOTIONAL: 'Promotion', ENTITLEMENT: 'Granted', REFUND: 'Refund', INCREASE: 'On top' },
});
export const reasonWord = say({
  ACCOUNT_SUSPENDED: 'The account is suspended',
  ALLOWED: 'Nothing stands in the way',
  BUDGET_EXCEEDED: 'A budget lets no more through',
  DEBT_LIMIT: 'The debt has reached its limit',
  HOLD_CLOSED: 'The hold is closed',
  HOLD_LIMIT: 'Too many open holds',
  NOT_PERMITTED: 'The policy does not permit it',
  NOT_PRICED: 'It has no price',
  NO_LAYER: 'No layer gives for this',
  OUT_OF_CAPACITY: 'Nothing is left',
  RATE_LIMITED: 'Too many requests this minute',
  UNKNOWN_FEATURE: 'Unknown feature',
  UNKNOWN_PRODUCT: 'Unknown product',
});
export const causeWord = say({
  HOLD: 'Held for work',
  RELEASE: 'Given back',
  GRANT: 'Granted',
  PURCHASE: 'Bought',
  REFUND: 'Refunded',
  REVOKE: 'Taken back',
  HOLD_EXPIRED: 'Hold expired',
  HOLD_TRIMMED: 'Hold trimmed',
  SETTLE: 'Usage settled',
  LOT_EFFECTIVE: 'Credits became usable',
  LOT_EXPIRED: 'Credits expired',
  BUDGET_RAISED: 'More of a budget approved',
  VOIDED: 'Usage undone',
});
export const adminWord = say({
  ...{ GRANT: 'Granted', REVOKE: 'Taken back', REFUND: 'Refunded', TOP_UP_SET: 'Top-up set' },
  ...{ ALLOWANCE_RESET: 'Allowance reset', STATE_CHANGED: 'State changed', POLICY_ACTIVATED: 'Policy put live' },
  ...{ BUDGET_RAISED: 'More of a budget approved', BUDGET_REFUSED: 'More of a budget refused' },
  VOID: 'Usage undone',
});
export const topUpWord = say({
  READY: 'Ready',
  PENDING: 'A purchase is under way',
  BACKING_OFF: 'Waiting after a decline',
  CAPPED: "This month's cap is reached",
  STOPPED: 'Stopped',
  OFF: 'Off',
});
export const anyWord = plain;

/** "five_hour" as "Five hour", "pool:engineering" as "Engineering pool", "each team:search" as "Each of team search". */
export function sourceWord(source: string): string {
  const [kind = '', ...rest] = source.split(':');
  const name = rest.join(':');
  if (COUNTED.test(source)) return whoWord(source);
  if (kind === 'pool' && name !== '') return `${plain(name)} pool`;
  if (kind === 'window' && name !== '') return `${plain(name)} window`;
  return { allowance: 'Included', promotion: 'Promotion', credits: 'Credits' }[source] ?? plain(source);
}

const COUNTED = /^(each )?(tenant|session|(team|role|group):.+)$/;

/** Whom a budget counts: "team:search" as "Team search", "each role:intern" as "Each of role intern". */
export function whoWord(who: string): string {
  const each = who.startsWith('each ');
  const [kind = '', ...rest] = who.replace(/^each /, '').split(':');
  if (kind === 'tenant') return each ? 'Each by themselves' : 'Everybody together';
  if (kind === 'session') return 'Each session';
  const named = `${kind} ${rest.join(':')}`;
  return each ? `Each of ${named}` : plain(kind) + named.slice(kind.length);
}

interface Bounds {
  object: string;
  source: string;
  period: string;
  paced?: string | null;
}

/** What a budget bounds, which layers count, and for how long: "codex, paid credits, a month". */
export function boundsWord({ object, source, period, paced }: Bounds): string {
  const [span = '', zone] = period.split(' ');
  const layers = { any: '', paid: 'paid credits', credits: 'own credits' }[source] ?? sourceWord(source).toLowerCase();
  const words = [object === 'product:*' ? 'every product' : object.replace('product:', ''), layers, spanWord(span)];
  const pace = paced == null ? '' : paced === 'DAILY' ? 'day by day' : 'hour by hour';
  return [...words, zone ?? '', pace].filter((word) => word !== '').join(', ');
}

const spanWord = (span: string): string =>
  ({ day: 'a day', week: 'a week', month: 'a month', once: 'once' })[span] ?? span.replace(/h$/, ' hours');
