/**
 * The commands of the model-based test: each is one sentence, goes to model and engine alike, and compares what they
 * answer and what the world has come to. Which of them can follow each other is in sequences.ts.
 */
import { expect } from '@jest/globals';
import type fc from 'fast-check';
import type { CheckCall, GrantCall, PurchaseCall, RecordCall, UndoCall } from './calls.js';
import { CARDS, catalogText, CATALOGS, POLICIES, policyText } from './closed-world.js';
import { DRAW, expectSameBalances, HOLD, LOT, wordsOfCheck, wordsOfHold, wordsOfLot, wordsOfUsage } from './compare.js';
import type { Engine, Reply } from './engine.js';
import type { Model } from './model.js';
import type { Answer } from './model-keys.js';
import { dueOn } from './model-state.js';

export type Act = (model: Model, engine: Engine) => Promise<void>;

export class Command implements fc.AsyncCommand<Model, Engine> {
  /** @param possible whether it makes sense in a world */
  constructor(
    private readonly kind: string,
    private readonly sentence: string,
    private readonly act: Act,
    private readonly possible: (model: Model) => boolean = () => true,
  ) {}

  check = (model: Readonly<Model>): boolean => this.possible(model as Model);

  async run(model: Model, engine: Engine): Promise<void> {
    model.saw(this.kind);
    await this.act(model, engine);
    await expectSameBalances(model, engine);
  }

  /** On a line of its own. */
  toString(): string {
    return `\n      ${this.sentence}`;
  }
}

/** Calls that were made with a key: how to make them again, and how to misuse the key. */
const made = new WeakMap<Model, { again: Act; misuse: Act }[]>();

export function callsOf(model: Model) {
  return made.get(model) ?? [];
}

/** A call with a fresh key, remembered. `other` is another input. */
export function calling<C extends { key: string }>(
  call: (model: Model) => Omit<C, 'key'>,
  other: (call: C) => C,
  send: (call: C) => Act,
): Act {
  return async (model, engine) => {
    const earlier = callsOf(model);
    const keyed = { ...call(model), key: `key ${earlier.length + 1}` } as C;
    made.set(model, [...earlier, { again: send(keyed), misuse: send(other(keyed)) }]);
    await send(keyed)(model, engine);
  };
}

interface Found {
  id: string;
  lot?: { id: string } | null;
}

/** Compares an answer with the model's; a new thing takes the id that the engine gave it, and so does its lot. */
function compare<T extends object>(
  { engine, model, words }: { engine: Engine; model: Model; words: (value: T) => object },
  expected: Answer<T>,
  found: Reply<Found>,
): void {
  if ('refused' in expected) {
    model.saw(expected.refused);
    expect(found).toEqual(expected);
    return;
  }
  const { value, replayed } = expected;
  if (replayed) model.saw('a replay');
  if ('value' in found) {
    const { id, lot } = found.value;
    if (!engine.ids.has(value)) engine.ids.set(value, id);
    if (lot && 'lot' in value && value.lot) engine.ids.set(value.lot, lot.id);
  }
  expect(found).toEqual({ value: { id: engine.ids.get(value), replayed, ...words(value) } });
}

const DECISION = `id replayed outcome reason proceed requested granted shortfall grantedUsage { dimension quantity }
  draws { ${DRAW} } hold { ${HOLD} }`;
const CHECK = `mutation ($input: CheckAccessInput!) {
  checkAccess(input: $input) { ${DECISION} blockers { kind source account limit remaining unblocksAt } } }`;
const USAGE = `state charge { amount forgiven debt draws { ${DRAW} } }`;
const RECORD = `mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id replayed ${USAGE} } }`;
const VOID = `mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id replayed ${USAGE} } }`;
const EVENT = `query ($id: ID!) { node(id: $id) { ... on UsageEvent { ${USAGE} } } }`;
const RELEASE = `mutation ($id: ID!) { releaseHold(decisionId: $id) { proceed hold { ${HOLD} } } }`;
const GRANT = `mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { replayed ${LOT} } }`;
const REVOKE = `mutation ($input: RevokeCreditsInput!) { revokeCredits(input: $input) { replayed ${LOT} } }`;
const PURCHASE = `mutation ($input: PurchaseCreditsInput!) {
  purchaseCredits(input: $input) { id replayed status price { amount } lot { ${LOT} } } }`;
const REFUND = `mutation ($input: RefundPurchaseInput!) {
  refundPurchase(input: $input) { id replayed status price { amount } lot { ${LOT} } } }`;
const PLAN = 'mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { plan } }';

const address = ({ names }: Engine, to: GrantCall['to']) => ({ [to === 'team' ? 'pool' : 'subject']: names[to] });
const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** What stood in the way is not the model's to say, only whether it is still the same. */
function withoutBlockers(answer: Reply<Found & { blockers?: object[] }>): { found: Reply<Found>; blockers: string } {
  if (!('value' in answer)) return { found: answer, blockers: '' };
  const { blockers, ...value } = answer.value;
  return { found: { value }, blockers: JSON.stringify(blockers) };
}

export const check =
  (call: CheckCall): Act =>
  async (model, engine) => {
    let expected = model.check(call);
    const { key, subject, product, feature, mode, holdSeconds, session } = call;
    const usage = call.usage.map(({ minimum, ...each }) => ({ ...each, ...(mode === 'UP_TO' && { minimum }) }));
    const extended = call.extends === null ? null : engine.ids.get(model.checks[call.extends]!);
    const asked = {
      subject: engine.names[subject],
      product,
      feature,
      usage,
      mode,
      holdSeconds,
      session,
      extends: extended,
    };
    const answer = await engine.ask<Found & { blockers?: object[] }>(CHECK, {
      input: { ...asked, idempotencyKey: key },
    });
    const { found, blockers } = withoutBlockers(answer);
    if ('value' in expected) expected = model.givenAgain(expected.value, blockers) ?? expected;
    if ('value' in expected && !expected.replayed) {
      const { outcome, reason, draws } = expected.value;
      model.saw(outcome);
      model.saw(reason);
      model.saw(`${new Set(draws.map(({ source }) => source)).size} layers at once`);
      for (const { source } of draws) model.saw(`${source} gives`);
      if (outcome === 'PARTIAL') model.saw(`a part: ${reason}`);
      if (draws.some(({ counts }) => counts.length > 1)) model.saw('a draw counts in two budgets');
    }
    compare({ engine, model, words: (value) => wordsOfCheck(value, engine) }, expected, found);
  };

export const record =
  (call: RecordCall): Act =>
  async (model, engine) => {
    const { key, subject, check: nth, product, feature, usage, final, cumulative, late, status } = call;
    const decisionId = nth === null ? null : engine.ids.get(model.checks[nth]!);
    const { session } = call;
    const by = decisionId === null ? { subject: engine.names[subject], product, feature, session } : { decisionId };
    const input = {
      ...by,
      usage,
      final,
      cumulative,
      late,
      status,
      idempotencyKey: key,
      occurredAt: instant(call.occurredAt),
    };
    const found = await engine.ask<Found>(RECORD, { input });
    const expected = model.record(call);
    compare({ engine, model, words: (value) => wordsOfUsage(value, engine) }, expected, found);
  };

export const voidUsage =
  (call: UndoCall): Act =>
  async (model, engine) => {
    const usageEventId = engine.ids.get(model.usage[call.which]!);
    const input = { usageEventId, reason: call.reason, idempotencyKey: call.key };
    const found = await engine.ask<Found>(VOID, { input });
    compare({ engine, model, words: (value) => wordsOfUsage(value, engine) }, model.voidUsage(call), found);
  };

export const settle: Act = async (model, engine) => {
  await engine.settle();
  for (const usage of model.settle()) {
    const { draws, forgiven, debt, aside } = usage.charge!;
    if (forgiven > 0n) model.saw('overshoot is forgiven');
    if (debt > 0n) model.saw('overshoot becomes debt');
    if (aside) model.saw('usage is set aside');
    for (const { source } of draws) model.saw(`${source} pays`);
    const found = await engine.ask(EVENT, { id: engine.ids.get(usage) });
    expect(found).toEqual({ value: wordsOfUsage(usage, engine) });
  }
};

export const release =
  (nth: number): Act =>
  async (model, engine) => {
    const hold = model.holds.at(-1 - nth)!;
    const decision = model.checks.find((each) => each.hold === hold)!;
    const found = await engine.ask(RELEASE, { id: engine.ids.get(decision) });
    const expected = model.release(hold);
    if ('refused' in expected) model.saw(`a release: ${expected.refused}`);
    const words = { proceed: false, hold: wordsOfHold(hold) };
    expect(found).toEqual('refused' in expected ? expected : { value: words });
  };

/** The subject itself meddles with a hold that the admin opened for it: it is refused, and nothing changes (rule 26). */
export const trespass =
  (nth: number, how: 'report' | 'release'): Act =>
  async (model, engine) => {
    const hold = model.holds.at(-1 - nth)!;
    const decision = model.checks.find((each) => each.hold === hold)!;
    const id = engine.ids.get(decision);
    const input = { decisionId: id, usage: [], status: 'FAILED', idempotencyKey: 'a trespass' };
    const [operation, variables] = how === 'release' ? [RELEASE, { id }] : [RECORD, { input }];
    expect(await engine.ask(operation, variables, engine.names[decision.call.subject])).toEqual({
      refused: 'FORBIDDEN',
    });
  };

export const grant =
  (call: GrantCall): Act =>
  async (model, engine) => {
    const { key, to, kind, credits, priority, scope, effectiveAt, expiresAt } = call;
    const terms = { kind, credits, priority, products: scope && [scope], reason: 'a test' };
    const instants = { effectiveAt: instant(effectiveAt), expiresAt: instant(expiresAt) };
    const input = { ...address(engine, to), ...terms, ...instants, idempotencyKey: key };
    // Paid for elsewhere: for the operator alone to say.
    const isPaid = kind === 'PURCHASED';
    const reference = isPaid ? `${engine.names[to]} ${key}` : null;
    const found = await engine.ask<Found>(GRANT, { input: { ...input, reference } }, isPaid ? 'operator:ann' : 'admin');
    compare({ engine, model, words: (value) => wordsOfLot(value, engine) }, model.grant(call), found);
  };

export const purchase =
  ({ key, to, credits, method }: PurchaseCall): Act =>
  async (model, engine) => {
    const input = { ...address(engine, to), credits, paymentMethod: method, idempotencyKey: key };
    const found = await engine.ask<Found>(PURCHASE, { input });
    const expected = model.purchase({ key, to, credits, method });
    if ('refused' in expected && expected.refused === 'BAD_USER_INPUT')
      model.saw('a purchase below the smallest payment');
    compare({ engine, model, words: wordsOfPurchase(engine) }, expected, found);
  };

function wordsOfPurchase(engine: Engine) {
  return ({ status, price: amount, lot }: Model['purchases'][number]) => ({
    status,
    price: { amount },
    lot: lot && wordsOfLot(lot, engine),
  });
}

export const refund =
  (call: UndoCall): Act =>
  async (model, engine) => {
    const purchaseId = engine.ids.get(model.purchases[call.which]!);
    const input = { purchaseId, reason: call.reason, idempotencyKey: call.key };
    const found = await engine.ask<Found>(REFUND, { input });
    compare({ engine, model, words: wordsOfPurchase(engine) }, model.refund(call), found);
  };

export const revoke =
  (call: UndoCall): Act =>
  async (model, engine) => {
    const lotId = engine.ids.get(model.lots[call.which]!);
    const input = { lotId, reason: call.reason, idempotencyKey: call.key };
    const found = await engine.ask<Found>(REVOKE, { input });
    compare({ engine, model, words: (value) => wordsOfLot(value, engine) }, model.revoke(call), found);
  };

export const setPlan =
  (subject: 'alice' | 'bob', plan: string): Act =>
  async (model, engine) => {
    const found = await engine.ask(PLAN, { subject: engine.names[subject], plan });
    model.setPlan(subject, plan);
    expect(found).toEqual({ value: { plan } });
  };

/** Swaps files, and waits until they are live. */
export const serve =
  ({ policy, catalog }: { policy?: number; catalog?: number }): Act =>
  async (model, engine) => {
    if (policy !== undefined) model.policy = POLICIES[policy]!;
    if (catalog !== undefined) model.catalog = CATALOGS[catalog]!;
    await engine.serve({
      'catalog.yaml': catalogText(model.catalog, engine.names),
      'acme/policy.csv': policyText(model.policy, engine.names),
    });
  };

export const moveClock =
  (to: (model: Model) => number): Act =>
  async (model, engine) => {
    engine.clock = model.clock = to(model);
  };

/** Instants after now at which something will happen by itself. */
export function instantsAhead(model: Model): number[] {
  const accounts = [...Object.values(model.accounts), ...model.budgets.values()];
  const due = accounts.flatMap((account) => dueOn(account, model).map(({ at }) => at));
  const all = [...due, ...CARDS.map(({ since }) => since)];
  return all.filter((at) => at > model.clock && at < Infinity).sort((a, b) => a - b);
}
