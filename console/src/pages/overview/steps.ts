/** The waterfall as the bar draws it: what each layer has, holds and could have. */
import { nano, share, sum } from '../../format';
import type { AccountNowFragment, LayersNowFragment } from '../../gql/graphql';
import { layerWord, sourceWord } from '../../words';

export interface Step {
  layer: string;
  source: string;
  name: string;
  remaining: string;
  /** Held by work under way, of the subject's own account; null where that cannot be seen. */
  held: string | null;
  /** What is full: the tightest window's capacity, or what the open lots began with; null where that cannot be seen. */
  whole: string | null;
  /** The next request begins here. */
  serves: boolean;
  /** Left and held, as shares of the whole, 0 to 1; without a whole it is full or empty. */
  left: number;
  heldShare: number;
  resetsAt: string | null;
  expiresAt: string | null;
  /** It has more, and budgets let so much through. */
  cut: boolean;
  /** How wide the bar draws it, in parts. */
  width: number;
}

const PROMOTIONAL = 'PROMOTIONAL';

interface Behind {
  /** Whose lots and windows they are; null before its first use. */
  account: AccountNowFragment | null;
  product: string;
  /** Whether budgets count it. */
  counted: boolean;
}

export function stepsOf(availability: LayersNowFragment, { account, product, counted }: Behind): Step[] {
  const first = availability.layers.find(({ remaining }) => nano(remaining) > 0n);
  const steps = availability.layers.map((layer) => {
    const { held, whole, own } = behind(layer, account, product);
    return {
      layer: layer.layer,
      source: layer.source,
      name: layer.layer === 'POOL' ? sourceWord(layer.source) : layerWord(layer.layer),
      remaining: layer.remaining,
      held,
      whole,
      cut: counted && own !== null && nano(own) > nano(layer.remaining),
      serves: layer === first && availability.reason === 'ALLOWED',
      left: whole === null ? Number(nano(layer.remaining) > 0n) : share(layer.remaining, whole),
      heldShare: whole === null || held === null ? 0 : share(held, whole),
      resetsAt: layer.resetsAt ?? null,
      expiresAt: layer.expiresAt ?? null,
    };
  });
  const sizes = steps.map(({ whole, remaining }) => Math.sqrt(Number(whole ?? remaining)));
  const widest = Math.max(...sizes, 1);
  // A pool of thousands must not press an allowance of fifty out of sight.
  return steps.map((step, index) => ({ ...step, width: Math.max(0.35, (sizes[index] ?? 0) / widest) }));
}

function behind(
  layer: LayersNowFragment['layers'][number],
  account: AccountNowFragment | null,
  product: string,
): Pick<Step, 'held' | 'whole'> & { own: string | null } {
  if (layer.layer === 'ALLOWANCE') {
    // The tightest window: the one whose remainder the layer shows.
    const windows = account?.windows ?? [];
    const tightest = windows.reduce<(typeof windows)[number] | null>(
      (least, each) => (least === null || nano(each.remaining) < nano(least.remaining) ? each : least),
      null,
    );
    return { held: tightest?.held ?? '0', whole: layer.capacity ?? null, own: tightest?.remaining ?? null };
  }
  if (layer.layer === 'POOL') return { held: null, whole: null, own: null };
  const lots = (account?.lots ?? []).filter(
    ({ kind, products }) =>
      (kind === PROMOTIONAL) === (layer.layer === 'PROMOTION') && (products == null || products.includes(product)),
  );
  if (lots.length === 0) return { held: '0', whole: nano(layer.remaining) > 0n ? layer.remaining : null, own: null };
  const sumOf = (field: 'held' | 'amount' | 'remaining') => sum(lots.map((lot) => lot[field]));
  return { held: sumOf('held'), whole: sumOf('amount'), own: sumOf('remaining') };
}
