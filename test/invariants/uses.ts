/** Random checks and usage reports, put as sentences, and the words that all sentences share. */
import fc from 'fast-check';
import type { CheckCall, RecordCall } from './calls.js';
import { DAY, HOUR, MINUTE, type Subject } from './closed-world.js';
import { SESSION } from './compare.js';
import { calling, check, Command, record, settle, type Act } from './commands.js';
import type { Model } from './model.js';

export const LATEST = ['latest', '2nd latest', '3rd latest', '4th latest'];
export const nth = fc.constantFrom(0, 0, 0, 1, 2, 3);
export const subject = fc.constantFrom<Subject>('alice', 'alice', 'bob');
const few = fc.integer({ min: 1, max: 12 });
const count = fc.oneof({ weight: 4, arbitrary: few }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 60 }) });

export function span(milliseconds: number): string {
  const units: [number, string][] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
  ];
  const unit = units.find(([size]) => milliseconds % size === 0);
  return unit ? `${milliseconds / unit[0]} ${unit[1]}` : `${milliseconds} ms`;
}
export const spans = (...all: number[]) => fc.constantFrom(...all);

/** Null, but for once in so many times. */
export const rarely = <T>(oneIn: number, arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

/** A feature with quantities of what it counts. */
const work = fc
  .record({
    target: fc.constantFrom(
      ...Array<string>(22).fill('meter/call'),
      'film/shot',
      'film/shot',
      'meter/gratis',
      'meter/gratis',
      'meter/gratis',
      'meter/secret',
      'meter/secret',
      'meter/secret',
    ),
    count,
    extras: rarely(3, fc.integer({ min: 0, max: 4 })),
    extrasFirst: fc.boolean(),
  })
  .map(({ target, count, extras, extrasFirst }) => {
    const [product = '', feature = ''] = target.split('/');
    const usage = [{ dimension: product === 'film' ? 'seconds' : 'units', quantity: count }];
    const more = target === 'meter/call' && extras !== null ? [{ dimension: 'extras', quantity: extras }] : [];
    const all = extrasFirst ? [...more, ...usage] : [...usage, ...more];
    return { product, feature, usage: all };
  });
const told = (usage: { dimension: string; quantity: number }[]) =>
  usage.map(({ dimension, quantity }) => `${quantity} ${dimension}`).join(' and ') || 'nothing';

/** The session that a call is made in: the one whose budgets are looked at, another, or none. */
const session = fc.constantFrom(SESSION, SESSION, 'other', null);
const within = (session: string | null) => (session === null ? '' : ` in the session ${session}`);

/** Adds one to the first quantity: another input. */
export function more<C extends { usage: { quantity: number }[] }>(call: C): C {
  const usage = call.usage.map((each, i) => (i === 0 ? { ...each, quantity: each.quantity + 1 } : each));
  return { ...call, usage };
}

/** The number of somebody's nth latest decision (one that took something, where `taking`); -1 where there is none. */
export function decisionOf({ checks }: Model, who: Subject, nth: number, taking: boolean): number {
  const own = checks.flatMap(({ call, outcome }, i) =>
    call.subject === who && (outcome !== 'DENIED' || !taking) ? [i] : [],
  );
  return own.at(-1 - nth) ?? -1;
}

export const checks = fc
  .record({
    who: subject,
    work,
    unknown: fc.constantFrom(...Array<string>(30).fill(''), 'ghost/call', 'meter/ghost'),
    upTo: fc.boolean(),
    minimum: fc.constantFrom(0, 0, 0, 1, 4),
    hold: spans(1000, 10 * MINUTE, HOUR, 6 * HOUR, DAY, DAY),
    extended: rarely(4, nth),
    session,
  })
  .map(({ who, work, unknown, upTo, minimum, hold, extended, session }) => {
    const [product = work.product, feature = work.feature] = unknown ? unknown.split('/') : [];
    const usage = work.usage.map((each) => ({ ...each, minimum: upTo ? Math.min(minimum, each.quantity) : 0 }));
    const mode = upTo ? ('UP_TO' as const) : ('ALL_OR_NOTHING' as const);
    const asked = { subject: who, product, feature, usage, mode, holdSeconds: hold / 1000, session };
    const atMost = upTo ? ` UP_TO${minimum ? ` min ${minimum}` : ''}` : '';
    const joins = extended === null ? '' : ` extending the ${LATEST[extended]} decision`;
    const sentence = `check ${who} ${told(usage)} of ${product}/${feature}${atMost}, held ${span(hold)}${joins}${within(session)}`;
    const extendsOf = (model: Model) => (extended === null ? null : decisionOf(model, who, extended, false));
    const act = calling<CheckCall>((model) => ({ ...asked, extends: extendsOf(model) }), more, check);
    return new Command('check', sentence, act, (model) => extendsOf(model) !== -1);
  });

const PLAIN = Array<'plain'>(4).fill('plain');
export const records = fc
  .record({
    who: subject,
    of: fc.option(nth, { freq: 3 }),
    work,
    final: fc.boolean(),
    // Counters of the whole hold: what they have grown by, or what they are.
    counted: fc.constantFrom<'plain' | 'grown' | 'as it is'>(...PLAIN, 'grown', 'grown', 'as it is', 'as it is'),
    late: fc.constantFrom(true, false, false),
    status: fc.constantFrom(
      'COMPLETED' as const,
      'COMPLETED' as const,
      'COMPLETED' as const,
      'CANCELLED' as const,
      'FAILED' as const,
    ),
    ago: rarely(6, spans(1, MINUTE, HOUR, 9 * HOUR)),
    atOnce: fc.boolean(),
    session,
  })
  .map(({ who, of, work, final, counted, late, status, ago, atOnce, session }) => {
    const on = (model: Model) => (of === null ? null : decisionOf(model, who, of, true));
    const call = (model: Model) => {
      const nth = on(model);
      const { product, feature } = nth === null ? work : model.checks[nth]!.call;
      const dimensions = { film: 'seconds', meter: 'units' }[product];
      const usage =
        nth === null
          ? work.usage
          : work.usage.map((each, i) => (i === 0 ? { ...each, dimension: dimensions! } : each)).slice(0, 1);
      const occurredAt = ago === null ? null : model.clock - ago;
      const cumulative = nth !== null && counted !== 'plain';
      const before = (dimension: string) =>
        model.checks[nth ?? 0]?.hold?.counters.get(`${product}/${feature} ${dimension}`) ?? 0;
      const counters = usage.map((each) => ({ ...each, quantity: each.quantity + before(each.dimension) }));
      const reported = cumulative && counted === 'grown' ? counters : usage;
      const how = { final, cumulative, late, status };
      return { subject: who, check: nth, product, feature, session, usage: reported, ...how, occurredAt };
    };
    const ran =
      of === null
        ? `on ${work.product}/${work.feature} without a decision${within(session)}`
        : `for the ${LATEST[of]} decision`;
    const counters = of !== null && counted !== 'plain' ? `, counted ${counted}` : '';
    const end = `${final ? '' : ', a part'}${late ? ', late' : ''}${counters}${status === 'COMPLETED' ? '' : `, ${status}`}`;
    const quantity = of === null ? told(work.usage) : String(work.usage[0]!.quantity);
    const when = `${ago === null ? '' : `, ${span(ago)} ago`}${end}${atOnce ? ', and it is settled' : ''}`;
    const sentence = `${who} reports ${quantity} ${ran}${when}`;
    const report = calling<RecordCall>(call, more, record);
    const act: Act = async (model, engine) => {
      await report(model, engine);
      if (atOnce) await settle(model, engine);
    };
    // In which order two accounts settle is nobody's promise, so only one has usage on its way at a time.
    const alone = (model: Model) => !model.awaits(who === 'alice' ? 'bob' : 'alice');
    return new Command('report', sentence, act, (model) => on(model) !== -1 && alone(model));
  });
