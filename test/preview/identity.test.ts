/** A period replayed under what served then: every answer is the one that is stored, and everybody was charged the same. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { runPreview } from '../../src/preview/preview.js';
import type { Replay } from '../../src/preview/replay.js';
import { FILES } from './files.js';
import { historyOf } from './history.js';
import { Play } from './play.js';
import { START, StillEngine } from './still-engine.js';

beforeAll(() => {
  jest.useFakeTimers({
    now: START,
    doNotFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
    ],
  });
});
afterAll(() => void jest.useRealTimers());

const SEEDS = (process.env.SPILLWAY_PREVIEW_SEEDS ?? '1,2,3').split(',').map(Number);

/** What differs, told for a person. */
export function differences({ tally }: Replay): object {
  const { changes, sources, budgets, subjects } = tally;
  const moved = [...sources, ...budgets, ...subjects].filter(([, { before, after }]) => before !== after);
  return {
    changes: changes.slice(0, 5),
    moved: moved.map(([key, { before, after }]) => `${key}: ${before} → ${after}`),
  };
}

test.each(SEEDS)(
  'what served then gives every stored answer again, and charges everybody the same (seed %i)',
  async (seed) => {
    const engine = await StillEngine.open(FILES);
    try {
      const acts = historyOf({
        seed,
        checks: 400,
        subjects: 8,
        from: START,
        everyMs: 240_000,
        together: 3,
        settles: 'later',
      });
      const play = new Play(engine);
      const end = acts.at(-1)!.at + 1;
      await play.play(acts, end);
      const from = acts[Math.floor(acts.length / 3)]!.at;
      const { database, policies } = engine;
      const live = parseCatalog(FILES.catalog, 'catalog.yaml');
      const build = (text: string) => policies.past('acme', text, live);
      for (const period of [
        { from: START, to: end },
        { from, to: end },
      ]) {
        const replay = await runPreview({
          database,
          tenant: 'acme',
          period,
          candidate: { policy: null, catalog: null },
          live,
          build,
        });
        expect(differences(replay)).toEqual({ changes: [], moved: [] });
        expect(replay.tally.decisions).toBeGreaterThan(200);
      }
      if (process.env.SPILLWAY_PREVIEW_TELL) {
        const met = new Map<string, number>();
        for (const { outcome, reason } of play.answers.values())
          met.set(`${outcome} ${reason}`, (met.get(`${outcome} ${reason}`) ?? 0) + 1);
        const causes = await engine.query('select cause, count(*) from balance_update group by 1 order by 1');
        console.log(
          Object.fromEntries(play.refused),
          Object.fromEntries(met),
          causes.map((row) => Object.values(row).join(' ')).join(', '),
        );
      }
    } finally {
      await engine.close();
    }
  },
  120_000,
);
