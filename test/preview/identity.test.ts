/** A period replayed under what served then: every answer is the one that is stored, and everybody was charged the same. */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { FILES } from './files.js';
import { historyOf } from './history.js';
import { Play } from './play.js';
import { START, StillEngine } from './still-engine.js';
import { differences, replayOf, stopDates } from './support.js';

beforeAll(stopDates);
afterAll(() => void jest.useRealTimers());

const { SPILLWAY_PREVIEW_SEEDS = '1,4', SPILLWAY_PREVIEW_TELL } = process.env;
const SEEDS = SPILLWAY_PREVIEW_SEEDS.split(',').map(Number);
/** Of the acts of admins, how many agree to a top-up: in every second history. */
const topUpsOf = (seed: number) => (seed % 2 === 0 ? 0.25 : 0);

test.each(SEEDS)(
  'what served then gives every stored answer again, and charges everybody the same (seed %i)',
  async (seed) => {
    const engine = await StillEngine.open(FILES);
    try {
      const acts = historyOf({
        ...{ seed, checks: 400, subjects: 8, from: START },
        ...{ everyMs: 240_000, together: 3, settles: 'later', topUps: topUpsOf(seed) },
      });
      const play = new Play(engine);
      const end = acts.at(-1)!.at + 1;
      await play.play(acts, end);
      for (const from of [START, acts[Math.floor(acts.length / 3)]!.at]) {
        const replay = await replayOf(engine, { from, to: end });
        expect(differences(replay)).toEqual({ changes: [], moved: [] });
        expect(replay.tally.decisions).toBeGreaterThan(200);
      }
      if (SPILLWAY_PREVIEW_TELL) await tell(engine, play);
    } finally {
      await engine.close();
    }
  },
  120_000,
);

/** What a history has met, for whoever looks for more of it. */
async function tell(engine: StillEngine, { answers, refused }: Play): Promise<void> {
  const met = Map.groupBy(answers.values(), ({ outcome, reason }) => `${outcome} ${reason}`);
  const causes = await engine.query('select cause, count(*) from balance_update group by 1 order by 1');
  const counted = [...met].map(([what, all]) => `${what}: ${all.length}`);
  console.log(Object.fromEntries(refused), counted, causes.map((row) => Object.values(row).join(' ')).join(', '));
}
