/**
 * By what a report is priced, fixed when it is recorded: the quotes of its hold while they last, else the card in force
 * when the usage happened (docs/rules.md, 28); and what counters have grown by since the last report (41). Refuses what
 * cannot be counted; prices nothing and writes nothing.
 */
import { exclusiveUsage } from '../api/usage-input.js';
import type { StoredPart } from '../books/books.js';
import type { UsageBody } from '../books/usage-documents.js';
import { findFeature, type Catalog } from '../catalog/catalog.js';
import {
  exclusiveOf,
  grownBy,
  NOTHING_REPORTED,
  reportedOf,
  withCounters,
  withReportedOf,
  type Reported,
} from '../core/counters.js';
import { cardInForce, unitPrices } from '../core/price.js';
import { sizesFeature } from '../core/size.js';
import { pricedBy, QUOTE_LASTS_MS, useUp, type HoldQuote, type PricedBy, type PricedShare } from '../core/quotes.js';
import type { Instant, Quantity } from '../core/words.js';
import { badInput } from '../errors.js';
import type { Catalogs } from '../catalog/catalog-versions.js';
import type { Report } from './report.js';

/** What of an event's body says how much is counted, and by what it is priced. */
export type Pricing = Pick<UsageBody, 'usage' | 'counters' | 'inclusive' | 'shares' | 'sized' | keyof PricedBy>;

/** What a report finds when its turn comes. */
export interface Found {
  /** The quotes that still price it; none where it has none, or they have ended. */
  quotes: readonly HoldQuote[];
  catalogs: Catalogs;
  /** What was reported of its hold before; null where it has no hold. */
  reported: Reported | null;
  /** When it happened, and the plan that its account had then. */
  occurredAt: Instant;
  plan: string | null;
}

/** Whether the quotes for a report still price what is recorded `now`; without a part, the decision opened no hold. */
export function quotesLast({ decided }: Report, [part]: readonly StoredPart[], now: Instant): boolean {
  return decided !== null && now <= (part?.part.expiresAt ?? decided.until) + QUOTE_LASTS_MS;
}

/** When the usage of a report counts as having happened, for what prices it: never before its decision. */
export function pricedAt({ decided }: Pick<Report, 'decided'>, occurredAt: Instant): Instant {
  return Math.max(occurredAt, decided?.at ?? occurredAt);
}

/**
 * Prices a report by name.
 * @returns its pricing, and what has now been reported of its hold
 * @throws SpillwayError BAD_USER_INPUT for dimensions that the feature does not have, and for counters that fall, mix
 * with plain reports, have no hold or include more than they are
 */
export function priceReport(report: Report, found: Found): { pricing: Pricing; reported: Reported } {
  const { call, product, feature } = report;
  const { quotes, catalogs } = found;
  const before = found.reported ?? NOTHING_REPORTED;
  const last = quotes.at(-1);
  const { inclusive } = countable(report, last ? catalogs.version(last.catalog) : report.catalog);
  const mixes = call.usage.length > 0 && before.cumulative !== null && before.cumulative !== call.cumulative;
  if (mixes) throw badInput('The reports of one hold are all cumulative, or none of them is.', 'cumulative');
  if (call.cumulative && found.reported === null) {
    throw badInput('Counters belong to a hold: name a decision that opened one.', 'decisionId');
  }
  const of = reportedOf(before, product, feature);
  const usage = call.cumulative ? grown(call.usage, of.counters) : call.usage;
  const counters = call.cumulative ? call.usage : [];
  const priced = exclusiveUsage(usage, inclusive);
  const used = last && call.status !== 'FAILED' ? useUp(quotes, of.quoted, priced) : { shares: [], quoted: of.quoted };
  const by = used.shares[0] ?? last ?? inForce(report, pricedAt(report, found.occurredAt), found.plan);
  const cumulative = call.usage.length > 0 ? call.cumulative : before.cumulative;
  const now = { ...of, quoted: used.quoted, counters: withCounters(of.counters, counters) };
  const keeps = now.quoted.length > 0 || now.counters.length > 0;
  return {
    pricing: {
      usage,
      counters,
      inclusive,
      ...pricedBy(by),
      shares: used.shares,
      sized: isBySize(report, [...quotes.map(({ catalog }) => catalogs.version(catalog)), report.catalog]),
    },
    reported: { ...(keeps ? withReportedOf(before, now) : before), cumulative },
  };
}

/** What a redrive is priced by: each quoted card where it prices its share, else the card in force among those known now. */
export function priceAgain(report: Report, body: UsageBody, catalogs: Catalogs): Pricing {
  const { product, feature, call } = report;
  const { usage, counters, inclusive } = body;
  const whole = { quote: null, ...pricedBy(body), usage: exclusiveOf(usage, inclusive) };
  const wasQuoted = body.shares.length > 0 || call.decision !== null;
  const priced = (body.shares.length ? body.shares : [whole]).map((share): PricedShare => {
    const quoted = catalogs.version(share.catalog).rateCards.find(({ id }) => id === share.card) ?? null;
    const needed = share.usage.filter(({ quantity }) => quantity > 0n);
    if (wasQuoted && unitPrices(quoted, feature, needed)) return share;
    const at = pricedAt(report, call.occurredAt ?? 0);
    const card = cardInForce(report.catalog.rateCards, product, share.plan, at);
    return {
      quote: null,
      plan: share.plan,
      catalog: report.catalog.version,
      card: card?.id ?? null,
      usage: share.usage,
    };
  });
  const shares = body.shares.length ? priced : [];
  const by = priced.map((share) => catalogs.find(share.catalog) ?? report.catalog);
  const sized = isBySize(report, [...by, report.catalog]);
  return { usage, counters, inclusive, ...pricedBy(priced[0]!), shares, sized };
}

/** Whether any of the catalogs prices the feature by size, be it by another card: then all that a hold uses of it counts. */
function isBySize({ product, feature }: Report, catalogs: readonly Catalog[]): boolean {
  return catalogs.some(({ rateCards }) => sizesFeature(rateCards, product, feature));
}

/**
 * The feature of a report, judged by the catalog that prices it.
 * @throws SpillwayError BAD_USER_INPUT where it lacks the feature, or one of the dimensions
 */
export function countable({ call, product, feature }: Pick<Report, 'call' | 'product' | 'feature'>, catalog: Catalog) {
  const known = findFeature(catalog, product, feature);
  if (!known)
    throw badInput(`The catalog has no ${product}/${feature}.`, call.feature === null ? undefined : 'feature');
  const unknown = call.usage.find(({ dimension }) => !known.dimensions.includes(dimension));
  if (unknown) throw badInput(`${product}/${feature} has no ${unknown.dimension}.`, 'usage');
  return known;
}

function inForce({ catalog, product }: Report, at: Instant, plan: string | null): PricedBy {
  return { plan, catalog: catalog.version, card: cardInForce(catalog.rateCards, product, plan, at)?.id ?? null };
}

function grown(counters: readonly Quantity[], largest: readonly Quantity[]): Quantity[] {
  const usage = grownBy(counters, largest);
  const [fallen] = usage.filter(({ quantity }) => quantity < 0n);
  if (fallen)
    throw badInput(`The counter of ${fallen.dimension} is below one that was reported on this hold before.`, 'usage');
  return usage;
}
