/**
 * Doubts about where capacity comes from: only the lines of the narrowest object that has any count, so that what stands at
 * a wider one gives nothing there. It looks at a role or a subject with all that it certainly is.
 */
import { objectsOf } from '../merge-layers.js';
import type { CertainNames } from './certain-names.js';
import type { Finding } from './finding.js';
import type { LayerLine } from './policy-line.js';

/** What lines say at each object: the sources that they name, and those of them that give. */
interface AtObjects {
  named: ReadonlyMap<string, ReadonlySet<string>>;
  giving: ReadonlyMap<string, ReadonlySet<string>>;
}

function atObjects(layers: readonly LayerLine[]): AtObjects {
  const [named, giving] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  for (const { object, source, rank } of layers) {
    for (const places of rank === null ? [named] : [named, giving]) {
      const sources = places.get(object);
      if (sources) sources.add(source);
      else places.set(object, new Set([source]));
    }
  }
  return { named, giving };
}

/** Layers that a wider object gives and a narrower one leaves out; and narrower ones where nothing is left. */
export function droppedLayers(layers: readonly LayerLine[], names: CertainNames): Finding[] {
  const byHolder = Map.groupBy(layers, ({ subject }) => subject);
  const linesOf = (holders: Iterable<string>) => [...holders].flatMap((name) => byHolder.get(name) ?? []);
  const everybodys = atObjects(linesOf(names.ofEverybody.keys()));
  const { giving } = atObjects(layers);
  return [...byHolder].flatMap(([subject, own]) => {
    const all = [atObjects(linesOf(names.own(subject))), everybodys];
    return [...Map.groupBy(own, ({ object }) => object)].flatMap(([object, lines]) => {
      return giving.has(object) ? droppedAt(object, lines, all) : nothingLeft(object, lines);
    });
  });
}

function nothingLeft(object: string, own: readonly LayerLine[]): Finding[] {
  const [{ subject, line }] = own as [LayerLine];
  const message = `nothing but never stands at ${object}, so that nothing gives there for ${subject}; repeat what shall`;
  return [{ rule: 'policy/no-layers-left', line, place: 4, message }];
}

/** How many layers a message names. */
const MOST_NAMED = 8;

/** @param all what is said for all that somebody certainly is */
function droppedAt(object: string, own: readonly LayerLine[], all: readonly AtObjects[]): Finding[] {
  if (own.every(({ rank }) => rank === null)) return [];
  const wider = widerOf(object).find((each) => all.some(({ named }) => named.has(each)));
  if (wider === undefined) return [];
  const dropped = new Set<string>();
  for (const { giving } of all) {
    for (const source of giving.get(wider) ?? []) {
      if (!all.some(({ named }) => named.get(object)?.has(source))) dropped.add(source);
      if (dropped.size > MOST_NAMED) break;
    }
  }
  if (dropped.size === 0) return [];
  const [{ subject, line }] = own as [LayerLine];
  const sources = [...dropped].slice(0, MOST_NAMED).join(', ') + (dropped.size > MOST_NAMED ? ', …' : '');
  const message = `at ${object} only its own lines count for ${subject}: ${sources} of ${wider} gives nothing there; repeat what shall`;
  return [{ rule: 'policy/layers-dropped', line, place: 2, message }];
}

function widerOf(object: string): string[] {
  const [, product = '', feature] = /^product:([^/]+)(?:\/(.+))?$/.exec(object) ?? [];
  return product === '*' ? [] : objectsOf(product, feature ?? null).filter((each) => each !== object);
}
