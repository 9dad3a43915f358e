/**
 * In which windows a decision counted, against the catalog that it names: in all those of its plan that cover what was asked,
 * and in no other.
 */
import { covers } from '../core/window-scope.js';
import { attempt, type Judged } from './derive-journal.js';
import type { Findings } from './difference.js';
import type { Owner } from './journal-rows.js';
import type { StoredCatalogs } from './reconcile-catalogs.js';
import type { FoundDecision } from './reconcile-rows.js';

/** A decision's draws on the allowance; nothing where its catalog is not stored, which is told elsewhere. */
export function judgeWindows(
  { row }: Judged,
  decision: FoundDecision | undefined,
  { accountId }: Owner,
  catalogs: StoredCatalogs,
  findings: Findings,
): void {
  if (!decision?.body) return;
  const { product, body } = decision;
  const drawn = body.draws.filter((draw) => draw.layer === 'ALLOWANCE' && draw.accountId === accountId);
  const plan = drawn.length > 0 ? attempt(() => catalogs.version(body.catalog).plans.get(body.plan ?? '')) : null;
  if (!plan) return;
  const covering = plan.windows.filter((terms) => covers(terms, { product, feature: body.feature }));
  const expected = covering.map(({ name }) => name).join(', ');
  for (const { windows } of drawn) {
    const found = windows.map(({ name }) => name).join(', ');
    if (found === expected) continue;
    const about = { seq: row.seq, decision: decision.id, expected: expected || 'none', found: found || 'none' };
    findings.add('CAUSE', 'DECISION', 'The decision does not count in the windows that cover it.', about);
  }
}
