/** What the address of the budgets says. */

export interface BudgetsSearch {
  /** True: every budget that has counted something, as a table. */
  everyone?: boolean;
  /** The one whose drawer is open. */
  budget?: string;
}

export function readBudgets(search: Record<string, unknown>): BudgetsSearch {
  const { budget, everyone } = search;
  return {
    ...(everyone === true ? { everyone } : {}),
    ...(typeof budget === 'string' && budget !== '' ? { budget } : {}),
  };
}
