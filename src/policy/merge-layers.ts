/**
 * Which layers somebody's requests take from, and in which order, out of a policy's lines on layers (docs/rules.md, 8).
 * Pure; it knows no format, and never adds what a plan does not give.
 */
import { LAYER_KINDS, layerKinds, type LayerKind } from '../core/kinds.js';
import { layerFrom } from '../core/layers.js';
import type { Layer } from '../core/words.js';

/** What one line of a policy says of one layer at `product:p/f`, `product:p` or `product:*`; `rank` null is `never`. */
export interface RankedLayer {
  line: number;
  object: string;
  layer: LayerKind;
  source: string;
  rank: number | null;
}

/** The order where no line speaks for any of the roles: what is the subject's own. */
const DEFAULT_LAYERS: readonly Layer[] = layerKinds
  .filter((kind) => LAYER_KINDS[kind].whose === 'subject')
  .map((kind) => layerFrom(kind, LAYER_KINDS[kind].word, null));

/** The objects whose lines may speak for a request, the most specific one first; only the first that has any does. */
export function objectsOf(product: string, feature: string | null): string[] {
  const whole = [`product:${product}`, 'product:*'];
  return feature === null ? whole : [`product:${product}/${feature}`, ...whole];
}

/**
 * Merges the lines of the most specific object that has any: `product:p/f`, `product:p`, `product:*`.
 * The lower rank counts where a layer stands twice, `never` beats ranks, ties go by file order. May be empty.
 * @param lines those of the asking subject and its roles, in file order
 */
export function mergeLayers(lines: readonly RankedLayer[], product: string, feature: string | null): readonly Layer[] {
  for (const object of objectsOf(product, feature)) {
    const speaking = lines.filter((line) => line.object === object);
    if (speaking.length > 0) return merge(speaking);
  }
  return DEFAULT_LAYERS;
}

function merge(lines: readonly RankedLayer[]): Layer[] {
  const barred = new Set(lines.filter((line) => line.rank === null).map((line) => line.source));
  const ranked = lines
    .filter((line): line is RankedLayer & { rank: number } => line.rank !== null && !barred.has(line.source))
    .sort((a, b) => a.rank - b.rank || a.line - b.line);
  const lowest = new Map<string, RankedLayer>();
  for (const line of ranked) if (!lowest.has(line.source)) lowest.set(line.source, line);
  return [...lowest.values()].map(({ layer, source, line }) => layerFrom(layer, source, line));
}
