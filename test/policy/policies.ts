/** Texts and policies that the policy tests share. */
import { readFileSync } from 'node:fs';
import type { Catalog } from '../../src/catalog/catalog.js';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';
import { versionOf } from '../../src/catalog/text-version.js';
import { casbinBuilder } from '../../src/policy/casbin/casbin-format.js';
import { parsePolicy } from '../../src/policy/casbin/policy-file.js';
import { checkModel } from '../../src/policy/casbin/policy-model.js';
import type { PolicyVersion, Principal } from '../../src/policy/policy-version.js';

export const shipped = (file: string): string => readFileSync(`policies/${file}`, 'utf8');
export const catalog: Catalog = parseCatalog(shipped('catalog.yaml'), 'policies/catalog.yaml');
export const model = shipped('model.conf');

/** A policy that somebody may write, so that the lines under test can be all there is besides: they start at line 4. */
export function policyText(...lines: string[]): string {
  return ['# spillway-policy: 1', 'p, role:root, policy, write, allow', 'g, root, role:root', ...lines, ''].join('\n');
}

export function mistakesIn(text: string): { line: number; message: string }[] {
  try {
    parsePolicy(text, 'policy.csv', catalog);
    return [];
  } catch (error) {
    if (error instanceof FileRefused) return error.problems.map(({ line, message }) => ({ line, message }));
    throw error;
  }
}

/**
 * The version that a policy.csv makes.
 * @param modelConf the operator's file
 */
export async function policyOf(text: string, under = catalog, modelConf = model): Promise<PolicyVersion> {
  const files = [{ name: 'policy.csv', file: 'policy.csv', text }];
  const source = { version: versionOf(text), text, files };
  const build = casbinBuilder(checkModel(modelConf, 'model.conf'));
  return { ...source, ...(await build(source, under)) };
}

export function who(subject: string, ...groups: string[]): Principal {
  return { subject, groups };
}
