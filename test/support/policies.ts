/** A copy of the shipped policies that a test may edit, with a product whose prices make every number exact. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PolicyCopy {
  dir: string;
  read(file: string): string;
  /** Writes a file of the copy anew, which must change it. Returns what was written. */
  edit(file: string, change: (text: string) => string): string;
  remove(): void;
}

/** The 1-based line on which a text first has this in it. */
export function lineOf(text: string, part: string): number {
  const at = text.split('\n').findIndex((line) => line.includes(part));
  if (at === -1) throw new Error(`no line has ${part}`);
  return at + 1;
}

/** A copy of policies/ as shipped. */
export function copyPolicies(): PolicyCopy {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-policies-'));
  cpSync('policies', dir, { recursive: true });
  const read = (file: string) => readFileSync(join(dir, file), 'utf8');
  return {
    dir,
    read,
    edit(file, change) {
      const before = read(file);
      const text = change(before);
      if (text === before) throw new Error(`this edit changes nothing in ${file}`);
      writeFileSync(join(dir, file), text);
      return text;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** An instant as the catalog writes it. */
export function catalogInstant(at: number): string {
  return new Date(at).toISOString();
}

/** A rate card of the product `meter`, as YAML. */
export function meterCard(id: string, effectiveAt: number, call: string, more = ''): string {
  return `
  - id: ${id}
    product: meter
    effective_at: ${catalogInstant(effectiveAt)}
    per: 1
    prices:
      call: { units: "${call}", extras: "7"${more} }
      gratis: { units: "0" }`;
}

/** What fills acme's lab each month: books would move whenever that is done. */
export const LAB_POOL = /\n {4}# The lab's pool[^]*?every: month \}/;

/**
 * A copy with the product `meter`: feature `call` costs 1 credit a unit and 7 an extra, feature `gratis` nothing. Plans:
 * `twin` has windows of 50 (five_hour) and 80 (weekly) and no guard, `slow` one request per minute. Engineers of acme
 * may draw from pool:engineering last, everybody in globex from pool:studio. No pool is filled by itself.
 * @param cards further rate cards of the product, as `meterCard` writes them
 */
export function exactPolicies(cards = ''): PolicyCopy {
  const copy = copyPolicies();
  const since = Date.UTC(2026, 3, 1);
  copy.edit('catalog.yaml', (text) =>
    text
      .replace(LAB_POOL, '')
      .replace(
        '\nproducts:',
        '\nproducts:\n  meter:\n    features:\n      call: [units, extras]\n      gratis: [units]',
      )
      .replace('\nrate_cards:', `\nrate_cards:${meterCard('meter-2026-04', since, '1')}${cards}`)
      .replace(
        '\nplans:',
        `\nplans:
  twin:
    windows:
      five_hour: { capacity: "50", every: 5h }
      weekly: { capacity: "80", every: 7d }
  slow:
    requests_per_minute: 1
    windows:
      five_hour: { capacity: "50", every: 5h }`,
      ),
  );
  copy.edit(
    'acme/policy.csv',
    (text) => `${text}
p, role:member, product:meter, use, allow
p2, role:member, product:meter, allowance, 10
p2, role:member, product:meter, promotion, 20
p2, role:member, product:meter, credits, 30
p2, role:engineer, product:meter, pool:engineering, 40
`,
  );
  return copy;
}
