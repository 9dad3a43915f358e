/**
 * What an API process runs for one cell: the ledger with the lanes that lead to it, what goes on by itself, and those who
 * watch. Everything here knows the one database that it is given.
 */
import { AccessChecks, type AccessContext } from '../access/check-access.js';
import type { ReceiptContext } from '../access/past-policies.js';
import { keepForgetting } from '../access/forget-denials.js';
import { GrantWaker } from '../accounts/grant-waker.js';
import { Ticker } from '../accounts/ticker.js';
import type { MintContext } from '../api/mint-token.resolver.js';
import { RequestSweeper } from '../budgets/expire-requests.js';
import type { Meter } from '../meter.js';
import type { ServedGrants } from '../books/served-grants.js';
import { Ledger, type Moved, type TopUps } from '../books/unit-of-work.js';
import { LiveAccounts, type AccountsContext } from '../live/live-accounts.js';
import { LiveBalances } from '../live/live-balances.js';
import { LiveDecisions, type DecisionsContext } from '../live/live-decisions.js';
import { LivePolicies, type PoliciesContext } from '../live/live-policies.js';
import { LiveRequests, type RequestsContext } from '../live/live-requests.js';
import { LiveNotices, type NoticesContext } from '../notices/live-notices.js';
import { NoticeSweeper } from '../notices/notice-sweeper.js';
import type { PolicyStore } from '../policy/policy-store.js';
import { beginTopUps, type ToppingUp } from '../purchases/begin-top-ups.js';
import { sells } from '../purchases/no-payments.js';
import type { PaymentProvider } from '../purchases/payment-provider.js';
import { Previews, type PreviewsContext } from '../preview/previews.js';
import { PendingPurchases } from '../purchases/pending-purchases.js';
import type { PurchaseContext } from '../purchases/purchase-credits.js';
import { CatalogVersions } from '../catalog/catalog-versions.js';
import type { OperationsContext } from '../usage/operations.resolver.js';
import { UsageRecorder, type UsageContext } from '../usage/record-usage.js';
import { SettlementProcessor } from '../usage/settlement-processor.js';
import { UsageSignal } from '../usage/usage-signal.js';
import { isOperator } from '../text.js';
import { NoteNames } from './note-names.js';
import type { OpenCell } from './open-base.js';

/** The context of every resolver. */
export type AppContext = AccessContext &
  ReceiptContext &
  UsageContext &
  OperationsContext &
  PurchaseContext &
  NoticesContext &
  AccountsContext &
  DecisionsContext &
  RequestsContext &
  PoliciesContext &
  PreviewsContext &
  MintContext;

/** What all operations of a cell's tenants work with. */
export type Parts = Omit<AppContext, 'caller' | 'requestId' | 'policy' | 'catalog' | 'loaders' | 'names'> & {
  names: NoteNames;
};

/** A cell, and what runs for it. */
export interface RunningCell extends OpenCell {
  parts: Parts;
  pending: PendingPurchases;
}

export interface CellOptions extends Pick<MintContext, 'mint'>, Pick<OperationsContext, 'peers'> {
  policies: PolicyStore;
  payments: PaymentProvider;
  servedGrants: () => ServedGrants;
  /** The role that connections act as. */
  role: string;
  /** Milliseconds that the ledger's clock runs ahead of the database's. */
  clockOffset: () => number;
  /** Whether usage is settled here. */
  settlement: boolean;
  /** Whether checks wait, in any cell: the machine is one. */
  crowded: () => boolean;
  /** Told of what happens; undefined where nobody measures. */
  meter: Meter | undefined;
}

/** Runs a cell; `closing` gets what ends it again, to be called last in first out. */
export async function openCell(
  cell: OpenCell,
  { policies, payments, mint, peers, servedGrants, role, clockOffset, settlement, crowded, meter }: CellOptions,
  closing: (() => Promise<void>)[],
): Promise<RunningCell> {
  const { database, log, tenants } = cell;
  const catalog = () => policies.catalog();
  const mayPurchase: ToppingUp['mayPurchase'] = (tenant, who, address) =>
    isOperator(who.subject) ||
    policies.live(tenant)?.permissions.permits(who, `account:${address}`, 'purchase').permitted === true;
  const topUps: TopUps = {
    begin: (tx, books, due) => beginTopUps({ payments, mayPurchase }, tx, books, due),
    begun(purchases) {
      for (const _ of purchases) meter?.purchase('PENDING');
      pending.settleNow(purchases);
    },
  };
  const onCommit = (moved: Moved[]) => watched.live.wake(moved);
  const ledger = new Ledger({ database, catalog, servedGrants, clockOffset, onCommit, topUps });
  const pending = new PendingPurchases({ ledger, database, payments, meter }, tenants, log);
  const watched: Live = await openLive({ database, ledger, log, policies }, closing);
  const { live } = watched;
  const timed = { database, ledger, log, clockOffset, tenants };
  const ticker = new Ticker(timed);
  ticker.start();
  closing.push(() => ticker.close());
  const waker = new GrantWaker({ ...timed, servedGrants });
  waker.start();
  closing.push(() => waker.close());
  const notices = new LiveNotices({ database, log });
  closing.push(() => notices.close());
  await notices.start();
  live.hear(notices.heard);
  const onGiven = (given: Moved[]) => {
    notices.wake(given);
    // Their numbers are those of notices; of the balance they say nothing.
    live.wake(given.map((each) => ({ ...each, seq: 0n, restated: true })));
  };
  const sweeper = new NoticeSweeper({ ...timed, onGiven });
  closing.push(() => sweeper.close());
  sweeper.start();
  const requests = new RequestSweeper(timed);
  closing.push(() => requests.close());
  requests.start();
  pending.start();
  closing.push(() => pending.close());
  const forgetting = keepForgetting(timed);
  closing.push(() => forgetting.close());
  const names = new NoteNames({ database, log });
  closing.push(() => names.close());
  const catalogs = new CatalogVersions(catalog);
  const checks = new AccessChecks(ledger, catalogs, meter);
  const signal = new UsageSignal(database, log);
  closing.push(async () => signal.close());
  const processor = new SettlementProcessor({ ledger, catalogs, signal, log, tenants, crowded, meter });
  const recorder = new UsageRecorder(ledger, catalogs, () => {
    processor.wake();
    signal.tell();
  });
  if (settlement) {
    await processor.start();
    closing.push(() => processor.close());
  }
  const previews = new Previews({ database, cell, role, log });
  closing.push(() => previews.close());
  await previews.start();
  const served = { database, ledger, policies, payments, sellsCredits: sells(payments), mint, peers, meter };
  const parts = { ...served, ...watched, notices, previews, checks, recorder, catalogs, names };
  return { ...cell, parts, pending };
}

type Live = Pick<Parts, 'live' | 'liveAccounts' | 'liveDecisions' | 'liveRequests' | 'livePolicies'>;

/** What tells others of commits, and those who watch here. */
async function openLive(
  { database, ledger, log, policies }: Pick<Parts, 'database' | 'ledger' | 'policies'> & Pick<OpenCell, 'log'>,
  closing: (() => Promise<void>)[],
): Promise<Live> {
  const live = new LiveBalances({ database, ledger, log });
  closing.push(() => live.close());
  await live.start();
  const liveAccounts = new LiveAccounts({ database, log, live, policies });
  closing.push(() => liveAccounts.close());
  liveAccounts.start();
  const liveDecisions = new LiveDecisions({ database, ledger, log, live });
  closing.push(() => liveDecisions.close());
  liveDecisions.start();
  const liveRequests = new LiveRequests({ database, ledger, log, live });
  closing.push(() => liveRequests.close());
  liveRequests.start();
  const livePolicies = new LivePolicies({ policies, log });
  closing.push(() => livePolicies.close());
  livePolicies.start();
  return { live, liveAccounts, liveDecisions, liveRequests, livePolicies };
}
