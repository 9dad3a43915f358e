/** What is where. The filters of a page are in its address: a link shows what its sender saw. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Frame, NotFound } from './frame/frame';
import { OneAccount } from './frame/one-account';
import { Overview } from './pages/overview/overview';
import { AccountHome } from './pages/accounts/account-home';
import { readAccounts } from './pages/accounts/search';
import { readAsk } from './pages/ask/search';
import { readBudgets } from './pages/budgets/search';
import { readCatalog } from './pages/catalog/search';
import { readCredits } from './pages/credits/search';
import { readLedger } from './pages/ledger/search';
import { readOverview } from './pages/overview/search';
import { readPolicy } from './pages/policy/search';
import { readReceipts } from './pages/receipts/search';
import { readUsage } from './pages/usage/search';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

/** The pages of an account, one's own or another's: the same, under two addresses. */
const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: Overview,
  validateSearch: readOverview,
});

const account = createRoute({ getParentRoute: () => root, path: '/accounts/$account', component: OneAccount });
const accountOverview = createRoute({
  getParentRoute: () => account,
  path: '/',
  component: AccountHome,
  validateSearch: readOverview,
});

const usagePage = {
  component: lazyRouteComponent(() => import('./pages/usage/usage'), 'Usage'),
  validateSearch: readUsage,
};
const usage = createRoute({ getParentRoute: () => root, path: '/usage', ...usagePage });
const accountUsage = createRoute({ getParentRoute: () => account, path: '/usage', ...usagePage });

const receiptsPage = {
  component: lazyRouteComponent(() => import('./pages/receipts/receipts'), 'Receipts'),
  validateSearch: readReceipts,
};
const receipts = createRoute({ getParentRoute: () => root, path: '/decisions', ...receiptsPage });
const accountReceipts = createRoute({ getParentRoute: () => account, path: '/decisions', ...receiptsPage });

const creditsPage = {
  component: lazyRouteComponent(() => import('./pages/credits/credits'), 'Credits'),
  validateSearch: readCredits,
};
const credits = createRoute({ getParentRoute: () => root, path: '/credits', ...creditsPage });
const accountCredits = createRoute({ getParentRoute: () => account, path: '/credits', ...creditsPage });

const ledgerPage = {
  component: lazyRouteComponent(() => import('./pages/ledger/ledger'), 'Ledger'),
  validateSearch: readLedger,
};
const ledger = createRoute({ getParentRoute: () => root, path: '/ledger', ...ledgerPage });
const accountLedger = createRoute({ getParentRoute: () => account, path: '/ledger', ...ledgerPage });

const askPage = { component: lazyRouteComponent(() => import('./pages/ask/ask'), 'Ask'), validateSearch: readAsk };
const ask = createRoute({ getParentRoute: () => root, path: '/ask', ...askPage });

const budgets = createRoute({
  getParentRoute: () => root,
  path: '/budgets',
  component: lazyRouteComponent(() => import('./pages/budgets/budgets'), 'Budgets'),
  validateSearch: readBudgets,
});

const policy = createRoute({
  getParentRoute: () => root,
  path: '/policy',
  component: lazyRouteComponent(() => import('./pages/policy/policy'), 'Policy'),
  validateSearch: readPolicy,
});

const catalog = createRoute({
  getParentRoute: () => root,
  path: '/catalog',
  component: lazyRouteComponent(() => import('./pages/catalog/catalog'), 'Catalog'),
  validateSearch: readCatalog,
});

const accounts = createRoute({
  getParentRoute: () => root,
  path: '/accounts',
  component: lazyRouteComponent(() => import('./pages/accounts/accounts'), 'Accounts'),
  validateSearch: readAccounts,
});
const manage = createRoute({
  getParentRoute: () => account,
  path: '/manage',
  component: lazyRouteComponent(() => import('./pages/manage/manage'), 'Manage'),
});

const tree = root.addChildren([
  overview,
  usage,
  receipts,
  credits,
  ledger,
  ask,
  budgets,
  policy,
  catalog,
  accounts,
  account.addChildren([accountOverview, accountUsage, accountReceipts, accountCredits, accountLedger, manage]),
]);

export function makeRouter() {
  return createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
