/**
 * Denials that were only counted (docs/rules.md, 34): calls of unknown amount, told beside the answers with whether the
 * candidate would permit them.
 */
import type { Instant } from '../core/words.js';
import { isoInstant } from '../books/journal-hash.js';
import type { Tx } from '../database/database.js';
import type { Period } from './past.js';
import type { Rules } from './rules.js';

/** Denials of one kind within an hour. */
export interface CountedDenials {
  subject: string;
  groups: string[];
  /** Empty where the catalog did not know it. */
  product: string;
  feature: string;
  /** Empty where it stands for the rest of an hour. */
  reason: string;
  hour: Instant;
  count: number;
  /** Whether the candidate would permit it, and gives it some layer: how much of it, nobody can say. */
  permitted: boolean;
}

/** So many rows are told, those that were counted most first. */
const MOST_ROWS = 1_000;
const HOUR_MS = 3_600_000;

const COUNTED = `
  select subject, groups, product, feature, reason, hour, count::int as count from denial_count
  where tenant_id = $1 and hour >= $2::timestamptz and hour < $3::timestamptz
  order by count desc, subject, hour, product, feature, reason limit ${MOST_ROWS}`;

/** The counted denials of the hours of a period. */
export async function countedDenials(tx: Tx, rules: Rules, { from, to }: Period): Promise<CountedDenials[]> {
  const since = from - (from % HOUR_MS);
  const params = [rules.tenant, isoInstant(since), isoInstant(to)];
  const rows = await tx.query<Omit<CountedDenials, 'permitted'>>(COUNTED, params);
  return rows.map((row) => {
    const { subject, groups, product, feature, hour } = row;
    if (product === '' || feature === '') return { ...row, permitted: false };
    const question = { subject, groups, product, feature, session: null };
    const { permission, layers, featureKnown } = rules.terms(question, rules.catalog(hour), rules.policy(hour));
    return { ...row, permitted: featureKnown && permission.permitted && layers.length > 0 };
  });
}
