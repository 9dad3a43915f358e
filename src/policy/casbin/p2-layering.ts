/**
 * Where capacity comes from, by the `p2` lines of a caller and its roles. Casbin has no part in it: it keeps such lines
 * and never reads them. How the lines merge is `merge-layers.ts`'s.
 */
import { BoundedMap } from '../../bounded-map.js';
import type { Layer } from '../../core/words.js';
import { mergeLayers } from '../merge-layers.js';
import type { Layering, Principal } from '../policy-version.js';
import type { LayerLine } from './policy-line.js';
import { PerStanding, type Standings } from './standings.js';

interface Known {
  lines: readonly LayerLine[];
  layers: BoundedMap<readonly Layer[]>;
}

const REMEMBERED_ANSWERS = 2_000;

export class P2Layering implements Layering {
  private readonly known: PerStanding<Known>;

  constructor(
    lines: readonly LayerLine[],
    private readonly standings: Standings,
  ) {
    this.known = new PerStanding(({ held }) => ({
      lines: lines.filter((line) => held.has(line.subject)),
      layers: new BoundedMap(REMEMBERED_ANSWERS),
    }));
  }

  layersFor(who: Principal, product: string, feature: string | null): readonly Layer[] {
    const known = this.known.of(this.standings.of(who));
    const key = `${product.length} ${product}${feature === null ? '' : `/${feature}`}`;
    let layers = known.layers.get(key);
    if (layers === undefined) {
      layers = mergeLayers(known.lines, product, feature);
      known.layers.set(key, layers);
    }
    return layers;
  }
}
