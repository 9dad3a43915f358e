/**
 * Whether policies may speak of teams and budgets: `g2` and `p3` lines, `account:team:<name>` and `budget:<who>`.
 * Until something counts by them they are refused, so that no cap is believed to hold. This is the one place that says
 * so.
 */
export const BUDGETS_SERVED: boolean = false;
