/** Reads all that a tenant has through every list of the API, page by page, with all that hangs on each row. */
import type { Client } from './api.js';
import { DECISION_FIELDS } from './calls.js';

interface Page<N> {
  nodes: N[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
interface Node {
  id: string;
}

const LOT = `id account kind amount remaining held spent expired takenBack priority products effectiveAt expiresAt replayed`;
const PURCHASE = `id account status credits refunded price { amount currency } declineReason actionUrl createdAt testMode
  automatic replayed lot { id amount }`;
const CHARGE = `id amount at rateCard forgiven debt draws { layer source account amount windows lot { id } line }`;
const EVENT = `id usageNo account product feature session state status final unchargedReason idempotencyKey occurredAt
  recordedAt labels { key value } usage { dimension quantity } decision { id } charge { ${CHARGE} }`;
const BALANCE = 'available held promotional purchased refund entitlement debt';
const UPDATE = `id seq at cause causeId delta heldDelta balance { ${BALANCE} }
  lines { lot { id } window remaining held } decision { id } usageEvent { id } charge { id amount } purchase { id status }`;
const NOTICE = 'id account kind message days at expiresAt amount lot { id }';
const TOP_UP = `account enabled state threshold target monthlyCap paymentMethod boughtThisMonth consentedBy consentedAt
  nextAttemptAt lastDeclineReason`;
const CONSENT = 'subject at enabled statement threshold target monthlyCap paymentMethod';
const ACCOUNT = `id subject pool plan state seq balance { ${BALANCE} } lots { ${LOT} }
  windows { id window capacity used held remaining startedAt resetsAt } autoTopUp { ${TOP_UP} }`;

const paged = (nodes: string) => `nodes { ${nodes} } pageInfo { hasNextPage endCursor }`;

/** The lists of one account, with how long a page of each is. */
const OF_ACCOUNT = {
  balanceUpdates: [100, UPDATE],
  usageEvents: [100, EVENT],
  purchases: [50, PURCHASE],
  notices: [50, NOTICE],
} as const;
type OfAccount = keyof typeof OF_ACCOUNT;
const listOf = (name: OfAccount) =>
  `${name}(account: $account, first: ${OF_ACCOUNT[name][0]}, after: $after) { ${paged(OF_ACCOUNT[name][1])} }`;
const WITH_LISTS = `query ($account: ID!, $after: String) {
  ${Object.keys(OF_ACCOUNT)
    .map((name) => listOf(name as OfAccount))
    .join(' ')}
  setAside: usageEvents(account: $account, setAside: true, first: 50) { ${paged('id state unchargedReason')} }
  account(account: $account) {
    lotHistory(first: 200) { ${paged(LOT)} }
    autoTopUp { consents(first: 50) { ${paged(CONSENT)} } purchases(first: 50) { ${paged('id')} } }
  } }`;
type Lists = Record<OfAccount | 'setAside', Page<Node & { charge?: Node | null }>> & {
  account: {
    lotHistory: Page<Node>;
    autoTopUp: { consents: Page<{ statement: string }>; purchases: Page<Node> } | null;
  };
};

/** The ids of all that was read, by table; of what has none, something else that tells it apart. */
export type BooksRead = Record<
  | 'account'
  | 'decision'
  | 'hold'
  | 'balance_update'
  | 'usage_event'
  | 'charge'
  | 'lot'
  | 'purchase'
  | 'notice'
  | 'set_aside'
  | 'top_up'
  | 'top_up_consent'
  | 'policy_version',
  string[]
> & {
  /** Events that the usage series counts. */
  countedEvents: number;
};

const ACCOUNTS_AT_ONCE = 4;
/** Accounts that have nothing but balance updates are read so many at once. */
const QUIET_AT_ONCE = 20;

/**
 * Reads a tenant's books. Fails where anything cannot be read.
 * @param admin who may read everything
 * @param year from where to where the usage series are asked for
 * @param isQuiet whether an account has nothing but balance updates, and few of those
 */
export async function readBooks(
  admin: Client,
  year: { from: string; to: string },
  isQuiet: (account: string) => boolean,
): Promise<BooksRead> {
  const accounts = await everyPage<Node & { autoTopUp: unknown }>(
    admin,
    'accounts',
    `accounts(first: 100, after: $after) { ${paged(ACCOUNT)} }`,
  );
  const decisions = await everyPage<Node & { hold: Node | null }>(
    admin,
    'decisions',
    `decisions(everyone: true, first: 100, after: $after) { ${paged(DECISION_FIELDS)} }`,
  );
  const read: BooksRead = {
    account: idsOf(accounts),
    decision: idsOf(decisions),
    hold: [...new Set(decisions.flatMap(({ hold }) => hold?.id ?? []))],
    balance_update: [],
    usage_event: [],
    charge: [],
    lot: [],
    purchase: [],
    notice: [],
    set_aside: [],
    top_up: accounts.flatMap(({ id, autoTopUp }) => (autoTopUp ? [id] : [])),
    top_up_consent: [],
    policy_version: await readPolicy(admin),
    countedEvents: await countEvents(admin, year),
  };
  const left = read.account.filter((id) => !isQuiet(id)).values();
  const reader = async () => {
    for (const id of left) await readAccount(admin, id, read);
  };
  await Promise.all(Array.from({ length: ACCOUNTS_AT_ONCE }, reader));
  const quiet = read.account.filter(isQuiet);
  while (quiet.length > 0) await readQuiet(admin, quiet.splice(0, QUIET_AT_ONCE), read);
  return read;
}

async function readQuiet(admin: Client, accounts: string[], read: BooksRead): Promise<void> {
  const lists = accounts.map((id, i) => `a${i}: balanceUpdates(account: "${id}", first: 5) { ${paged(UPDATE)} }`);
  const pages = await admin.data<Record<string, Page<Node>>>(`{ ${lists.join(' ')} }`);
  read.balance_update.push(...Object.values(pages).flatMap((page) => idsOf(whole(page))));
}

async function readAccount(admin: Client, account: string, read: BooksRead): Promise<void> {
  const lists = await admin.data<Lists>(WITH_LISTS, { account });
  const all = async (name: OfAccount) => {
    const { nodes, pageInfo } = lists[name];
    if (!pageInfo.hasNextPage) return nodes;
    const more = await everyPage<Lists[OfAccount]['nodes'][number]>(admin, name, listOf(name), {
      account,
      after: pageInfo.endCursor,
    });
    return [...nodes, ...more];
  };
  read.balance_update.push(...idsOf(await all('balanceUpdates')));
  const events = await all('usageEvents');
  read.usage_event.push(...idsOf(events));
  read.charge.push(...idsOf(events.flatMap(({ charge }) => charge ?? [])));
  read.purchase.push(...idsOf(await all('purchases')));
  read.notice.push(...idsOf(await all('notices')));
  read.set_aside.push(...idsOf(whole(lists.setAside)));
  read.lot.push(...idsOf(whole(lists.account.lotHistory)));
  const { autoTopUp } = lists.account;
  if (!autoTopUp) return;
  read.top_up_consent.push(...whole(autoTopUp.consents).map(({ statement }) => `${account} ${statement}`));
  whole(autoTopUp.purchases);
}

async function everyPage<N>(
  admin: Client,
  field: string,
  list: string,
  variables: Record<string, unknown> = {},
): Promise<N[]> {
  const declared = 'account' in variables ? '$account: ID!, $after: String' : '$after: String';
  const found: N[] = [];
  for (let after = variables.after ?? null; ;) {
    const page = await admin.get<Page<N>>(field, `query (${declared}) { ${list} }`, { ...variables, after });
    found.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

async function readPolicy(admin: Client): Promise<string[]> {
  const policy = await admin.get<{ ok: boolean; history: { version: string }[] }>(
    'policy',
    '{ policy { version text ok problems { message } warnings { message } history(first: 200) { version text activatedAt } } }',
  );
  if (!policy.ok) throw new Error(`the policy does not serve: ${JSON.stringify(policy)}`);
  return policy.history.map(({ version }) => version);
}

async function countEvents(admin: Client, { from, to }: { from: string; to: string }): Promise<number> {
  const series = await admin.get<{ total: { events: string } }>(
    'usage',
    `query ($from: DateTime!, $to: DateTime!) {
      usage(everyone: true, from: $from, to: $to, bucket: DAY, groupBy: [SUBJECT, PRODUCT, FEATURE]) {
        points { start subject product feature events charged quantities { dimension quantity } paidBy { payer amount } }
        total { events charged paidBy { payer amount } } } }`,
    { from, to },
  );
  return Number(series.total.events);
}

const idsOf = (nodes: readonly Node[]) => nodes.map(({ id }) => id);

/** A list that no account fills a page of. */
function whole<N>({ nodes, pageInfo }: Page<N>): N[] {
  if (pageInfo.hasNextPage) throw new Error('a second page, which is not read');
  return nodes;
}
