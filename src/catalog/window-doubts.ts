/**
 * What is lawful in the windows of a catalog's plans, but probably not what was meant.
 */
import { covers } from '../core/window-scope.js';
import type { Catalog } from './catalog.js';
import type { RuleId } from './lint-rules.js';

export interface WindowDoubt {
  rule: RuleId;
  path: readonly PropertyKey[];
  message: string;
}

/** @returns what to doubt, and where it stands */
export function windowDoubts({ plans, products }: Catalog): WindowDoubt[] {
  return [...plans.values()].flatMap(({ id, windows, slowDownBelow }) => {
    const doubts: WindowDoubt[] = [];
    if (slowDownBelow !== undefined && windows.length === 0) {
      const message = `plan "${id}" has no window, so there is nothing that slow_down could make last`;
      doubts.push({ rule: 'catalog/idle-slow-down', path: ['plans', id, 'slow_down'], message });
    }
    for (const product of windows.length > 0 ? products.values() : []) {
      const names = [...product.features.keys()];
      const uncovered = names.filter(
        (feature) => !windows.some((terms) => covers(terms, { product: product.id, feature })),
      );
      if (uncovered.length === 0) continue;
      const what =
        uncovered.length === names.length ? product.id : uncovered.map((name) => `${product.id}/${name}`).join(', ');
      const message = `no window of plan "${id}" covers ${what}: the plan includes nothing of it`;
      doubts.push({ rule: 'catalog/uncovered-product', path: ['plans', id, 'windows'], message });
    }
    return doubts;
  });
}
