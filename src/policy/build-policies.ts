/**
 * Turns texts into engines, beside those that serve: the catalog and the model together, then each tenant's policy
 * against them. It keeps nothing and swaps nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { FileRefused } from '../catalog/problem.js';
import type { Problem } from '../catalog/problem.js';
import { buildCasbinPolicy } from './casbin-policy.js';
import type { PolicyEngine } from './policy-engine.js';
import { parsePolicy } from './policy-file.js';
import { checkModel } from './policy-model.js';
import { displayName } from './read-policies.js';
import type { FileText, PolicyTexts } from './read-policies.js';

/** What every tenant's policy stands on. */
export interface Base {
  catalog: Catalog;
  model: string;
}

/** @throws FileRefused with the mistakes of both files */
export function buildBase(dir: string, texts: PolicyTexts): Base {
  const problems: Problem[] = [];
  const catalog = collect(problems, () => {
    const file = displayName(dir, 'catalog.yaml');
    return parseCatalog(textOf(texts.catalog, file), file);
  });
  const model = collect(problems, () => {
    const file = displayName(dir, 'model.conf');
    return checkModel(textOf(texts.model, file), file);
  });
  if (catalog === null || model === null) throw new FileRefused(problems);
  return { catalog, model };
}

/** @throws FileRefused with the mistakes of the tenant's file, or because the catalog does not have the tenant */
export async function buildTenant(
  dir: string,
  tenant: string,
  text: FileText,
  base: Base,
): Promise<{ engine: PolicyEngine; warnings: readonly Problem[] }> {
  const file = displayName(dir, tenant, 'policy.csv');
  const policy = parsePolicy(textOf(text, file), file, base.catalog);
  if (!base.catalog.tenants.has(tenant)) {
    const message = `${base.catalog.file} has no tenant "${tenant}"; add it there with its default_plan`;
    throw new FileRefused([{ file, line: 1, message }]);
  }
  return { engine: await buildCasbinPolicy(policy, base.model), warnings: policy.warnings };
}

function textOf(text: FileText, file: string): string {
  if ('text' in text) return text.text;
  throw new FileRefused([{ file, line: 1, message: text.unreadable }]);
}

function collect<Value>(problems: Problem[], parse: () => Value): Value | null {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    problems.push(...error.problems);
    return null;
  }
}
