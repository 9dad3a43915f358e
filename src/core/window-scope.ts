/**
 * What counts in which windows: a check counts in all windows of the plan that cover it, and in no other. Where none covers
 * it, the plan includes nothing of it.
 */
import type { WindowScope, WindowTerms, Work } from './words.js';

/** Whether work counts in a window. A feature alone does not cover its product as a whole. */
export function covers({ scope }: Pick<WindowTerms, 'scope'>, { product, feature }: Work): boolean {
  if (!scope) return true;
  return scope.products.includes(product) || (feature !== null && scope.features.includes(`${product}/${feature}`));
}

/** Whether all that counts in one window counts in another, too. */
export function coversAllOf(other: Pick<WindowTerms, 'scope'>, { scope }: Pick<WindowTerms, 'scope'>): boolean {
  if (!other.scope || !scope) return !other.scope;
  const { products, features } = other.scope;
  const covered = (name: string) => features.includes(name) || products.includes(productOf(name));
  return scope.products.every((product) => products.includes(product)) && scope.features.every(covered);
}

/** The product of a feature as scopes name it: `codex` of `codex/gpt-5.5`. */
export function productOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

/** The same scope, in whatever order it is written. */
export function isSameScope(a: WindowScope | undefined, b: WindowScope | undefined): boolean {
  return coversAllOf({ scope: a }, { scope: b }) && coversAllOf({ scope: b }, { scope: a });
}
