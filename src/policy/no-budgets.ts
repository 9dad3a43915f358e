/** The budgets of a policy that has none, for formats that say nothing of them: everybody may spend all that there is. */
import type { Budgets } from './policy-version.js';

export const NO_BUDGETS: Budgets = {
  budgetsFor: () => [],
  budgetsOf: () => [],
  budgetsOfTeam: () => [],
  termsOf: () => null,
  teamsOf: () => [],
  teams: [],
  team: () => null,
  hasApprover: () => false,
};
