/**
 * Short sequences that lead to what random commands come to once in hundreds: each sets the files and a plan, and takes its
 * few steps with somebody and some amount. Other files and random commands follow, so that the rare state meets all else.
 */
import fc from 'fast-check';
import type { CheckCall, GrantCall, RecordCall, UndoCall } from './calls.js';
import { CATALOGS, DAY, HOUR, POLICIES, type Subject } from './closed-world.js';
import { calling, check, Command, grant, moveClock, record, serve, setPlan, settle, voidUsage } from './commands.js';
import type { Model } from './model.js';
import { decisionOf, more, span, subject } from './uses.js';

type Work = Pick<CheckCall, 'product' | 'feature' | 'session'>;

const METER: Work = { product: 'meter', feature: 'call', session: null };
/** The files by their places: what the catalog or the policy is like. */
const [PLAIN, STRICT] = [0, 2];
const [NO_BUDGETS, BUDGETS] = [0, 1];

/** The world that a story needs. */
function world(who: Subject, plan: string, files = { policy: NO_BUDGETS, catalog: PLAIN }): Command[] {
  const { title: policy } = POLICIES[files.policy]!;
  const { title: catalog } = CATALOGS[files.catalog]!;
  return [
    new Command('policy change', `the policy becomes: ${policy}`, serve({ policy: files.policy })),
    new Command('catalog change', `the catalog becomes: ${catalog}`, serve({ catalog: files.catalog })),
    new Command('plan', `put ${who} on the plan ${plan}`, setPlan(who, plan)),
  ];
}

/** @param joins whether it extends the latest decision's hold */
function asks(who: Subject, quantity: number, { held = DAY, joins = false, feature = METER.feature } = {}): Command {
  const latest = (model: Model) => (joins ? decisionOf(model, who, 0, false) : null);
  const asked = { ...METER, feature, subject: who, mode: 'ALL_OR_NOTHING' as const, holdSeconds: held / 1000 };
  const usage = [{ dimension: 'units', quantity, minimum: 0 }];
  const act = calling<CheckCall>((model) => ({ ...asked, usage, extends: latest(model) }), more, check);
  const sentence = `check ${who} ${quantity} units of ${feature}, held ${span(held)}${joins ? ', extending the latest decision' : ''}`;
  return new Command('check', sentence, act, (model) => latest(model) !== -1);
}

/** A report on the latest decision that took something, and it is settled. */
function reports(who: Subject, quantity: number, how: Partial<Pick<RecordCall, 'final' | 'cumulative'>> = {}): Command {
  const { final = true, cumulative = false } = how;
  const of = (model: Model) => decisionOf(model, who, 0, true);
  const said = { final, cumulative, late: false, status: 'COMPLETED' as const, occurredAt: null };
  const usage = [{ dimension: 'units', quantity }];
  const report = calling<RecordCall>(
    (model) => {
      const { product, feature } = model.checks[of(model)]!.call;
      return { product, feature, session: null, subject: who, check: of(model), usage, ...said };
    },
    more,
    record,
  );
  const part = `${final ? '' : ', a part'}${cumulative ? ', counted as it is' : ''}`;
  const act = async (...world: Parameters<typeof report>) => {
    await report(...world);
    await settle(...world);
  };
  return new Command(
    'report',
    `${who} reports ${quantity} units${part}, and it is settled`,
    act,
    (model) => of(model) !== -1,
  );
}

/** The latest report of somebody is undone, and that is settled. */
function undoes(who: Subject): Command {
  const which = ({ usage }: Model) => usage.findLastIndex(({ call, voids }) => call.subject === who && voids === null);
  const undo = calling<UndoCall>(
    (model) => ({ which: which(model), reason: 'a test' }),
    (call) => ({ ...call, reason: 'another' }),
    voidUsage,
  );
  const act = async (...world: Parameters<typeof undo>) => {
    await undo(...world);
    await settle(...world);
  };
  return new Command(
    'void',
    `undo the latest report of ${who}, and it is settled`,
    act,
    (model) => which(model) !== -1,
  );
}

function gives(who: Subject, credits: string, lasts: number | null): Command {
  const terms = { to: who, kind: 'REFUND' as const, credits, priority: 100, scope: null, effectiveAt: null };
  const act = calling<GrantCall>(
    ({ clock }) => ({ ...terms, expiresAt: lasts === null ? null : clock + lasts }),
    (call) => ({ ...call, credits: '99' }),
    grant,
  );
  return new Command('grant', `grant ${who} ${credits} REFUND${lasts === null ? '' : ` for ${span(lasts)}`}`, act);
}

const waits = (by: number): Command =>
  new Command(
    'clock',
    `wait ${span(by)}`,
    moveClock(({ clock }) => clock + by),
  );

/** Each by what it leads to, for somebody and an amount of 1 to 3. */
const STORIES: Record<string, (who: Subject, some: number) => Command[]> = {
  'more holds than a subject may have': (who) => [
    ...world(who, 'twin', { policy: NO_BUDGETS, catalog: STRICT }),
    ...[asks(who, 1), asks(who, 1), asks(who, 1)],
  ],
  'a report when the quote has ended': (who, some) => [
    ...world(who, 'twin'),
    ...[asks(who, some, { held: 1000 }), waits(HOUR), reports(who, some)],
  ],
  'two final reports': (who, some) => [...world(who, 'twin'), asks(who, 4), reports(who, some), reports(who, some)],
  'a plain report, and then a counter': (who, some) => [
    ...world(who, 'twin'),
    ...[asks(who, 6), reports(who, some, { final: false }), reports(who, some, { final: false, cumulative: true })],
  ],
  'undoing while the hold is open': (who, some) => [
    ...world(who, 'twin'),
    ...[asks(who, 5), reports(who, some, { final: false }), undoes(who)],
  ],
  'work that becomes large within its hold': (who, some) => [
    ...world(who, 'twin'),
    ...[gives(who, '20', null), asks(who, 2), asks(who, 6, { joins: true })],
    ...[reports(who, some, { final: false }), reports(who, 7)],
  ],
  'a report on work that costs nothing': (who, some) => [
    ...world(who, 'twin'),
    ...[asks(who, some, { feature: 'gratis' }), reports(who, some)],
  ],
  'a lot that closes under a hold': (who, some) => [
    ...world(who, 'bare'),
    ...[gives(who, '5', HOUR), asks(who, 4), waits(HOUR), reports(who, some)],
  ],
  'a budget whose period turns': (who, some) => [
    ...world(who, 'twin', { policy: BUDGETS, catalog: PLAIN }),
    ...[asks(who, some), waits(DAY), asks(who, some)],
  ],
  'undoing what a closed lot gave': (who, some) => [
    ...world(who, 'bare'),
    ...[gives(who, '5', HOUR), asks(who, some), reports(who, some), waits(HOUR), undoes(who)],
  ],
  'undoing what a budget counted': (who, some) => [
    ...world(who, 'twin', { policy: BUDGETS, catalog: PLAIN }),
    ...[asks(who, some), reports(who, some), undoes(who)],
  ],
};

const story = fc
  .tuple(fc.constantFrom(...Object.values(STORIES)), subject, fc.integer({ min: 1, max: 3 }))
  .map(([tell, who, some]) => tell(who, some));

/** What happens before the random commands: up to two stories, one after the other. */
export const stories = fc.array(story, { maxLength: 2 }).map((told) => told.flat());

/** Takes each step that makes sense by then. */
export async function take(steps: readonly Command[], ...[model, engine]: Parameters<Command['run']>): Promise<void> {
  for (const step of steps) if (step.check(model)) await step.run(model, engine);
}
