/** What is where. The filters of a page are in its address: a link shows what its sender saw. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Frame, NotFound } from './frame/frame';
import { OneAccount } from './frame/one-account';
import { Overview } from './pages/overview/overview';
import { readOverview } from './pages/overview/search';

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
  component: Overview,
  validateSearch: readOverview,
});

const tree = root.addChildren([overview, account.addChildren([accountOverview])]);

export function makeRouter() {
  return createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true });
}

export const lazy = lazyRouteComponent;

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
