/**
 * Members who attack with their own tokens: they lie about usage, end holds that are not theirs, keep holds alive, flood,
 * pile up, dust, squat keys, read too much. Each attack says here what must come of it; what nobody may have had for
 * nothing is asked of the books afterwards.
 */
import { BUY, CHECK, CHECK_MANY, GRANT, RECORD, RELEASE, SET_PLAN } from './documents.js';
import type { StormClient } from './storm-client.js';
import { PRODUCT } from './storm-world.js';
import type { Invariant } from '../../src/audit/invariant.js';

type Input = Record<string, unknown>;
type Attack = (member: HostileMember) => Promise<void>;

const TENANT = 'acme';
const NAME = 'hostile';
/** After so many attacks a member comes back under another name, as whoever has run out of credits would. */
const ATTACKS_PER_NAME = 40;
const DAY_S = 86_400;
/** The shortest window of their plan: a hold on the allowance lasts no longer than that after its oldest draw. */
const WINDOW_MS = 60_000;
/** How much later a hold may end: the check and the clock of this process are not the same instant. */
const TOLERANCE_MS = 10_000;

interface Held {
  id: string;
  outcome: string;
  reason: string;
  draws: { layer: string }[];
  hold: { expiresAt: string } | null;
}

interface Got<T> {
  value: T | null;
  code: string | null;
}

/** What must be true of all that hostile members did, in the books. */
export const HOSTILE_CHECKS: readonly Invariant[] = [
  {
    invariant: 'rules 26 to 30',
    title: 'what the gateway reports of a hostile member’s work is charged in full',
    sql: `
    select e.tenant_id, e.id, c.amount, c.body->>'uncharged' as why
    from usage_event e
    join account a on a.tenant_id = e.tenant_id and a.id = e.account_id and a.address like 'subject:${NAME}-%'
    left join charge c on c.tenant_id = e.tenant_id and c.id = e.id
    where e.body->>'caller' = 'gateway' and e.status = 'COMPLETED' and c.amount is distinct from
      (select coalesce(sum((u->>'quantity')::numeric), 0) * 1000000000 from json_array_elements(e.body->'usage') u)`,
  },
];

export class HostileMember {
  private attacks = 0;
  private generation = 0;

  constructor(
    private readonly client: StormClient,
    private readonly number: number,
  ) {}

  get subject(): string {
    return `${NAME}-${this.number}-${this.generation}`;
  }

  /** Attacks until it is told to stop. */
  async run(done: () => boolean): Promise<void> {
    const { random, evidence } = this.client;
    while (!done()) {
      if (this.attacks % ATTACKS_PER_NAME === 0) {
        this.generation += 1;
        await this.client.asAdmin(TENANT, SET_PLAN, { subject: this.subject, plan: 'storm' });
      }
      this.attacks += 1;
      const [name, attack] = random.pick(Object.entries(ATTACKS));
      await attack(this);
      evidence.count(`hostile: ${name}`);
    }
  }

  /** What of these is asked for, with a key of its own. */
  asking(units: number, more: Input = {}): Input {
    const usage = units ? [{ dimension: 'units', quantity: units }] : [];
    const about = { subject: this.subject, product: PRODUCT, feature: 'call', usage };
    return { ...about, idempotencyKey: this.client.key(), ...more };
  }

  /** By the clock of the storm. */
  now(): number {
    return this.client.shared.town.clock.now();
  }

  between(least: number, most: number): number {
    return this.client.random.between(least, most);
  }

  /** One call with the member's own token, or another's; nothing is asked a second time. */
  async ask<T>(query: string, variables: Input, token = this.token()): Promise<Got<T>> {
    const asked = { query, variables, token: await token };
    const answer = await this.client.anyCaller(this.client.random).ask(asked);
    if (answer === 'lost') return { value: null, code: 'lost' };
    const code = answer.errors?.[0]?.extensions.code ?? null;
    if (code === 'INTERNAL') this.client.evidence.violated('I10', `INTERNAL: ${JSON.stringify(answer.errors?.[0])}`);
    return { value: (Object.values(answer.data ?? {})[0] ?? null) as T | null, code };
  }

  askAs<T>(subject: 'gateway' | 'admin', query: string, variables: Input): Promise<Got<T>> {
    return this.ask<T>(query, variables, this.client.shared.town.token(TENANT, subject));
  }

  /** A hold that the gateway opens for the member's work; null where there is none to be had. */
  async gatewayHold(units: number): Promise<string | null> {
    const { value } = await this.askAs<Held>('gateway', CHECK, { input: this.asking(units) });
    return value?.hold ? value.id : null;
  }

  /** A hold that the member opens itself. */
  async ownHold(units: number, more: Input = {}): Promise<Held | null> {
    const { value } = await this.ask<Held>(CHECK, { input: this.asking(units, more) });
    return value?.hold ? value : null;
  }

  report(decisionId: string, units: number, more: Input = {}): Input {
    const usage = units ? [{ dimension: 'units', quantity: units }] : [];
    return { decisionId, usage, idempotencyKey: this.client.key(), ...more };
  }

  /** Demands one of these codes; what is overloaded or too often proves nothing. */
  demand(attack: string, { value, code }: Got<unknown>, ...codes: (string | null)[]): void {
    if (code === 'OVERLOADED' || code === 'RATE_LIMITED' || code === 'lost') return;
    const told = () => `${attack}: ${code ?? 'no error'}, ${JSON.stringify(value)?.slice(0, 300)}`;
    this.client.evidence.demand(codes.includes(code), 'rules 26 to 34', told);
  }

  count(path: string): void {
    this.client.evidence.count(`hostile: ${path}`);
  }

  private token(): Promise<string> {
    return this.client.shared.town.token(TENANT, this.subject, this.number % 2 ? [] : ['engineering']);
  }
}

/** Many small holds that all fall due at one instant (security 1). */
const pileUp: Attack = async (member) => {
  const holdSeconds = member.between(5, 15);
  const little = { usage: [{ dimension: 'extras', quantity: 1 }], holdSeconds };
  const inputs = Array.from({ length: 500 }, () => member.asking(1, little));
  member.demand('a pile of holds', await member.ask(CHECK_MANY, { inputs }), null);
};

/** The hold that a gateway works under is released, then ended as failed; the work is reported all the same (security 3). */
const endTheGateways: Attack = async (member) => {
  const units = member.between(1, 5);
  const hold = await member.gatewayHold(units);
  if (hold === null) return;
  const failed = member.report(hold, 0, { status: 'FAILED' });
  member.demand('a release by a stranger', await member.ask(RELEASE, { id: hold }), 'FORBIDDEN');
  member.demand('a report by a stranger', await member.ask(RECORD, { input: failed }), 'FORBIDDEN');
  await member.askAs('gateway', RECORD, { input: member.report(hold, units) });
};

/** Usage that nobody asked for, reported by whom it would burn a pool (security 4, billing F1). */
const lieFreely: Attack = async (member) => {
  member.demand('usage from nowhere', await member.ask(RECORD, { input: member.asking(900) }), 'FORBIDDEN');
};

/** More than one's own hold has: the pool pays nothing of it, which the audit asks for (security 4). */
const lieBeyond: Attack = async (member) => {
  const hold = await member.ownHold(1);
  if (hold) member.demand('usage beyond a hold', await member.ask(RECORD, { input: member.report(hold.id, 3) }), null);
};

/** A report as large as numbers go must not make later work free (security 2). */
const lieHugely: Attack = async (member) => {
  const hold = await member.gatewayHold(2);
  if (hold === null) return;
  const own = await member.ownHold(1);
  const huge = [{ dimension: 'units', quantity: '9000000000' }];
  if (own) {
    const input = { ...member.report(own.id, 0), usage: huge };
    member.demand('a huge report', await member.ask(RECORD, { input }), null, 'BAD_USER_INPUT');
  }
  await member.askAs('gateway', RECORD, { input: member.report(hold, 2) });
};

/** However often a hold is extended, it outlives neither its first day nor, on the allowance, its window (security 5). */
const keepAlive: Attack = async (member) => {
  let held = await member.ownHold(1, { holdSeconds: 2 });
  const opened = member.now();
  const most = held?.draws.some(({ layer }) => layer === 'ALLOWANCE') ? WINDOW_MS : DAY_S * 1000;
  for (let times = 0; held && times < 5; times++) {
    const more = { extends: held.id, holdSeconds: DAY_S };
    const { value, code } = await member.ask<Held>(CHECK, { input: member.asking(0, more) });
    member.demand('an extension', { value, code }, null);
    const late = value?.hold ? Date.parse(value.hold.expiresAt) - (opened + most) : 0;
    if (late > TOLERANCE_MS) member.demand('a hold that lives too long', { value, code }, 'refused');
    held = value?.hold ? value : null;
  }
};

/** A hold does not grow for ever (security 18). */
const grow: Attack = async (member) => {
  const first = await member.ownHold(1, { holdSeconds: 600 });
  for (let times = 0; first && times < 220; times++) {
    const more = { extends: first.id, holdSeconds: 600, usage: [{ dimension: 'extras', quantity: 1 }] };
    const { value, code } = await member.ask<Held>(CHECK, { input: member.asking(1, more) });
    if (value?.reason === 'HOLD_LIMIT') member.count('a hold met its limit');
    if (!value?.hold || code) return;
  }
};

/** All that a pool has, for a day (security 7). */
const hog: Attack = async (member) => {
  const all = { mode: 'UP_TO', holdSeconds: DAY_S };
  const held = await member.ownHold(5_000, all);
  if (held) member.demand('a release of one’s own', await member.ask(RELEASE, { id: held.id }), null);
};

/** A key that a gateway will use, taken up before it (security 13). */
const squat: Attack = async (member) => {
  const hold = await member.gatewayHold(1);
  const own = await member.ownHold(1);
  if (hold === null || own === null) return;
  const theirs = member.report(hold, 1);
  const taken = { ...member.report(own.id, 0), idempotencyKey: theirs.idempotencyKey };
  member.demand('a key of one’s own', await member.ask(RECORD, { input: taken }), null);
  member.demand('a squatted key', await member.askAs('gateway', RECORD, { input: theirs }), null);
};

/** Thousands of denials in one request (security 17). */
const flood: Attack = async (member) => {
  const input = member.asking(1, { product: 'nothing' });
  const inputs = Array.from({ length: 500 }, () => input);
  const aliases = Array.from({ length: 6 }, (_, i) => `a${i}: checkAccessMany(inputs: $inputs) { outcome }`);
  const query = `mutation ($inputs: [CheckAccessInput!]!) { ${aliases.join(' ')} }`;
  member.demand('a flood of denials', await member.ask(query, { inputs }), null);
};

/** A purchase of next to nothing, to fill the account with dust (security 11). */
const dust: Attack = async (member) => {
  const input = { subject: member.subject, credits: '0.0000625', idempotencyKey: member.asking(0).idempotencyKey };
  member.demand('dust', await member.ask(BUY, { input }), 'BAD_USER_INPUT');
};

/** As much in one answer as can be asked for (security 11). */
const readMuch: Attack = async (member) => {
  const page = 'nodes { grantedUsage { quantity } draws { amount lot { id products } } hold { state } }';
  const aliases = Array.from({ length: 10 }, (_, i) => `a${i}: decisions(first: 200) { ${page} }`);
  member.demand('a long answer', await member.ask(`{ ${aliases.join(' ')} }`, {}), null, 'BAD_USER_INPUT');
};

/** An admin who makes money (security 6). */
const mint: Attack = async (member) => {
  const about = { subject: member.subject, kind: 'PURCHASED', reason: 'a gift', reference: 'none' };
  const input = { ...about, credits: '100', idempotencyKey: member.asking(0).idempotencyKey };
  member.demand('credits from nowhere', await member.askAs('admin', GRANT, { input }), 'FORBIDDEN');
};

const ATTACKS = {
  ...{
    pileUp,
    endTheGateways,
    lieFreely,
    lieBeyond,
    lieHugely,
    keepAlive,
    grow,
    hog,
    squat,
    flood,
    dust,
    readMuch,
    mint,
  },
};

/** What a storm with hostile members must have tried. */
export const HOSTILE_PATHS = [...Object.keys(ATTACKS), 'a hold met its limit'].map((path) => `hostile: ${path}`);
