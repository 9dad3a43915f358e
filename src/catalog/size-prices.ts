/**
 * What a rate card says of a size: the limit, what counts, and the prices beyond it, as exact numbers. They must price
 * what the card prices, and nothing for less, so that no request gets cheaper by using more.
 */
import { formatCredits } from '../core/amounts.js';
import type { Nano, SizePrices } from '../core/words.js';
import { nanoPer, type SizeShape } from './catalog-shape.js';
import { asking, nearestOf } from './nearest-name.js';
import type { Path } from './places.js';
import type { Report } from './report.js';

/**
 * @param usual the prices up to the limit, nano-credits per unit
 * @param feature where the feature's prices stand
 */
export function toSizePrices(
  { dimension, limit, counting, prices: texts }: SizeShape,
  per: number,
  usual: ReadonlyMap<string, Nano>,
  feature: Path,
  report: Report,
): SizePrices {
  const at = [...feature, 'above'];
  const checkName = (name: string, path: Path) => {
    if (usual.has(name)) return;
    const near = nearestOf(name, usual.keys());
    const isValue = path.at(-2) === 'counting';
    const instead = isValue ? { value: near } : { key: near };
    report('catalog/unknown-name', path, `"${name}" has no price here up to the limit${asking(near)}`, instead);
  };
  checkName(dimension, [...at, dimension]);
  for (const [place, name] of counting.entries()) checkName(name, [...at, 'counting', place]);
  if (!counting.includes(dimension))
    report('catalog/size', [...at, 'counting'], `counting leaves out "${dimension}", which has the limit`);
  if (new Set(counting).size < counting.length)
    report('catalog/repeated', [...at, 'counting'], 'counting names each dimension once');

  const prices = new Map<string, Nano>();
  for (const [name, text] of Object.entries(texts)) {
    const path = [...at, 'prices', name];
    checkName(name, path);
    const nano = nanoPer(text, BigInt(per));
    const before = usual.get(name);
    if (nano === null)
      report('catalog/price', path, `${text} credits per ${per} is no whole number of nano-credits per unit`);
    else if (before !== undefined && nano < before) {
      const least = formatCredits(before * BigInt(per));
      report('catalog/size', path, `${text} is below the price up to the limit, ${least}: using more would cost less`);
    } else prices.set(name, nano);
  }
  const missing = [...usual.keys()].filter((name) => texts[name] === undefined);
  if (missing.length > 0)
    report('catalog/size', [...at, 'prices'], `the prices leave out ${missing.join(' and ')}: name all of them`);
  return { dimension, limit: BigInt(limit), counting, prices };
}
