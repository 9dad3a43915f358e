/**
 * The windows of a plan, from what the catalog says of them: what counts in them must be sold, and a window that yields needs
 * a longer one.
 */
import { coversAllOf, productOf } from '../core/window-scope.js';
import type { WindowScope, WindowTerms } from '../core/words.js';
import type { Product } from './catalog.js';
import type { CatalogShape } from './catalog-shape.js';
import { reportUnknown, type Report } from './report.js';
import { secondsOf } from './window-length.js';

type Shape = CatalogShape['plans'][string]['windows'];

/**
 * The windows in the order of the file.
 * @param report its paths lead from the windows of the plan
 */
export function toWindows(shape: Shape, products: ReadonlyMap<string, Product>, report: Report): WindowTerms[] {
  const windows = Object.entries(shape).map(([name, terms]): WindowTerms => {
    const scope = scopeOf(terms, products, (rule, path, ...told) => report(rule, [name, ...path], ...told));
    return { name, capacity: terms.capacity, ...periodOf(terms), ...(scope && { scope }) };
  });
  return windows.map((window) => {
    if (!shape[window.name]?.yields) return window;
    const longer = longestOver(window, windows);
    if (longer) return { ...window, yieldsTo: longer.name };
    const message = `"${window.name}" can yield to no window: none that is longer counts all that counts in it`;
    report('catalog/window', [window.name, 'yields'], message);
    return window;
  });
}

function periodOf({ every, calendar, zone, starts = 0 }: Shape[string]) {
  const inZone = zone === undefined || zone === 'UTC' ? {} : { zone };
  if (every !== undefined) return { kind: 'anchored', seconds: every } as const;
  if (calendar === undefined) return { kind: 'subscription', ...inZone } as const;
  return { kind: 'calendar', period: calendar, ...inZone, ...(starts > 0 && { starts }) } as const;
}

/** The longest window in which all counts that counts in this one, if it is longer than it. */
function longestOver(window: WindowTerms, windows: readonly WindowTerms[]): WindowTerms | null {
  const longer = windows.filter((each) => secondsOf(each) > secondsOf(window) && coversAllOf(each, window));
  return longer.reduce<WindowTerms | null>((a, b) => (a === null || secondsOf(b) > secondsOf(a) ? b : a), null);
}

function scopeOf(
  { products = [], features = [] }: Shape[string],
  sold: ReadonlyMap<string, Product>,
  report: Report,
): WindowScope | null {
  for (const [place, product] of products.entries()) {
    const at = ['products', place];
    if (!sold.has(product)) {
      reportUnknown(report, at, { part: 'value', kind: 'product', name: product }, sold.keys());
    }
    if (products.indexOf(product) !== place) report('catalog/repeated', at, `"${product}" stands here twice`);
  }
  const known = [...sold.values()].flatMap(({ id, features: has }) =>
    [...has.keys()].map((feature) => `${id}/${feature}`),
  );
  for (const [place, feature] of features.entries()) {
    const at = ['features', place];
    if (!known.includes(feature)) {
      reportUnknown(report, at, { part: 'value', kind: 'feature', name: feature }, known);
    }
    if (features.indexOf(feature) !== place) report('catalog/repeated', at, `"${feature}" stands here twice`);
    if (products.includes(productOf(feature))) {
      report('catalog/window', at, `all of "${productOf(feature)}" counts in this window already`);
    }
  }
  return products.length + features.length > 0 ? { products, features } : null;
}
