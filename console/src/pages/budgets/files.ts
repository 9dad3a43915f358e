/** Budgets, and who spent one, as files. */
import {
  BudgetMembersDocument,
  EveryBudgetDocument,
  type BudgetNowFragment,
  type RequestNowFragment,
} from '../../gql/graphql';
import { here, pagesOf, type Csv, type CsvRow } from '../../parts/csv';

const HEAD = [
  ...['id', 'who', 'subject', 'session', 'object', 'source', 'period', 'kind', 'limit', 'increase', 'released'],
  ...['spent', 'held', 'remaining', 'over', 'started_at', 'resets_at', 'line'],
];

const rowOf = (budget: BudgetNowFragment): CsvRow => [
  ...[budget.id, budget.who, budget.subject, budget.session, budget.object, budget.source, budget.period, budget.kind],
  ...[budget.limit, budget.increase, budget.released, budget.spent, budget.held, budget.remaining, budget.over],
  ...[budget.startedAt, budget.resetsAt, budget.line],
];

/** Those that are shown. */
export const budgetsCsv = (name: string, budgets: readonly BudgetNowFragment[]): Csv => ({
  ...{ name, head: HEAD },
  pages: () => here(budgets.map(rowOf)),
});

/** All that have counted something. */
export const everyBudgetCsv: Csv = {
  ...{ name: 'budgets', head: HEAD },
  pages: (client, stopped) => pagesOf(client, EveryBudgetDocument, {}, (data) => data.budgets, rowOf, stopped),
};

/** Who has spent how much of a budget, the most first. */
export const membersCsv = (id: string): Csv => ({
  name: 'members',
  head: ['subject', 'spent', 'held', 'last_at'],
  pages: (client, stopped) =>
    pagesOf(
      client,
      BudgetMembersDocument,
      { id },
      (data) => data.budget?.members,
      ({ id: subject, spent, held, lastAt }) => [subject, spent, held, lastAt],
      stopped,
    ),
});

/** Requests that are shown. */
export const requestsCsv = (name: string, requests: readonly RequestNowFragment[]): Csv => ({
  name,
  head: [
    ...['id', 'created_at', 'subject', 'asked_by', 'budget', 'who', 'credits', 'until', 'reason', 'state'],
    ...['decided_by', 'decided_at', 'approved', 'approved_until', 'note'],
  ],
  pages: () =>
    here(
      requests.map((request) => [
        ...[request.id, request.createdAt, request.subject, request.askedBy, request.budget.id, request.budget.who],
        ...[request.credits, request.until, request.reason, request.state, request.decidedBy, request.decidedAt],
        ...[request.approved, request.approvedUntil, request.note],
      ]),
    ),
});
