/**
 * The policies that a tenant has one after the other: which of two features is allowed, and on which lines the rules stand,
 * tell one edition from the next, so that a decision by a part of one, or by a mixture, cannot look right.
 */
import { versionOf } from '../../src/catalog/text-version.js';

export const PRODUCT = 'reload';
export const FEATURES = ['even', 'odd'] as const;
export type Feature = (typeof FEATURES)[number];

/** What a decision on a feature must say under an edition. */
export interface Expected {
  permitted: boolean;
  line: number;
}

/** One edition of one tenant. */
export interface Edition {
  no: number;
  version: string;
  text: string;
  says: Record<Feature, Expected>;
}

/** Comments that push the rules down: each edition has another number of them than the ones around it. */
const MOST_PUSHED = 7;
const HEAD = [
  '# spillway-policy: 2',
  'g, *, role:member',
  'g, admin, role:admin',
  'p, role:admin, policy, write, allow',
  'p, role:admin, policy, read, allow',
];

export function editionOf(tenant: string, no: number): Edition {
  const pushed = Array.from({ length: no % MOST_PUSHED }, (_, i) => `# ${i}`);
  const rule = (feature: Feature, allows: boolean) =>
    `p, role:member, product:${PRODUCT}/${feature}, use, ${allows ? 'allow' : 'deny'}`;
  const isEven = no % 2 === 0;
  const rules = [rule('even', isEven), rule('odd', !isEven)];
  const lines = [...HEAD, `# edition ${no} of ${tenant}`, ...pushed, ...rules, '# end'];
  const text = `${lines.join('\n')}\n`;
  const at = HEAD.length + 1 + pushed.length;
  return {
    no,
    version: versionOf(text),
    text,
    says: { even: { permitted: isEven, line: at + 1 }, odd: { permitted: !isEven, line: at + 2 } },
  };
}

/** A catalog with these tenants and a product that costs nothing. */
export function catalogOf(tenants: readonly string[]): string {
  return `format: 1
products:
  ${PRODUCT}:
    features:
      even: [units]
      odd: [units]
rate_cards:
  - id: ${PRODUCT}-2026-04
    product: ${PRODUCT}
    effective_at: 2026-04-01T00:00:00Z
    per: 1
    prices:
      even: { units: "0" }
      odd: { units: "0" }
plans:
  free:
    windows:
      weekly: { capacity: "80", every: 7d }
tenants:
${tenants.map((tenant) => `  ${tenant}: { default_plan: free }\n`).join('')}`;
}
