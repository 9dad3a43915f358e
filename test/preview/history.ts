/**
 * Random histories, by seed: what is called at which instant, earlier calls by their number. Whether a call that depends on
 * an earlier one is made at all depends on what that one was answered; who plays it knows.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A check. `after`: the number of an earlier check whose hold it extends. */
export interface Ask {
  no: number;
  subject: string;
  groups: string[];
  product: string;
  feature: string;
  usage: { dimension: string; quantity: number; minimum?: number }[];
  mode: 'ALL_OR_NOTHING' | 'UP_TO';
  holdSeconds: number;
  session: string | null;
  after: number | null;
  layers: string[] | null;
  maxPaid: string | null;
}

export type Act = { at: number } & (
  | { kind: 'check'; asks: Ask[] }
  | {
      kind: 'report';
      no: number;
      of: Ask;
      usage: Ask['usage'];
      final: boolean;
      status: string;
      named: boolean;
    }
  | { kind: 'settle' }
  | { kind: 'release'; of: Ask }
  | { kind: 'grant'; no: number; to: string; lot: string; credits: string; from: number | null; lasts: number | null }
  | { kind: 'revoke'; which: number }
  | { kind: 'buy'; no: number; to: string; credits: string }
  | { kind: 'refund'; which: number }
  | { kind: 'plan'; subject: string; plan: string; when: 'NOW' | 'PERIOD_END' }
  | { kind: 'state'; subject: string; suspended: boolean }
  | { kind: 'reset'; no: number; windows: string[] | null }
  | { kind: 'give resets'; no: number; subject: string }
  | { kind: 'redeem'; no: number; subject: string; window: string }
  | { kind: 'more'; no: number; subject: string; credits: string }
  | { kind: 'void'; which: number; no: number }
  | { kind: 'top up'; no: number; subject: string; threshold: string; target: string; cap: string; pays: boolean }
);

/** A generator of numbers that a seed repeats. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface HistoryOptions {
  seed: number;
  /** How many checks it has, about. */
  checks: number;
  subjects: number;
  from: number;
  /** How far apart batches are, on average. */
  everyMs: number;
  /** How many checks come together at most. */
  together: number;
  /** Whether usage is settled at once, or some time later. */
  settles: 'at once' | 'later';
  /** Reports come together, so many milliseconds apart; 0: each by itself. */
  gridMs?: number;
  /** How often an act of an admin sets a top-up. */
  topUps?: number;
}

/** What is called, in its order. */
export function historyOf({
  seed,
  checks,
  subjects,
  from,
  everyMs,
  together,
  settles,
  gridMs = 0,
  topUps = 0,
}: HistoryOptions): Act[] {
  const random = randomOf(seed);
  const upTo = (most: number) => Math.floor(random() * most);
  const chance = (one: number) => random() < one;
  const pick = <T>(all: readonly T[]) => all[upTo(all.length)]!;
  const acts: Act[] = [];
  const later: Act[] = [];
  const asked: Ask[] = [];
  const numbers = { grants: 0, purchases: 0, reports: 0, more: 0 };
  const groupsOf = (n: number) =>
    n % 4 === 0 ? ['engineers'] : n % 4 === 1 ? ['interns'] : n % 4 === 2 ? ['engineers', 'interns'] : [];
  let at = from;

  const ask = (): Ask => {
    const n = upTo(subjects);
    const recent = asked.slice(-40).filter((each) => each.subject === `s${n}`);
    const after = recent.length > 0 && chance(0.15) ? pick(recent) : null;
    const isFilm = chance(0.25);
    const mode = chance(0.3) ? ('UP_TO' as const) : ('ALL_OR_NOTHING' as const);
    const least = mode === 'UP_TO' && chance(0.3) ? { minimum: 1 } : {};
    const usage = isFilm
      ? [{ dimension: 'seconds', quantity: 1 + upTo(4), ...least }]
      : [
          { dimension: 'units', quantity: 1 + upTo(8), ...least },
          ...(chance(0.2) ? [{ dimension: 'extras', quantity: 1 + upTo(2) }] : []),
        ];
    const gratis = !isFilm && chance(0.05);
    const made: Ask = {
      no: asked.length,
      subject: `s${n}`,
      groups: groupsOf(n),
      product: isFilm ? 'film' : 'meter',
      feature: isFilm ? 'shot' : gratis ? 'gratis' : 'call',
      usage: gratis ? [{ dimension: 'units', quantity: 3 }] : usage,
      mode,
      holdSeconds: pick([30, 300, 600, 3_600, 7_200]),
      session: chance(0.25) ? `t${upTo(12)}` : null,
      after: after?.no ?? null,
      layers: chance(0.05) ? ['ALLOWANCE', 'PROMOTION'] : null,
      maxPaid: chance(0.05) ? '2' : null,
    };
    asked.push(made);
    return made;
  };

  const follow = (of: Ask): void => {
    const report = (ms: number, final: boolean, more = 0): void => {
      const usage = of.usage.map(({ dimension, quantity }) => ({ dimension, quantity: upTo(quantity + 1) + more }));
      const status = chance(0.06) ? 'FAILED' : chance(0.1) ? 'CANCELLED' : 'COMPLETED';
      const when = gridMs > 0 ? from + Math.ceil((at + ms - from) / gridMs) * gridMs : at + ms;
      later.push({ kind: 'report', at: when, no: numbers.reports, of, usage, final, status, named: true });
      numbers.reports += 1;
      later.push({ kind: 'settle', at: settles === 'at once' ? when : when + upTo(3) * 20_000 });
    };
    const how = random();
    const within = of.holdSeconds * 1000;
    if (how < 0.55) report(1 + upTo(within), true);
    else if (how < 0.65) {
      report(1 + upTo(within / 2), false);
      report(within / 2 + upTo(within / 2), true, chance(0.3) ? 3 : 0);
    } else if (how < 0.72) report(within + upTo(HOUR), true);
    else if (how < 0.8) later.push({ kind: 'release', at: at + 1 + upTo(within), of });
  };

  const admin = (): void => {
    const subject = `s${upTo(subjects)}`;
    const to = chance(0.2) ? 'pool:team' : `subject:${subject}`;
    if (topUps > 0 && chance(topUps)) {
      const pays = chance(0.75);
      const terms = { threshold: pick(['2', '4']), target: pick(['6', '9']), cap: pick(['12', '60']) };
      acts.push({ kind: 'top up', at, no: acts.length, subject, pays, ...terms });
      return;
    }
    const how = random();
    if (how < 0.4) {
      const lot = pick(['PROMOTIONAL', 'ENTITLEMENT', 'REFUND']);
      const lasts = chance(0.7) ? pick([30 * MINUTE, 3 * HOUR, 24 * HOUR]) : null;
      const terms = { lot, credits: pick(['3', '7.25', '12']), from: chance(0.2) ? pick([MINUTE, HOUR]) : null, lasts };
      acts.push({ kind: 'grant', at, no: numbers.grants, to, ...terms });
      numbers.grants += 1;
    } else if (how < 0.46) acts.push({ kind: 'revoke', at, which: upTo(numbers.grants) });
    else if (how < 0.54) {
      acts.push({ kind: 'buy', at, no: numbers.purchases, to, credits: pick(['5', '10']) });
      numbers.purchases += 1;
    } else if (how < 0.58) acts.push({ kind: 'refund', at, which: upTo(numbers.purchases) });
    else if (how < 0.72) {
      acts.push({
        kind: 'plan',
        at,
        subject,
        plan: pick(['free', 'plus', 'plus', 'bare']),
        when: chance(0.2) ? 'PERIOD_END' : 'NOW',
      });
    } else if (how < 0.76) {
      acts.push({ kind: 'state', at, subject, suspended: true });
      later.push({ kind: 'state', at: at + upTo(HOUR), subject, suspended: false });
    } else if (how < 0.79)
      acts.push({ kind: 'reset', at, no: acts.length, windows: chance(0.5) ? ['five_hour'] : null });
    else if (how < 0.82) acts.push({ kind: 'give resets', at, no: acts.length, subject });
    else if (how < 0.87) acts.push({ kind: 'redeem', at, no: acts.length, subject, window: 'five_hour' });
    else if (how < 0.92) acts.push({ kind: 'more', at, no: (numbers.more += 1), subject, credits: '6' });
    else if (numbers.reports > 0) acts.push({ kind: 'void', at, no: acts.length, which: upTo(numbers.reports) });
  };

  const flush = (until: number): void => {
    const rank = ({ kind }: Act) => Number(kind === 'settle');
    later.sort((a, b) => a.at - b.at || rank(a) - rank(b));
    while (later.length > 0 && later[0]!.at < until) acts.push(later.shift()!);
  };
  while (asked.length < checks) {
    at += 1 + upTo(2 * everyMs);
    flush(at);
    if (chance(0.3)) admin();
    else if (chance(0.06)) {
      const of = { ...ask(), after: null };
      asked.pop();
      const usage = of.usage.map(({ dimension, quantity }) => ({ dimension, quantity }));
      acts.push({ kind: 'report', at, no: numbers.reports, of, usage, final: true, status: 'COMPLETED', named: false });
      numbers.reports += 1;
      acts.push({ kind: 'settle', at });
    } else {
      const asks = Array.from({ length: 1 + upTo(together) }, ask);
      acts.push({ kind: 'check', at, asks });
      for (const each of asks) follow(each);
    }
  }
  flush(Infinity);
  return acts;
}
