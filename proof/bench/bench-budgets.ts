/**
 * The policy lines of the rows with budgets: of each member a team's that few share and two of its own, or one that the
 * whole tenant shares. None is ever used up.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TENANT } from './api-build.js';

/** So many subjects share a team's budget. */
const TEAM_SIZE = 10;
/** A policy has at most 5,000 lines, and each member is in its team by one. */
export const MOST_MEMBERS = 4_000;

const CREDITS = '100000000';

/** Lines of a policy, and how many budgets count each check by them. */
export interface BudgetLines {
  lines: string[];
  perCheck: number;
}

/** Three for each member: its team's, and two of its own. */
export function threeEach(subjects: readonly string[]): BudgetLines {
  const teamOf = (i: number) => `team:bench-${Math.floor(i / TEAM_SIZE) + 1}`;
  const teams = new Set(subjects.map((_, i) => teamOf(i)));
  return {
    lines: [
      ...subjects.map((subject, i) => `g2, ${subject}, ${teamOf(i)}`),
      ...[...teams].map((team) => `p3, ${team}, product:*, any, ${CREDITS}, month, cap`),
      `p3, each tenant, product:*, any, ${CREDITS}, month, cap`,
      `p3, each tenant, product:codex, paid, ${CREDITS}, week, cap`,
    ],
    perCheck: 3,
  };
}

/** One that all checks of the tenant count in. */
export function oneForAll(): BudgetLines {
  return { lines: [`p3, tenant, product:*, any, ${CREDITS}, month, cap`], perCheck: 1 };
}

/** Copies a checkout's policies and adds the lines to the tenant's; answers the copy's folder. */
export function policiesWith({ lines }: BudgetLines, project: URL, dir: string): string {
  cpSync(fileURLToPath(new URL('policies', project)), dir, { recursive: true });
  const file = join(dir, TENANT, 'policy.csv');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n${lines.join('\n')}\n`);
  return dir;
}
