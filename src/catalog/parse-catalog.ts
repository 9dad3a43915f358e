/**
 * Reads catalog.yaml strictly: a Catalog that is right as a whole, or every mistake with its line. Nothing is assumed
 * for a key that is missing, misspelt or written twice. It reads no file and knows no policy.
 */
import type { Document, YAMLError } from 'yaml';
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
import { inWords, MISSING } from './issue-words.js';
import { keysAt } from './known-keys.js';
import type { RuleId } from './lint-rules.js';
import { asking, nearestOf } from './nearest-name.js';
import { toWindows } from './parse-windows.js';
import { Places, type Path } from './places.js';
import { byPlace, FileRefused, problemOf, type Problem } from './problem.js';
import { reportUnknown, type Report } from './report.js';
import { toSizePrices } from './size-prices.js';
import { versionOf } from './text-version.js';
import { reportSyntax } from './yaml-syntax.js';

/**
 * @param text the whole file
 * @param file its name, as messages shall call it
 * @throws FileRefused with every mistake found, in the file's order
 */
export function parseCatalog(text: string, file: string): Catalog {
  const places = new Places(text);
  const problems: Problem[] = [];
  const reportAt = (rule: RuleId, offset: number, message: string): void => {
    problems.push(problemOf(rule, { file, ...places.atOffset(offset) }, message));
  };
  const { document } = places;
  reportSyntax(document, (fault, ...told) => reportAt(`catalog/${fault}`, ...told), errorsIn(document));
  refuseIfAny(problems);

  const report: Report = (rule, path, message, instead = null) => {
    problems.push(problemOf(rule, { file, ...places.at(path, instead) }, message));
  };
  const shape = catalogShape.safeParse(document.toJS(), { error: inWords });
  if (!shape.success) reportShape(shape.error.issues, report);
  else if (shape.data.format === 2 && !isWhole(text)) reportAt('file/cut-off', text.trimEnd().length, NO_END);
  refuseIfAny(problems);

  const catalog = toCatalog(shape.data!, text, file, report);
  refuseIfAny(problems);
  return catalog;
}

function refuseIfAny(problems: Problem[]): void {
  if (problems.length > 0) throw new FileRefused(problems.sort(byPlace));
}

/** What follows a tab is read as something else, and wrong for that alone. */
function errorsIn({ errors, warnings }: Document): readonly YAMLError[] {
  const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
  return tabs.length > 0 ? tabs : [...errors, ...warnings];
}

function reportShape(issues: readonly z.core.$ZodIssue[], report: Report): void {
  for (const issue of issues) {
    const where = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const near = nearestOf(key, keysAt(catalogShape, issue.path));
        const message = `unknown key "${key}" in ${where || 'the catalog'}${asking(near)}`;
        report('catalog/unknown-key', [...issue.path, key], message, { key: near });
      }
    } else if (issue.code === 'invalid_key') {
      const message = `${where}: ${issue.issues.map((inner) => inner.message).join('; ')}`;
      report('catalog/key', issue.path, message, { key: null });
    } else {
      const isMissing = issue.code === 'invalid_type' && issue.message.startsWith(MISSING);
      const rule = isMissing ? 'catalog/missing' : 'catalog/value';
      report(rule, issue.path, `${where || 'the catalog'}: ${issue.message}`);
    }
  }
}

function toCatalog(shape: CatalogShape, text: string, file: string, report: Report): Catalog {
  const products = new Map(Object.entries(shape.products).map(([id, terms]) => [id, toProduct(id, terms, report)]));
  const plans = new Map(Object.entries(shape.plans).map(([id, terms]) => [id, toPlan(id, terms, products, report)]));
  const rateCards = shape.rate_cards.map((card, index) => toRateCard(card, index, products, plans, report));
  reportAmbiguousCards(rateCards, report);
  const tenants = new Map<string, TenantTerms>();
  for (const [id, terms] of Object.entries(shape.tenants)) {
    if (!plans.has(terms.default_plan)) {
      reportUnknown(
        report,
        ['tenants', id, 'default_plan'],
        { part: 'value', kind: 'plan', name: terms.default_plan },
        plans.keys(),
      );
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
      const part = each === including ? 'key' : 'value';
      if (!dimensions.includes(each)) reportUnknown(report, at, { part, kind: 'dimension', name: each }, dimensions);
    }
    if (included in terms) report('catalog/inclusive', at, `"${included}" includes another dimension itself`);
    const first = entries.find(([, other]) => other === included)?.[0];
    if (first !== including) report('catalog/inclusive', at, `"${included}" is included in "${first}" already`);
  }
  return new Map(entries);
}

function toPlan(
  id: string,
  { windows, requests_per_minute: requestsPerMinute = null, slow_down: slowDown }: CatalogShape['plans'][string],
  products: ReadonlyMap<string, Product>,
  report: Report,
): Plan {
  const at = ['plans', id, 'windows'] as const;
  const terms = toWindows(windows, products, (rule, path, ...told) => report(rule, [...at, ...path], ...told));
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
  if (!product)
    reportUnknown(report, [...at, 'product'], { part: 'value', kind: 'product', name: card.product }, products.keys());
  for (const [place, plan] of (card.plans ?? []).entries()) {
    if (!plans.has(plan))
      reportUnknown(report, [...at, 'plans', place], { part: 'value', kind: 'plan', name: plan }, plans.keys());
  }
  reportRepeated(card.plans ?? [], [...at, 'plans'], report);
  const prices = new Map<string, Map<string, bigint>>();
  const above = new Map<string, SizePrices>();
  for (const [featureId, { usual: byDimension, above: beyond }] of Object.entries(card.prices)) {
    const feature = product?.features.get(featureId);
    if (product && !feature) {
      const [path, what] = [[...at, 'prices', featureId], `feature of ${product.id}`];
      reportUnknown(report, path, { part: 'key', kind: what, name: featureId }, product.features.keys());
    }
    const unitPrices = new Map<string, bigint>();
    for (const [dimension, price] of Object.entries(byDimension)) {
      const path = [...at, 'prices', featureId, dimension];
      if (feature && !feature.dimensions.includes(dimension)) {
        reportUnknown(
          report,
          path,
          { part: 'key', kind: `dimension of ${featureId}`, name: dimension },
          feature.dimensions,
        );
      }
      const nano = nanoPer(price, BigInt(card.per));
      if (nano !== null) unitPrices.set(dimension, nano);
      else {
        const message = `${price} credits per ${card.per} is no whole number of nano-credits per unit`;
        report('catalog/price', path, message);
      }
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
    if (earlierId.has(card.id)) {
      report('catalog/repeated', ['rate_cards', index, 'id'], `a rate card "${card.id}" stands above already`);
    }
    earlierId.add(card.id);
    for (const plan of card.plans ?? ['every plan']) {
      const key = `${card.product} for ${plan} from ${new Date(card.effectiveAt).toISOString()}`;
      const other = inForce.get(key);
      if (other !== undefined) {
        report('catalog/ambiguous-card', ['rate_cards', index], `"${other}" and "${card.id}" both price ${key}`);
      } else inForce.set(key, card.id);
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
    if (!plans.has(plan))
      reportUnknown(report, [...at, place], { part: 'value', kind: 'plan', name: plan }, plans.keys());
  }
  reportRepeated(named, at, report);
  return { grants, plans: new Set(named), resets, corrections };
}

function reportRepeated(names: readonly string[], path: Path, report: Report): void {
  names.forEach((name, place) => {
    if (names.indexOf(name) !== place) report('catalog/repeated', [...path, place], `"${name}" stands here twice`);
  });
}
