/**
 * Doubts about where capacity comes from: only the lines of the narrowest object that has any count, so that what stands at
 * a wider one gives nothing there. It looks at a role or a subject with all that it certainly is.
 */
import { objectsOf } from '../merge-layers.js';
import type { CertainNames } from './certain-names.js';
import type { Finding } from './finding.js';
import type { LayerLine } from './policy-line.js';

/** The lines of a role or a subject, by object. */
type ByObject = ReadonlyMap<string, readonly LayerLine[]>;

/** Layers that a wider object gives and a narrower one leaves out; and narrower ones where nothing is left. */
export function droppedLayers(layers: readonly LayerLine[], names: CertainNames): Finding[] {
  const byHolder = new Map<string, ByObject>(
    [...Map.groupBy(layers, ({ subject }) => subject)].map(([subject, own]) => [
      subject,
      Map.groupBy(own, ({ object }) => object),
    ]),
  );
  const given = new Set(layers.flatMap(({ object, rank }) => (rank === null ? [] : object)));
  return [...byHolder].flatMap(([subject, own]) => {
    const all = [...names.of(subject)].flatMap((name) => byHolder.get(name) ?? []);
    return [...own].flatMap(([object, lines]) => {
      return given.has(object) ? droppedAt(object, lines, all) : nothingLeft(object, lines);
    });
  });
}

function nothingLeft(object: string, own: readonly LayerLine[]): Finding[] {
  const [{ subject, line }] = own as [LayerLine];
  const message = `nothing but never stands at ${object}, so that nothing gives there for ${subject}; repeat what shall`;
  return [{ rule: 'policy/no-layers-left', line, place: 4, message }];
}

/** @param all the lines of all that somebody certainly is */
function droppedAt(object: string, own: readonly LayerLine[], all: readonly ByObject[]): Finding[] {
  const linesAt = (each: string) => all.flatMap((byObject) => byObject.get(each) ?? []);
  const here = linesAt(object);
  const [{ subject, line }] = own as [LayerLine];
  if (own.every(({ rank }) => rank === null)) return [];
  const wider = widerOf(object).find((each) => all.some((byObject) => byObject.has(each)));
  if (wider === undefined) return [];
  const named = new Set(here.map(({ source }) => source));
  const dropped = linesAt(wider).flatMap(({ source, rank }) => (rank === null || named.has(source) ? [] : source));
  if (dropped.length === 0) return [];
  const sources = [...new Set(dropped)].join(', ');
  const message = `at ${object} only its own lines count for ${subject}: ${sources} of ${wider} gives nothing there; repeat what shall`;
  return [{ rule: 'policy/layers-dropped', line, place: 2, message }];
}

function widerOf(object: string): string[] {
  const [, product = '', feature] = /^product:([^/]+)(?:\/(.+))?$/.exec(object) ?? [];
  return product === '*' ? [] : objectsOf(product, feature ?? null).filter((each) => each !== object);
}
