/**
 * The whole GraphQL contract, from the resolvers that serve it.
 */
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { AccessResolver } from '../access/access.resolver.js';
import { DecisionResolver, DrawResolver, EstimateResolver, HoldResolver } from '../access/decision.resolver.js';
import { DecisionsResolver } from '../access/list-decisions.resolver.js';
import { NodeResolver } from '../api/node.resolver.js';
import { AccountPageResolver, AccountResolver } from '../accounts/account.resolver.js';
import {
  AccountActionsResolver,
  AdminActionResolver,
  LotActionsResolver,
  PurchaseActionsResolver,
  ResetActionsResolver,
  UpdateActionResolver,
} from '../accounts/admin-action.resolver.js';
import { BalanceLineResolver, BalanceUpdateResolver } from '../accounts/balance-update.resolver.js';
import { LotResolver } from '../accounts/grants.resolver.js';
import { ManageResolver } from '../accounts/manage.resolver.js';
import { NoticesResolver } from '../notices/notices.resolver.js';
import { OffersResolver } from '../purchases/offers.resolver.js';
import { PurchaseResolver } from '../purchases/purchase.resolver.js';
import { PurchasesResolver } from '../purchases/read-purchases.resolver.js';
import { TopUpResolver } from '../purchases/top-up.resolver.js';
import { UsageEventResolver } from '../usage/usage-event.resolver.js';
import { UsageSeriesResolver } from '../usage/usage-series.resolver.js';
import { BalanceChangedResolver } from '../live/balance-changed.resolver.js';
import { NoticeGivenResolver } from '../notices/notice-given.resolver.js';
import { CatalogResolver } from '../api/catalog.resolver.js';
import { NowResolver } from '../api/now.resolver.js';
import { MintTokenResolver } from '../api/mint-token.resolver.js';
import { PolicyResolver } from '../api/policy.resolver.js';
import { DateTime } from '../scalars.js';
import { limits } from '../server/limits.js';
import { countLongLists } from '../server/long-lists.js';
import { nameArguments } from '../server/wrong-argument.js';
import { ReconcileResolver } from '../reconcile/reconcile.resolver.js';
import { UsageResolver } from '../usage/usage.resolver.js';
import { ViewerResolver } from '../api/viewer.resolver.js';

/** type-graphql asks for one, though every subscription here brings an iterable of its own. */
const NO_PUB_SUB: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('subscriptions read the books, not a bus');
  },
};

/** Builds the schema. Inputs are validated where they are used, so type-graphql does not. */
export async function buildApiSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      AccessResolver,
      AccountActionsResolver,
      AccountPageResolver,
      AccountResolver,
      AdminActionResolver,
      BalanceChangedResolver,
      BalanceLineResolver,
      BalanceUpdateResolver,
      CatalogResolver,
      DecisionResolver,
      DecisionsResolver,
      DrawResolver,
      EstimateResolver,
      HoldResolver,
      LotActionsResolver,
      LotResolver,
      ManageResolver,
      MintTokenResolver,
      NodeResolver,
      NoticeGivenResolver,
      NoticesResolver,
      NowResolver,
      OffersResolver,
      PolicyResolver,
      PurchaseActionsResolver,
      PurchaseResolver,
      PurchasesResolver,
      ReconcileResolver,
      ResetActionsResolver,
      TopUpResolver,
      UpdateActionResolver,
      UsageEventResolver,
      UsageResolver,
      UsageSeriesResolver,
      ViewerResolver,
    ],
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    pubSub: NO_PUB_SUB,
  });
  return nameArguments(countLongLists(schema, limits.longRows));
}
