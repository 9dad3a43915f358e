/**
 * The whole GraphQL contract, from the resolvers that serve it.
 */
import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type BuildSchemaOptions, type PubSub } from 'type-graphql';
import { AccessResolver } from '../access/access.resolver.js';
import { AvailabilityResolver, ProductAvailabilityResolver } from '../access/availability.resolver.js';
import {
  BlockerAccountResolver,
  DecisionResolver,
  DrawAccountResolver,
  DrawResolver,
  EstimateResolver,
  HoldResolver,
  LayerAccountResolver,
} from '../access/decision.resolver.js';
import { ExplainAccessResolver } from '../access/explain-access.resolver.js';
import { EstimateReceiptResolver, ReceiptResolver } from '../access/receipt.resolver.js';
import { DecisionsResolver } from '../access/list-decisions.resolver.js';
import { NodeResolver } from '../api/node.resolver.js';
import { AccountPageResolver, AccountResolver, LotAccountResolver } from '../accounts/account.resolver.js';
import {
  AccountActionsResolver,
  ActionAccountResolver,
  AdminActionResolver,
  LotActionsResolver,
  PurchaseActionsResolver,
  ResetActionsResolver,
  UpdateActionResolver,
} from '../accounts/admin-action.resolver.js';
import { BalanceLineResolver, BalanceUpdateResolver } from '../accounts/balance-update.resolver.js';
import { AccountUpdatesResolver, DecisionUpdatesResolver } from '../accounts/update-links.resolver.js';
import { LotResolver } from '../accounts/grants.resolver.js';
import {
  BankedResetsResolver,
  GrantedResetsAccountResolver,
  RedeemedResetAccountResolver,
} from '../accounts/banked-resets.resolver.js';
import { LotReferenceResolver } from '../accounts/lot-reference.resolver.js';
import { ManageResolver } from '../accounts/manage.resolver.js';
import { PlansResolver } from '../accounts/plans.resolver.js';
import { AccountNoticesResolver, NoticeAccountResolver, NoticesResolver } from '../notices/notices.resolver.js';
import { OffersResolver } from '../purchases/offers.resolver.js';
import {
  BlockerBudgetResolver,
  BudgetAccountResolver,
  BudgetCountResolver,
  BudgetResolver,
  TeamResolver,
} from '../budgets/budgets.resolver.js';
import { BudgetRequestResolver } from '../budgets/requests.resolver.js';
import { TestPolicyResolver } from '../api/test-policy.resolver.js';
import { PurchaseResolver } from '../purchases/purchase.resolver.js';
import {
  AccountPurchasesResolver,
  PurchaseAccountResolver,
  PurchasesResolver,
} from '../purchases/read-purchases.resolver.js';
import { TopUpAccountResolver, TopUpResolver } from '../purchases/top-up.resolver.js';
import { OperationsResolver } from '../usage/operations.resolver.js';
import { UsageEventResolver } from '../usage/usage-event.resolver.js';
import { AccountUsageResolver, DecisionUsageResolver, EventAccountResolver } from '../usage/usage-links.resolver.js';
import { UsageSeriesResolver } from '../usage/usage-series.resolver.js';
import {
  AccountChangeAccountResolver,
  AccountChangeBudgetResolver,
  AccountChangedResolver,
} from '../live/account-changed.resolver.js';
import { BudgetRequestChangedResolver } from '../live/budget-request-changed.resolver.js';
import { DecisionMadeResolver } from '../live/decision-made.resolver.js';
import {
  BalanceChangedResolver,
  ChangeAccountResolver,
  ChangeBudgetResolver,
} from '../live/balance-changed.resolver.js';
import { PolicyChangedResolver } from '../live/policy-changed.resolver.js';
import { NoticeGivenResolver } from '../notices/notice-given.resolver.js';
import { CatalogResolver } from '../api/catalog.resolver.js';
import { NowResolver } from '../api/now.resolver.js';
import { MintTokenResolver } from '../api/mint-token.resolver.js';
import { PolicyChangeResolver } from '../api/policy-change.resolver.js';
import { PolicyResolver, PolicyVersionResolver } from '../api/policy.resolver.js';
import { sayBounds } from '../api/say-bounds.js';
import { DateTime } from '../scalars.js';
import { limits } from '../server/limits.js';
import { countLongLists } from '../server/long-lists.js';
import { nameArguments } from '../server/wrong-argument.js';
import { DifferenceAccountResolver, ReconcileResolver } from '../reconcile/reconcile.resolver.js';
import { PreviewResolver } from '../preview/preview.resolver.js';
import { UsageResolver } from '../usage/usage.resolver.js';
import { ValidatePolicyResolver } from '../api/validate-policy.resolver.js';
import { ViewerResolver } from '../api/viewer.resolver.js';
import { ForecastResolver } from '../usage/forecast.resolver.js';
import { WindowStateResolver } from '../accounts/window-state.resolver.js';

/** type-graphql asks for one, though every subscription here brings an iterable of its own. */
const NO_PUB_SUB: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('subscriptions read the books, not a bus');
  },
};

const RESOLVERS = [
  AccessResolver,
  AccountActionsResolver,
  AccountChangeAccountResolver,
  AccountChangeBudgetResolver,
  AccountChangedResolver,
  AccountNoticesResolver,
  AccountPageResolver,
  AccountPurchasesResolver,
  AccountResolver,
  AccountUpdatesResolver,
  AccountUsageResolver,
  ActionAccountResolver,
  AdminActionResolver,
  AvailabilityResolver,
  ProductAvailabilityResolver,
  BalanceChangedResolver,
  BalanceLineResolver,
  BalanceUpdateResolver,
  BlockerAccountResolver,
  BlockerBudgetResolver,
  BudgetAccountResolver,
  BudgetCountResolver,
  BudgetRequestChangedResolver,
  BudgetRequestResolver,
  BudgetResolver,
  CatalogResolver,
  ChangeAccountResolver,
  ChangeBudgetResolver,
  DecisionMadeResolver,
  DecisionResolver,
  DecisionUpdatesResolver,
  DecisionUsageResolver,
  DecisionsResolver,
  DifferenceAccountResolver,
  DrawAccountResolver,
  DrawResolver,
  EstimateReceiptResolver,
  EstimateResolver,
  ExplainAccessResolver,
  EventAccountResolver,
  HoldResolver,
  LayerAccountResolver,
  LotAccountResolver,
  LotActionsResolver,
  LotReferenceResolver,
  LotResolver,
  ManageResolver,
  MintTokenResolver,
  NodeResolver,
  NoticeAccountResolver,
  NoticeGivenResolver,
  NoticesResolver,
  NowResolver,
  PlansResolver,
  BankedResetsResolver,
  GrantedResetsAccountResolver,
  RedeemedResetAccountResolver,
  OffersResolver,
  OperationsResolver,
  PolicyChangeResolver,
  PolicyChangedResolver,
  PolicyResolver,
  PolicyVersionResolver,
  PreviewResolver,
  PurchaseAccountResolver,
  PurchaseActionsResolver,
  PurchaseResolver,
  PurchasesResolver,
  ReceiptResolver,
  ReconcileResolver,
  ResetActionsResolver,
  TeamResolver,
  TestPolicyResolver,
  TopUpAccountResolver,
  TopUpResolver,
  UpdateActionResolver,
  UsageEventResolver,
  UsageResolver,
  UsageSeriesResolver,
  ValidatePolicyResolver,
  ViewerResolver,
  ForecastResolver,
  WindowStateResolver,
] as const satisfies BuildSchemaOptions['resolvers'];

let built: Promise<GraphQLSchema> | undefined;

/** The schema: one for all APIs of a process, which nobody may change. */
export function buildApiSchema(): Promise<GraphQLSchema> {
  return (built ??= build());
}

/** Inputs are validated where they are used, so type-graphql does not. */
async function build(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: RESOLVERS,
    scalarsMap: [{ type: Date, scalar: DateTime }],
    validate: false,
    pubSub: NO_PUB_SUB,
  });
  return sayBounds(nameArguments(countLongLists(schema, limits.longRows)));
}
