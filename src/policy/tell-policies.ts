/**
 * What the log says of policies and of the catalog: each thing once, when it begins. It decides nothing.
 */
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog.js';
import { doubtsIn } from '../catalog/compare-catalogs.js';
import { formatProblem, problemOf, type Problem } from '../catalog/problem.js';
import type { Entry } from './build-policies.js';

export type PolicyLog = Pick<Logger, 'info' | 'warn' | 'error'>;

/** What serves, or did. */
export interface Serving {
  catalog: Catalog | undefined;
  entries: ReadonlyMap<string, Entry>;
}

/** Tells all that has changed. @returns whether something else serves now */
export function tellChanges(log: PolicyLog, now: Serving, before: Serving): boolean {
  const isSwitched = now.catalog !== undefined && now.catalog.version !== before.catalog?.version;
  if (isSwitched) tellCatalog(log, now.catalog!);
  for (const [tenant, entry] of now.entries) tellEntry(log, tenant, entry, before.entries.get(tenant));
  const isOther = ([tenant, { policy }]: [string, Entry]) =>
    policy?.version !== before.entries.get(tenant)?.policy?.version;
  return isSwitched || before.entries.size !== now.entries.size || [...now.entries].some(isOther);
}

/** A file that is right, but could not be published. */
export function notStored(file: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return problemOf('file/not-stored', { file, line: 1 }, `could not be stored and is tried again: ${reason}`);
}

/** Tells what changed of a tenant since `before`. */
function tellEntry(log: PolicyLog, tenant: string, { state }: Entry, before: Entry | undefined): void {
  const { liveVersion: version, file } = state;
  if (version !== null && version !== before?.state.liveVersion)
    log.info({ tenant, version, file }, 'a policy is live');
  if (sayAll(state.problems) !== sayAll(before?.state.problems ?? [])) {
    const serves = version === null ? 'the tenant is unavailable' : `${version} serves on`;
    for (const problem of state.problems) {
      log.error({ ...problem, tenant }, `the policy is refused, ${serves}: ${formatProblem(problem)}`);
    }
  }
  if (sayAll(state.warnings) === sayAll(before?.state.warnings ?? [])) return;
  for (const { isLoud, refusesEdit: _, ...warning } of state.warnings) {
    log[isLoud ? 'error' : 'warn']({ ...warning, tenant }, formatProblem(warning));
  }
}

/** Tells why the operator's files do not serve, where that is news. */
export function tellRefused(log: PolicyLog, problems: readonly Problem[], before: readonly Problem[]): void {
  if (sayAll(problems) === sayAll(before)) return;
  for (const problem of problems) log.error(problem, `the catalog is refused: ${formatProblem(problem)}`);
}

/** Tells that a catalog is live, and what is doubtful in it. */
function tellCatalog(log: PolicyLog, catalog: Catalog): void {
  log.info({ file: catalog.file, version: catalog.version }, 'the catalog is live');
  for (const doubt of doubtsIn(catalog, Date.now())) log.warn(doubt, formatProblem(doubt));
}

/** Each problem once, in their order. */
export function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

function sayAll(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}
