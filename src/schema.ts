/**
 * The whole GraphQL contract, from the resolvers that serve it.
 */
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { AccessResolver } from './access/access.resolver.js';
import { DecisionResolver, DrawResolver, EstimateResolver, HoldResolver } from './access/decision.resolver.js';
import { DecisionsResolver } from './access/decisions.resolver.js';
import { NodeResolver } from './access/node.resolver.js';
import { AccountResolver } from './ledger/account.resolver.js';
import { BalanceLineResolver, BalanceUpdateResolver } from './ledger/balance-update.resolver.js';
import { LotResolver } from './ledger/lot.resolver.js';
import { ManageResolver } from './ledger/manage.resolver.js';
import { NoticesResolver } from './ledger/notices.resolver.js';
import { PurchaseResolver } from './ledger/purchase.resolver.js';
import { PurchasesResolver } from './ledger/purchases.resolver.js';
import { TopUpResolver } from './ledger/top-up.resolver.js';
import { UsageEventResolver } from './ledger/usage-event.resolver.js';
import { UsageSeriesResolver } from './ledger/usage-series.resolver.js';
import { BalanceChangedResolver } from './live/balance-changed.resolver.js';
import { NoticeGivenResolver } from './live/notice-given.resolver.js';
import { PolicyResolver } from './policy/policy.resolver.js';
import { DateTime } from './scalars.js';
import { ReconcileResolver } from './settlement/reconcile.resolver.js';
import { UsageResolver } from './settlement/usage.resolver.js';
import { ViewerResolver } from './tenancy/viewer.resolver.js';

/** type-graphql asks for one, though every subscription here brings an iterable of its own. */
const NO_PUB_SUB: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('subscriptions read the books, not a bus');
  },
};

/** Builds the schema. Inputs are validated where they are used, so type-graphql does not. */
export function buildApiSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      AccessResolver,
      AccountResolver,
      BalanceChangedResolver,
      BalanceLineResolver,
      BalanceUpdateResolver,
      DecisionResolver,
      DecisionsResolver,
      DrawResolver,
      EstimateResolver,
      HoldResolver,
      LotResolver,
      ManageResolver,
      NodeResolver,
      NoticeGivenResolver,
      NoticesResolver,
      PolicyResolver,
      PurchaseResolver,
      PurchasesResolver,
      ReconcileResolver,
      TopUpResolver,
      UsageEventResolver,
      UsageResolver,
      UsageSeriesResolver,
      ViewerResolver,
    ],
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    pubSub: NO_PUB_SUB,
  });
}
