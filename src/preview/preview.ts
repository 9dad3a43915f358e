/**
 * What a candidate policy or catalog would have changed of a period: its stored decisions made again on the books as they
 * were when it began (src/preview/README.md). It writes nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Database } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { firstUuidAt } from '../ids.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import { countedDenials } from './counted-denials.js';
import { countDecisions } from './load-history.js';
import { KnownVersions, loadTimeline, type BuildPast } from './load-versions.js';
import { History } from './history.js';
import type { Period } from './past.js';
import { sumsOf, type Sums } from './preview-documents.js';
import { Replay } from './replay.js';
import { Rules } from './rules.js';

/** So many decisions one preview replays at most. */
export const MOST_DECISIONS = 200_000;

/** What is asked in place of what served; with neither, everything is as it was. */
export interface Candidate {
  policy: PolicyVersion | null;
  catalog: Catalog | null;
}

export interface PreviewOptions {
  database: Database;
  tenant: string;
  period: Period;
  candidate: Candidate;
  /** The catalog that serves now. */
  live: Catalog;
  /** Builds a policy that served once. */
  build: BuildPast;
  /** Told as the replay comes on; may throw to end it. */
  progress?: (done: number, total: number) => void;
}

/** What a preview has found. */
export interface Previewed {
  replay: Replay;
  sums: Sums;
}

/**
 * Replays a period.
 * @throws SpillwayError BAD_USER_INPUT for one with more than {@link MOST_DECISIONS} decisions
 */
export async function runPreview(options: PreviewOptions): Promise<Previewed> {
  const { database, tenant, period, candidate, live, build, progress } = options;
  const range = [firstUuidAt(period.from), firstUuidAt(period.to)] as const;
  const count = () =>
    database.transaction([tenant], (tx) => countDecisions(tx, tenant, range, MOST_DECISIONS + 1), { readOnly: true });
  const total = await count();
  if (total > MOST_DECISIONS) throw tooMany();
  progress?.(0, total);
  const timeline = await loadTimeline(database, tenant);
  const versions = new KnownVersions(tenant, candidate.catalog ?? live, build);
  const rules = new Rules({
    ...{ tenant, ...candidate, from: period.from, served: timeline.served },
    policies: (version) => versions.policy(version),
    catalogs: (version) => versions.catalog(version),
    activated: timeline.catalogs,
    policyActivated: timeline.policies,
  });
  const replay = new Replay(rules);
  const history = new History(database, tenant, period, { replay, rules, versions, timeline });
  await history.replay((done) => progress?.(done, total));
  const counted = await database.transaction([tenant], (tx) => countedDenials(tx, rules, period), { readOnly: true });
  return { replay, sums: sumsOf(replay, counted) };
}

/** Said of a period that has too many. */
export function tooMany(): SpillwayError {
  const most = MOST_DECISIONS.toLocaleString('en-US');
  return new SpillwayError('BAD_USER_INPUT', `The period has more than ${most} decisions: choose a shorter one.`, {
    argument: 'input.from',
  });
}
