/**
 * Reads catalog.yaml strictly: a Catalog that is right as a whole, or every mistake with its line. Nothing is assumed
 * for a key that is missing, misspelt or written twice. It reads no file and knows no policy.
 */
import { LineCounter, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import { addressOfKind } from '../core/address.js';
import { NANO_PER_CREDIT } from '../core/amounts.js';
import { lotKinds, type LotKind } from '../core/kinds.js';
import type { Nano, Plan, RateCard, SizePrices } from '../core/words.js';
import { MOST_HOLDS, type AdminBounds, type Catalog, type Feature, type Product, type TenantTerms } from './catalog.js';
import { catalogShape, nanoPer } from './catalog-shape.js';
import type { CatalogShape } from './catalog-shape.js';
import { isWhole, NO_END } from './end-line.js';
import { toGrants } from './grants-of-catalog.js';
import { inWords } from './issue-words.js';
import { suggest } from './nearest-name.js';
import { toWindows } from './parse-windows.js';
import { FileRefused } from './problem.js';
import type { Problem } from './problem.js';
import { toSizePrices } from './size-prices.js';
import { versionOf } from './text-version.js';

type Path = readonly PropertyKey[];
type Report = (path: Path, message: string) => void;

/**
 * @param text the whole file
 * @param file its name, as messages shall call it
 * @throws FileRefused with every mistake found, in the file's order
 */
export function parseCatalog(text: string, file: string): Catalog {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const problems: Problem[] = [];
  const reportAt = (offset: number, message: string): void => {
    problems.push({ file, line: Math.max(1, lines.linePos(offset).line), message });
  };
  checkSyntax(document, reportAt);
  refuseIfAny(problems);

  const report: Report = (path, message) => reportAt(offsetOf(document, path), message);
  const shape = catalogShape.safeParse(document.toJS(), { error: inWords });
  if (!shape.success) reportShape(shape.error.issues, report);
  else if (shape.data.format === 2 && !isWhole(text)) reportAt(text.trimEnd().length, NO_END);
  refuseIfAny(problems);

  const catalog = toCatalog(shape.data!, text, file, report);
  refuseIfAny(problems);
  return catalog;
}

function refuseIfAny(problems: Problem[]): void {
  if (problems.length > 0) throw new FileRefused(problems.sort((a, b) => a.line - b.line));
}

/** YAML allows more than a price list should: what could hide or repeat a value is refused before values are read. */
function checkSyntax(document: Document, reportAt: (offset: number, message: string) => void): void {
  for (const error of [...document.errors, ...document.warnings]) {
    reportAt(error.pos[0], error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, ''));
  }
  visit(document, {
    Alias: (_, node) => reportAt(node.range?.[0] ?? 0, 'aliases are not used in this file; write the value out'),
    Pair: (_, pair) => {
      const offset = isNode(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
      const key = isScalar(pair.key) ? pair.key.value : null;
      if (typeof key !== 'string') reportAt(offset, 'a key is plain text; put it in quotes if it looks like a number');
      else if (key.startsWith('__')) reportAt(offset, `unknown key "${key}"`);
    },
  });
}

function reportShape(issues: readonly z.core.$ZodIssue[], report: Report): void {
  for (const issue of issues) {
    const where = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report([...issue.path, key], `unknown key "${key}" in ${where || 'the catalog'}`);
    } else if (issue.code === 'invalid_key') {
      report(issue.path, `${where}: ${issue.issues.map((inner) => inner.message).join('; ')}`);
    } else {
      report(issue.path, `${where || 'the catalog'}: ${issue.message}`);
    }
  }
}

/** Where the path leads, or as far along it as the document goes: a missing key is reported at its parent. */
function offsetOf(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      const item = isNode(node) && 'items' in node ? (node.items as unknown[])[Number(step)] : undefined;
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    }
  }
  return offset;
}

/** Finds the line of a place in a catalog's text, or of as much of the path as there is. */
export function lineFinder(text: string): (path: Path) => number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  return (path) => Math.max(1, lines.linePos(offsetOf(document, path)).line);
}

function toCatalog(shape: CatalogShape, text: string, file: string, report: Report): Catalog {
  const products = new Map(Object.entries(shape.products).map(([id, terms]) => [id, toProduct(id, terms, report)]));
  const plans = new Map(Object.entries(shape.plans).map(([id, terms]) => [id, toPlan(id, terms, products, report)]));
  const rateCards = shape.rate_cards.map((card, index) => toRateCard(card, index, products, plans, report));
  reportAmbiguousCards(rateCards, report);
  const tenants = new Map<string, TenantTerms>();
  for (const [id, terms] of Object.entries(shape.tenants)) {
    if (!plans.has(terms.default_plan)) {
      report(['tenants', id, 'default_plan'], unknown('plan', terms.default_plan, plans.keys()));
    }
    const { default_plan: defaultPlan, overshoot, debt, longest_hold: longestHoldSeconds } = terms;
    const adminsMay = terms.admins_may ? toAdminBounds(id, terms.admins_may, plans, report) : null;
    const repaidBy = debt?.repaid_by ?? REPAID_BY;
    const { most_holds: mostHolds = MOST_HOLDS } = terms;
    const holding = { longestHoldSeconds, mostHolds, mostOfPool: toShares(terms.pools) };
    tenants.set(id, { id, defaultPlan, overshoot: toOvershoot(overshoot), adminsMay, repaidBy, ...holding });
  }
  const grants = toGrants(shape, report);
  return { version: versionOf(text), format: shape.format, file, text, products, plans, rateCards, tenants, grants };
}

function toProduct(id: string, terms: CatalogShape['products'][string], report: Report): Product {
  const features = new Map<string, Feature>();
  for (const [feature, said] of Object.entries(terms.features)) {
    const at = ['products', id, 'features', feature];
    const { dimensions, inclusive } = Array.isArray(said) ? { dimensions: said, inclusive: {} } : said;
    reportRepeated(dimensions, Array.isArray(said) ? at : [...at, 'dimensions'], report);
    features.set(feature, { id: feature, dimensions, inclusive: toInclusive(inclusive, dimensions, at, report) });
  }
  return { id, features };
}

/** Units that stood in two counters, or in the counter of a counter, could not be told apart. */
function toInclusive(
  terms: Record<string, string>,
  dimensions: readonly string[],
  feature: Path,
  report: Report,
): ReadonlyMap<string, string> {
  const entries = Object.entries(terms);
  for (const [including, included] of entries) {
    const at = [...feature, 'inclusive', including];
    for (const each of [including, included]) {
      if (!dimensions.includes(each)) report(at, unknown('dimension', each, dimensions));
    }
    if (included in terms) report(at, `"${included}" includes another dimension itself`);
    const first = entries.find(([, other]) => other === included)?.[0];
    if (first !== including) report(at, `"${included}" is included in "${first}" already`);
  }
  return new Map(entries);
}

function toPlan(
  id: string,
  { windows, requests_per_minute: requestsPerMinute = null, slow_down: slowDown }: CatalogShape['plans'][string],
  products: ReadonlyMap<string, Product>,
  report: Report,
): Plan {
  const terms = toWindows(windows, products, (path, message) => report(['plans', id, 'windows', ...path], message));
  return { id, windows: terms, requestsPerMinute, ...(slowDown && { slowDownBelow: slowDown.below }) };
}

function toRateCard(
  card: CatalogShape['rate_cards'][number],
  index: number,
  products: ReadonlyMap<string, Product>,
  plans: ReadonlyMap<string, Plan>,
  report: Report,
): RateCard {
  const at = ['rate_cards', index] as const;
  const product = products.get(card.product);
  if (!product) report([...at, 'product'], unknown('product', card.product, products.keys()));
  for (const [place, plan] of (card.plans ?? []).entries()) {
    if (!plans.has(plan)) report([...at, 'plans', place], unknown('plan', plan, plans.keys()));
  }
  reportRepeated(card.plans ?? [], [...at, 'plans'], report);
  const prices = new Map<string, Map<string, bigint>>();
  const above = new Map<string, SizePrices>();
  for (const [featureId, { usual: byDimension, above: beyond }] of Object.entries(card.prices)) {
    const feature = product?.features.get(featureId);
    if (product && !feature) {
      report([...at, 'prices', featureId], unknown(`feature of ${product.id}`, featureId, product.features.keys()));
    }
    const unitPrices = new Map<string, bigint>();
    for (const [dimension, price] of Object.entries(byDimension)) {
      const path = [...at, 'prices', featureId, dimension];
      if (feature && !feature.dimensions.includes(dimension)) {
        report(path, unknown(`dimension of ${featureId}`, dimension, feature.dimensions));
      }
      const nano = nanoPer(price, BigInt(card.per));
      if (nano === null) report(path, `${price} credits per ${card.per} is no whole number of nano-credits per unit`);
      else unitPrices.set(dimension, nano);
    }
    prices.set(featureId, unitPrices);
    if (beyond) above.set(featureId, toSizePrices(beyond, card.per, unitPrices, [...at, 'prices', featureId], report));
  }
  const { id, effective_at: effectiveAt } = card;
  const sizes = above.size > 0 ? { above } : {};
  return { id, product: card.product, effectiveAt, plans: card.plans ?? null, prices, ...sizes };
}

/** Two cards that could both be meant would make a price a matter of luck. */
function reportAmbiguousCards(cards: readonly RateCard[], report: Report): void {
  const earlierId = new Set<string>();
  const inForce = new Map<string, string>();
  for (const [index, card] of cards.entries()) {
    if (earlierId.has(card.id)) report(['rate_cards', index, 'id'], `a rate card "${card.id}" stands above already`);
    earlierId.add(card.id);
    for (const plan of card.plans ?? ['every plan']) {
      const key = `${card.product} for ${plan} from ${new Date(card.effectiveAt).toISOString()}`;
      const other = inForce.get(key);
      if (other !== undefined) report(['rate_cards', index], `"${other}" and "${card.id}" both price ${key}`);
      else inForce.set(key, card.id);
    }
  }
}

/** Where the catalog names no maximum: 100 credits. */
const FORGIVEN_PER_MONTH: Nano = 100n * NANO_PER_CREDIT;
/** What is given away pays no debt, where the catalog does not say so. */
const REPAID_BY = lotKinds.filter((kind) => kind !== 'PROMOTIONAL');

function toOvershoot(terms: CatalogShape['tenants'][string]['overshoot']): TenantTerms['overshoot'] {
  if (terms?.policy === 'DEBT') return { policy: 'DEBT', maxDebt: terms.max_debt };
  return { policy: 'FORGIVE', forgivePerMonth: terms?.forgive_per_month ?? FORGIVEN_PER_MONTH };
}

/** By the pool's address; a pool that says nothing is left out. */
function toShares(pools: CatalogShape['tenants'][string]['pools']): Map<string, number> {
  const named = Object.entries(pools).flatMap(([pool, { most_of_pool: most }]) =>
    most === undefined ? [] : [[addressOfKind('pool', pool), most] as const],
  );
  return new Map(named);
}

function toAdminBounds(
  tenant: string,
  { grant, plans: named, resets, correct: corrections }: NonNullable<CatalogShape['tenants'][string]['admins_may']>,
  plans: ReadonlyMap<string, Plan>,
  report: Report,
): AdminBounds {
  const grants = new Map(Object.entries(grant) as [LotKind, Nano][]);
  if (named === 'all') return { grants, plans: null, resets, corrections };
  const at = ['tenants', tenant, 'admins_may', 'plans'] as const;
  for (const [place, plan] of named.entries()) {
    if (!plans.has(plan)) report([...at, place], unknown('plan', plan, plans.keys()));
  }
  reportRepeated(named, at, report);
  return { grants, plans: new Set(named), resets, corrections };
}

function reportRepeated(names: readonly string[], path: Path, report: Report): void {
  names.forEach((name, place) => {
    if (names.indexOf(name) !== place) report([...path, place], `"${name}" stands here twice`);
  });
}

function unknown(kind: string, name: string, known: Iterable<string>): string {
  return `unknown ${kind} "${name}"${suggest(name, known)}`;
}
