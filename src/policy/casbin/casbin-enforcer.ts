/**
 * Casbin with the lines of one version under model.conf, never reloaded. What it has loaded is what answers are made
 * of. Its own enforcing reads every line for each question, so nobody who serves asks it: it is the oracle of tests.
 */
import assert from 'node:assert/strict';
import { newEnforcer, newModelFromString } from 'casbin';
import type { Enforcer } from 'casbin';
import { covers } from '../policy-object.js';
import type { PolicyLines } from './policy-line.js';

/**
 * Builds an enforcer, aside from any other. It is asked with all that a caller is (`principalsOf`), an object and an
 * action.
 * @param model the text of model.conf, checked
 * @throws AssertionError where Casbin has not loaded exactly these lines, in their order
 */
export async function openEnforcer(
  model: string,
  { permits, grants, teams, budgets }: Omit<PolicyLines, 'layers'>,
): Promise<Enforcer> {
  const permitRows = permits.map((line) => [line.subject, line.object, line.action, line.effect]);
  const grantRows = grants.map((line) => [line.subject, line.role]);
  const teamRows = teams.map((line) => [line.subject, line.team]);
  const budgetRows = budgets.map((line) => line.rule.split(', ').slice(1));
  const casbinModel = newModelFromString(model);
  casbinModel.addPolicies('p', 'p', permitRows);
  casbinModel.addPolicies('g', 'g', grantRows);
  casbinModel.addPolicies('g', 'g2', teamRows);
  casbinModel.addPolicies('p', 'p3', budgetRows);
  const enforcer = await newEnforcer(casbinModel);
  await enforcer.buildRoleLinks();
  // Casbin leaves out what it does not like and says nothing.
  const loaded = [
    ['p', permitRows, await enforcer.getPolicy()],
    ['g', grantRows, await enforcer.getGroupingPolicy()],
    ['g2', teamRows, await enforcer.getNamedGroupingPolicy('g2')],
    ['p3', budgetRows, await enforcer.getNamedPolicy('p3')],
  ] as const;
  for (const [kind, given, rows] of loaded) {
    assert(sameRows(rows, given), `Casbin has not loaded the ${kind} lines as they are`);
  }
  const roles = enforcer.getRoleManager();
  await enforcer.addFunction('holds', (principals: string[], written: string) =>
    principals.some((principal) => roles.syncedHasLink?.(principal, written) ?? false),
  );
  await enforcer.addFunction('covers', (principals: string[], asked: string, written: string, effect: string) =>
    covers(principals[0] ?? '', asked, written, effect),
  );
  return enforcer;
}

function sameRows(loaded: readonly string[][], given: readonly string[][]): boolean {
  return loaded.length === given.length && loaded.every((row, i) => row.join() === given[i]!.join());
}
