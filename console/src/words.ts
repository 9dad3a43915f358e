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
  ...{ PURCHASED: 'Bought', PROMOTIONAL: 'Promotion', ENTITLEMENT: 'Granted', REFUND: 'Refund' },
});
export const reasonWord = say({
  ACCOUNT_SUSPENDED: 'The account is suspended',
  ALLOWED: 'Nothing stands in the way',
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
});
export const adminWord = say({
  ...{ GRANT: 'Granted', REVOKE: 'Taken back', REFUND: 'Refunded', TOP_UP_SET: 'Top-up set' },
  ...{ ALLOWANCE_RESET: 'Allowance reset', STATE_CHANGED: 'State changed', POLICY_ACTIVATED: 'Policy put live' },
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

/** "five_hour" as "Five hour", "pool:engineering" as "engineering pool". */
export function sourceWord(source: string): string {
  const [kind, ...rest] = source.split(':');
  const name = rest.join(':');
  if (kind === 'pool' && name !== '') return `${plain(name)} pool`;
  if (kind === 'window' && name !== '') return `${plain(name)} window`;
  return { allowance: 'Included', promotion: 'Promotion', credits: 'Credits' }[source] ?? plain(source);
}
