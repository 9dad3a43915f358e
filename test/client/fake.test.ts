/** The fake that users of the client test with: the real client runs on it, as it would on Spillway. */
import { expect, test } from '@jest/globals';
import { Refused, Unreachable, type Denied, type Run } from '../../clients/typescript/src/client.js';
import { fakeSpillway } from '../../clients/typescript/src/fake.js';

function runOf(answer: Run | Denied): Run {
  if (!answer.proceed) throw new Error(answer.denial.message);
  return answer;
}

const asks = (key: string, tokens: number) => ({
  ...{ key, subject: 'alice', product: 'codex', feature: 'gpt-5.5', atMost: { tokens } },
});

test('work is held, captured and given back, and a key acts once', async () => {
  const fake = fakeSpillway({ credits: '10', prices: { tokens: '0.5' } });
  const client = fake.client();
  const run = runOf(await client.guard(asks('one', 10)));
  expect([fake.available, fake.held]).toEqual(['5', '5']);
  const stream = ['a', 'b', 'c'];
  for await (const _ of run.meter(stream, () => ({ tokens: 1 }), { chunks: 2 })) continue;
  await client.delivered();
  expect([fake.available, fake.held, fake.charged, fake.reports.length]).toEqual(['8.5', '0', '1.5', 2]);
  const denial = { kind: 'HOLD_SETTLED', decision: { proceedReason: 'HOLD_SETTLED' } };
  expect(await fake.client().guard(asks('one', 10))).toMatchObject({ denial });
  await expect(fake.client().guard(asks('one', 11))).rejects.toBeInstanceOf(Refused);
  await client.close();
});

test('what is denied, and what is missing, is told as Spillway tells it', async () => {
  const fake = fakeSpillway({ credits: '2' });
  const client = fake.client();
  expect(await client.guard(asks('big', 5))).toMatchObject({
    denial: { kind: 'OUT_OF_CAPACITY', message: '3 credits are missing.', remedies: ['BUY_CREDITS'] },
  });
  expect(runOf(await client.guard({ ...asks('some', 5), mode: 'UP_TO' })).granted).toEqual({ tokens: 2n });
  fake.deny({ reason: 'RATE_LIMITED', message: 'Too many.' });
  expect(await client.guard(asks('late', 1))).toMatchObject({ denial: { kind: 'RATE_LIMITED', message: 'Too many.' } });
  await client.close(0);
});

test('it can be down, and lose its answers', async () => {
  const fake = fakeSpillway({ credits: '10' });
  const client = fake.client({ decideWithinSeconds: 0.2 });
  fake.weather = 'down';
  await expect(client.guard(asks('one', 1))).rejects.toBeInstanceOf(Unreachable);
  fake.weather = 'losing answers';
  await expect(client.guard(asks('one', 1))).rejects.toMatchObject({ outcomeUnknown: true });
  fake.weather = 'fine';
  const run = runOf(await client.guard(asks('one', 1)));
  expect([run.decision?.replayed, fake.held]).toEqual([true, '1']);
  await run.finish({ tokens: 1 });
  await client.close();
  expect(fake.charged).toBe('1');
});

test('a watcher sees what is bought; a declined card leaves all as it is', async () => {
  const fake = fakeSpillway({ credits: '1' });
  const client = fake.client();
  const seen: string[] = [];
  for await (const { balance } of client.watchBalance()) {
    seen.push(balance.available);
    if (seen.length === 2) break;
    const declined = { credits: '5', key: 'first', paymentMethod: 'sandbox:declined' };
    expect((await client.buy(declined)).status).toBe('DECLINED');
    expect((await client.buy({ credits: '5', key: 'second' })).status).toBe('PAID');
    expect((await client.buy({ credits: '5', key: 'second' })).status).toBe('PAID');
  }
  expect(seen).toEqual(['1', '6']);
  expect(await client.availability({ product: 'codex' })).toMatchObject({ state: 'OK', layers: [{ remaining: '6' }] });
  await client.close();
});

test('what a stalled stream has used is reported while it stalls', async () => {
  const fake = fakeSpillway();
  const client = fake.client();
  const run = runOf(await client.guard(asks('stalled', 10)));
  let goOn = (): void => undefined;
  async function* stream() {
    yield { tokens: 3 };
    await new Promise<void>((resolve) => (goOn = resolve));
  }
  const reading = (async () => {
    for await (const _ of run.meter(stream(), (usage) => usage, { seconds: 0.01 })) continue;
  })();
  while (fake.reports.length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect([fake.charged, run.ended]).toEqual(['3', null]);
  goOn();
  await reading;
  await client.close();
  expect(fake.reports.map(({ status, final }) => [status, final])).toEqual([
    ['COMPLETED', false],
    ['COMPLETED', true],
  ]);
});
