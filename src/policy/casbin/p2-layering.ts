/**
 * Where capacity comes from, by the `p2` lines of a caller and its roles. Casbin has no part in it: it keeps such lines
 * and never reads them. How the lines merge is `merge-layers.ts`'s.
 */
import type { Layer } from '../../core/words.js';
import { mergeLayers, objectsOf } from '../merge-layers.js';
import type { Layering, Principal } from '../policy-version.js';
import { LineIndex } from './line-index.js';
import type { LayerLine } from './policy-line.js';
import { PerStanding, type Standings } from './standings.js';

export class P2Layering implements Layering {
  private readonly byObject: LineIndex<LayerLine>;
  /** Merged once per standing and object that speaks: products that callers make up add nothing to it. */
  private readonly merged = new PerStanding(() => new Map<string, readonly Layer[]>());

  constructor(
    lines: readonly LayerLine[],
    private readonly standings: Standings,
  ) {
    this.byObject = new LineIndex(lines.map((line) => [line.object, line]));
  }

  layersFor(who: Principal, product: string, feature: string | null): readonly Layer[] {
    const standing = this.standings.of(who);
    const merged = this.merged.of(standing);
    for (const object of objectsOf(product, feature)) {
      const known = merged.get(object);
      if (known) return known;
      const speaking = this.byObject.at(object, standing.held);
      if (speaking.length === 0) continue;
      const layers = mergeLayers(speaking, product, feature);
      merged.set(object, layers);
      return layers;
    }
    return mergeLayers([], product, feature);
  }
}
