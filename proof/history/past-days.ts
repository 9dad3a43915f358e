/**
 * What happened at acme and globex in the last days: sessions of coding and some films, somebody who ran out and bought, a
 * promotion that expired, an automatic top-up, a request that the team's pool helped out with, work that is under way.
 */
import { BUY, GRANT, REFUND, TERMS, TOP_UP } from './documents.js';
import type { PastTown } from './past-town.js';
import type { Schedule } from './schedule.js';
import { DAY, HOUR, MINUTE, type Piece, SECOND, type Work } from './work.js';

export const DAYS = 6;

const TASKS = ['fix-login-tests', 'search-index', 'billing-page', 'upgrade-react', 'slow-query', 'release-notes'];
const REPOSITORIES = ['web', 'api', 'infra'];
const CODING = { tenant: 'acme', product: 'codex' } as const;

interface Scene {
  town: PastTown;
  schedule: Schedule;
  work: Work;
  /** The present; everything else lies so far before it. */
  now: number;
}

/** Puts all of it on the schedule. */
export function planDays(scene: Scene): void {
  const { now } = scene;
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const end = now - day * DAY;
    aliceCodes(scene, end - 7 * HOUR, day);
    if (day === 0) aliceCodes(scene, end - 3.5 * HOUR, day);
    aliceCodes(scene, end - 55 * MINUTE, day);
    bobTries(scene, end, day);
    globexFilms(scene, end);
  }
  poolHelpsBobOfGlobex(scene);
  promotionExpires(scene);
  poolHelps(scene);
  bobRunsOut(scene);
  bobTopsUp(scene);
  giftsAndReturns(scene);
  lately(scene);
}

/** A session of hers: many small requests, a few large ones. */
function aliceCodes({ work }: Scene, start: number, day: number): void {
  const { random } = work;
  const labels = { repository: random.pick(REPOSITORIES) };
  const session = `${random.pick(TASKS)}-${day}${random.between(10, 99)}`;
  const features = ['gpt-5.4', 'gpt-5.5', 'gpt-5.4-mini', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.5', 'gpt-5.3-codex'];
  let at = start;
  features.concat(features.slice(0, 5)).forEach((feature, index) => {
    at += random.between(45, 240) * SECOND;
    const ends: Partial<Record<number, Piece['end']>> = { 3: 'CANCELLED', 8: 'FAILED' };
    const end = day % 2 === 0 ? ends[index] : undefined;
    work.at(at, {
      ...CODING,
      subject: 'alice',
      feature,
      session,
      labels,
      quantities: tokens(work),
      ...(end && { end }),
    });
  });
}

function tokens({ random }: Work) {
  return {
    input_tokens: random.between(4_000, 14_000),
    cached_input_tokens: random.between(5_000, 60_000),
    output_tokens: random.between(300, 1_400),
  };
}

/** He is on the small plan, and works with what it includes. */
function bobTries({ work }: Scene, end: number, day: number): void {
  const { random } = work;
  const session = `course-${day + 1}`;
  for (let index = 0; index < 14; index += 1) {
    const at = end - random.between(20, 9 * 60) * MINUTE;
    const feature = random.chance(0.75) ? 'gpt-5.4-mini' : 'gpt-5.4';
    const quantities = { input_tokens: random.between(3_000, 12_000), output_tokens: random.between(300, 1_500) };
    work.at(at, { ...CODING, subject: 'bob', feature, session, quantities });
  }
}

function globexFilms({ work }: Scene, end: number): void {
  const { random } = work;
  for (let index = 0; index < 5; index += 1) {
    const at = end - random.between(30, 8 * 60) * MINUTE;
    const feature = random.chance(0.8) ? 'sora-2' : 'sora-2-pro';
    const quantities = { seconds: random.between(3, 8), images: random.between(1, 3) };
    work.at(at, {
      ...{ tenant: 'globex', subject: 'alice', product: 'sora', feature, quantities, used: 1 },
      labels: { film: random.pick(['teaser', 'launch']) },
    });
  }
  for (let index = 0; index < 4; index += 1) {
    const at = end - random.between(30, 8 * 60) * MINUTE;
    work.at(at, {
      ...{ tenant: 'globex', subject: 'bob', product: 'codex', feature: 'gpt-5.4' },
      quantities: { input_tokens: random.between(5_000, 20_000), output_tokens: random.between(500, 2_000) },
    });
  }
}

/** A film that is too long for his plan: the studio's pool gives the rest. */
function poolHelpsBobOfGlobex({ work, now }: Scene): void {
  const film = { tenant: 'globex', subject: 'bob', product: 'sora', feature: 'sora-2', used: 1 } as const;
  work.at(now - DAY - 2 * HOUR, { ...film, quantities: { seconds: 12, images: 2 }, labels: { film: 'launch' } });
}

/** Fifteen credits for a day and a half, of which some are used. */
function promotionExpires({ town, schedule, work, now }: Scene): void {
  const given = now - (DAYS - 1) * DAY - 8 * HOUR;
  schedule.add(given, () =>
    town.ask('acme', 'admin', GRANT, {
      input: {
        ...{ subject: 'alice', kind: 'PROMOTIONAL', credits: '15', reason: 'a trial of video', products: ['sora'] },
        ...{ expiresAt: new Date(given + 36 * HOUR).toISOString(), priority: 10, idempotencyKey: 'history-trial' },
      },
    }),
  );
  const film = { tenant: 'acme', subject: 'alice', product: 'sora', feature: 'sora-2', used: 1 } as const;
  work.at(given + 20 * MINUTE, { ...film, quantities: { seconds: 13, images: 1 } });
}

/** One large request, for which allowance, promotion and credits are not enough. */
function poolHelps({ work, now }: Scene): void {
  const quantities = { input_tokens: 820_000, cached_input_tokens: 400_000, output_tokens: 95_000 };
  work.at(now - 3 * DAY - 2 * HOUR, {
    ...{ ...CODING, subject: 'alice', feature: 'gpt-5.5', quantities, holdSeconds: 3600, used: 0.94 },
    ...{ session: 'rewrite-in-one-go', labels: { repository: 'api' } },
  });
}

/** Denied again and again, until he buys: the first card is declined. */
function bobRunsOut({ town, schedule, work, now }: Scene): void {
  const start = now - 3 * DAY - 5 * HOUR;
  const quantities = { input_tokens: 60_000, output_tokens: 5_000 };
  for (let index = 0; index < 9; index += 1) {
    work.at(start + index * 4 * MINUTE, {
      ...{ ...CODING, subject: 'bob', feature: 'gpt-5.4', session: 'thesis', quantities, used: 0.8 },
      ...(index === 1 && { mode: 'UP_TO' as const }),
    });
  }
  const buy = (paymentMethod: string) => () =>
    town.ask('acme', 'bob', BUY, {
      input: { credits: '20', paymentMethod, idempotencyKey: `history-${paymentMethod}` },
    });
  schedule.add(start + 38 * MINUTE, buy('sandbox:declined'));
  schedule.add(start + 40 * MINUTE, buy('sandbox:ok'));
  work.at(start + 41 * MINUTE, { ...CODING, subject: 'bob', feature: 'gpt-5.4', session: 'thesis', quantities });
}

/** He agrees to top-ups; two large requests later the first one comes. */
function bobTopsUp({ town, schedule, work, now }: Scene): void {
  const start = now - 2 * DAY - 4 * HOUR;
  const terms = { threshold: '8', target: '25', monthlyCap: '100' };
  schedule.add(start, async () => {
    const { autoTopUpTerms } = await town.ask<{ autoTopUpTerms: { statement: string } }>('acme', 'bob', TERMS, terms);
    const { statement } = autoTopUpTerms;
    await town.ask('acme', 'bob', TOP_UP, { input: { ...terms, statement, enabled: true, consent: true } });
  });
  const quantities = { input_tokens: 90_000, output_tokens: 8_000 };
  for (const after of [10, 25, 40]) {
    work.at(start + after * MINUTE, { ...CODING, subject: 'bob', feature: 'gpt-5.4', session: 'thesis', quantities });
  }
}

/** Credits that are given and bought, and some that go back. */
function giftsAndReturns({ town, schedule, now }: Scene): void {
  const give = (subject: string, credits: string, reason: string, days: number) => {
    const expiresAt = new Date(now + days * DAY).toISOString();
    const input = { subject, credits, reason, expiresAt, kind: 'PROMOTIONAL', idempotencyKey: `history-${subject}` };
    return () => town.ask('acme', 'admin', GRANT, { input });
  };
  const buy = (credits: string, key: string) =>
    town.ask<{ purchaseCredits: { id: string } }>('acme', 'alice', BUY, {
      input: { credits, paymentMethod: 'sandbox:ok', idempotencyKey: `history-${key}` },
    });
  schedule.add(now - 2 * DAY - 3 * HOUR, give('alice', '25', 'thanks for testing the beta', 9));
  schedule.add(now - DAY - 6 * HOUR, give('bob', '4', 'thanks for testing the beta', 2));
  schedule.add(now - DAY - 5 * HOUR, () => buy('80', 'packet'));
  schedule.add(now - DAY - 3 * HOUR, async () => {
    const { purchaseCredits } = await buy('20', 'by-mistake');
    const input = { purchaseId: purchaseCredits.id, reason: 'bought by mistake', idempotencyKey: 'history-refund' };
    await town.ask('acme', 'admin', REFUND, { input });
  });
}

/** The last hours: a denial, a hold that went back, one that expired, and work that is under way now. */
function lately({ work, now }: Scene): void {
  const film = { tenant: 'acme', subject: 'bob', product: 'sora', feature: 'sora-2-pro' } as const;
  work.at(now - 50 * MINUTE, { ...film, quantities: { seconds: 20, images: 2 }, session: 'birthday' });
  const large = { ...CODING, subject: 'alice', feature: 'gpt-5.5' } as const;
  const quantities = { input_tokens: 30_000, output_tokens: 2_500 };
  work.at(now - 4 * HOUR, { ...large, quantities, end: 'released', session: 'called-off' });
  work.at(now - 3 * HOUR, { ...large, quantities, end: 'never', holdSeconds: 300, session: 'lost' });
  work.at(now - 2 * MINUTE, {
    ...large,
    quantities,
    end: 'never',
    holdSeconds: 43_200,
    session: 'overnight-refactoring',
  });
}
