/** The fake's door: which of its acts an operation of this package means, and how a refusal looks on the wire. */
import {
  AVAILABILITY,
  BOUGHT,
  BUY,
  BY_KEY,
  CHECK,
  ESTIMATE,
  NOW,
  RECORD,
  RELEASE,
  type CheckInput,
  type Decision,
  type Purchase,
  type ReportInput,
} from './api.js';
import type { QuantityInput } from './usage.js';
import { creditsOf, credits, type Credits } from './credits.js';

/** Refused as Spillway would. */
export class FakeRefusal extends Error {
  override readonly name = 'FakeRefusal';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the fake can do. */
export interface FakeActs {
  readonly available: Credits;
  check(input: CheckInput): Decision;
  record(input: ReportInput): object;
  buy(input: { credits: Credits; idempotencyKey: string; paymentMethod?: string }): Purchase;
  bought(id: string): Purchase | null;
  byKey(key: string): Decision | null;
  release(id: string): object;
  costOf(usage: readonly QuantityInput[]): bigint;
}

interface Variables {
  input: unknown;
  inputs: ReportInput[];
  id: string;
  key: string;
}

const ACTS: Record<string, (fake: FakeActs, variables: Variables) => unknown> = {
  [CHECK.name]: (fake, { input }) => fake.check(input as CheckInput),
  [ESTIMATE.name]: (fake, { input }) => ({
    reason: 'ALLOWED',
    requested: creditsOf(fake.costOf((input as CheckInput).usage)),
  }),
  [NOW.name]: () => new Date().toISOString(),
  [BUY.name]: (fake, { input }) => fake.buy(input as { credits: Credits; idempotencyKey: string }),
  [BY_KEY.name]: (fake, { key }) => fake.byKey(key),
  [RELEASE.name]: (fake, { id }) => fake.release(id),
  [BOUGHT.name]: (fake, { id }) => fake.bought(id),
  [AVAILABILITY.name]: (fake) => ({
    state: credits.isPositive(fake.available) ? 'OK' : 'EXHAUSTED',
    layers: [
      {
        ...{ layer: 'CREDITS', source: 'credits', account: 'acc_fake', remaining: fake.available },
        ...{ capacity: null, resetsAt: null, expiresAt: null },
      },
    ],
    ...{ blockers: [], remedies: ['NONE'], unblocksAt: null },
  }),
};

/** The body of an answer. */
export function answerOf(fake: FakeActs, operation: string, variables: Variables): object {
  const errors: object[] = [];
  const attempt = (act: () => unknown, path: (string | number)[]): unknown => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof FakeRefusal)) throw error;
      const extensions = { code: error.code, retryable: false, requestId: 'fake' };
      errors.push({ message: error.message, path, extensions });
      return null;
    }
  };
  const answer = (): unknown => {
    if (operation === RECORD.name) {
      return variables.inputs.map((input, index) => attempt(() => fake.record(input), ['answer', index]));
    }
    const act = ACTS[operation] ?? (() => unknown(operation));
    return attempt(() => act(fake, variables), ['answer']);
  };
  const data = { answer: answer() };
  return errors.length > 0 ? { data, errors } : { data };
}

function unknown(operation: string): never {
  throw new FakeRefusal('BAD_USER_INPUT', `The fake knows no operation ${operation}.`);
}
