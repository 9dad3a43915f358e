/** Files of cases that the tests of policy tests share. */
import { parseCases } from '../../../src/policy/cases/parse-cases.js';
import { runCase, type CaseResult } from '../../../src/policy/cases/run-case.js';
import type { PolicyVersion } from '../../../src/policy/policy-version.js';
import { catalog } from '../policies.js';

/** A file of these cases, each the lines of one in YAML. */
export function casesFile(...cases: string[]): string {
  const items = cases.map((each) => each.trim().replace(/^/gm, '    ').replace(/^ {4}/, '  - '));
  return ['format: 1', 'cases:', ...items, ''].join('\n');
}

/** Whether somebody may use the product: red where `expect` is not what the policy says. */
export function useCase(name: string, expect: 'allow' | 'deny', groups = ''): string {
  return `name: ${name}\nsubject: alice\ngroups: [${groups}]\nobject: product:codex/gpt-5.5\naction: use\nexpect: ${expect}`;
}

/** Runs cases on acme's policy under the shipped catalog. */
export function run(policy: PolicyVersion, ...cases: string[]): CaseResult[] {
  const parsed = parseCases(casesFile(...cases), 'policy.test.yaml');
  return parsed.map((each) => runCase(each, { tenant: 'acme', policy, catalog }));
}
