/** The budgets of a policy without any, for formats that say nothing of them: all that there is may be spent. */
import type { Budgets } from './policy-version.js';

export const NO_BUDGETS: Budgets = {
  budgetsFor: () => [],
  budgetsOf: () => [],
  budgetsOfTeam: () => [],
  termsOf: () => null,
  teamsOf: () => [],
  shared: [],
  teams: [],
  team: () => null,
  hasApprover: () => false,
  approversOf: () => [],
};
