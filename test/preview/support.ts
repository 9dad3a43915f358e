/** What the tests of previews share: time that stands still, and a replay of an engine's history under a candidate. */
import { jest } from '@jest/globals';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { runPreview } from '../../src/preview/preview.js';
import type { Period } from '../../src/preview/past.js';
import type { Replay } from '../../src/preview/replay.js';
import { FILES } from './files.js';
import { START, type StillEngine } from './still-engine.js';

/** `Date` stands still; timers go on. */
export function stopDates(): void {
  const timers = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
  ] as const;
  const others = ['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const;
  jest.useFakeTimers({ now: START, doNotFake: [...timers, ...others] });
}

/** Replays a period of acme's history under a candidate policy or catalog, or as it was. */
export async function replayOf(
  { database, policies }: StillEngine,
  period: Period,
  candidate: { policy?: string; catalog?: string } = {},
): Promise<Replay> {
  const live = parseCatalog(FILES.catalog, 'catalog.yaml');
  const catalog = candidate.catalog === undefined ? null : parseCatalog(candidate.catalog, 'catalog.yaml');
  const build = (text: string) => policies.drafts.past('acme', text, live);
  const policy = candidate.policy === undefined ? null : await build(candidate.policy);
  if (candidate.policy !== undefined && policy === null) throw new Error('the candidate cannot be built');
  const { replay } = await runPreview({
    database,
    tenant: 'acme',
    period,
    candidate: { policy, catalog },
    live,
    build,
  });
  return replay;
}

/** What differs, told for a person. */
export function differences({ tally }: Replay): { changes: object[]; moved: string[] } {
  const { changes, sources, budgets, subjects } = tally;
  const moved = [...sources, ...budgets, ...subjects].filter(([, { before, after }]) => before !== after);
  return {
    changes: changes.slice(0, 5),
    moved: moved.map(([key, { before, after }]) => `${key}: ${before} → ${after}`),
  };
}
