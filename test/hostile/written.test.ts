/** The judge of hostile calls blames a call for what it wrote, and for nothing that others go on with meanwhile. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTarget, type Target } from './target.js';
import { expectNothingWritten, movedByOthers } from './written.js';

let target: Target;
let count = 0;
beforeAll(async () => {
  target = await openTarget();
}, 60_000);
afterAll(() => target.close());

async function make(mutation: string): Promise<string> {
  const response = await fetch(`${target.url}/graphql`, {
    method: 'POST',
    headers: { authorization: target.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query: `mutation { made: ${mutation} { id } }` }),
  });
  const { data, errors } = (await response.json()) as { data?: { made: { id: string } }; errors?: unknown };
  if (!data?.made) throw new Error(JSON.stringify(errors));
  return data.made.id;
}

/** A purchase of ten credits that is refunded while five of them are held. */
async function refundedWhileHeld(holdSeconds: number): Promise<{ decision: string; uuid: string }> {
  const subject = `refunded-${(count += 1)}`;
  const key = (name: string) => `idempotencyKey: "${name} ${subject}"`;
  await make(`setPlan(subject: "${subject}", plan: "payg")`);
  const purchase = await make(`purchaseCredits(input: { subject: "${subject}", credits: "10", ${key('buy')} })`);
  const usage = 'product: "meter", feature: "call", usage: [{ dimension: "units", quantity: 5 }]';
  const held = `holdSeconds: ${holdSeconds}, ${key('check')}`;
  const decision = await make(`checkAccess(input: { subject: "${subject}", ${usage}, ${held} })`);
  await make(`refundPurchase(input: { purchaseId: "${purchase}", reason: "a test", ${key('refund')} })`);
  await target.settled();
  const [row] = await target.asOwner<{ id: string }>('select id from purchase where key = $1', [`buy ${subject}`]);
  return { decision, uuid: row!.id };
}

/** Billionths of a credit whose price was given back. */
async function returned(uuid: string): Promise<bigint> {
  const [row] = await target.asOwner<{ returned: string }>('select returned from purchase where id = $1', [uuid]);
  return BigInt(row!.returned);
}

test('what a call leaves to be done for a refund is done before the next call', async () => {
  const { decision, uuid } = await refundedWhileHeld(600);
  expect(await returned(uuid)).toBe(5_000_000_000n);
  await make(`releaseHold(decisionId: "${decision}")`);
  await target.settled();
  expect(await returned(uuid)).toBe(10_000_000_000n);
});

test('the way back of a refund goes on by itself as a hold expires; whatever else of it changes is told', async () => {
  const { uuid } = await refundedWhileHeld(1);
  const before = await target.written();
  while ((await returned(uuid)) < 10_000_000_000n);
  const after = await target.written();
  const others = await movedByOthers(target, before, after);
  expect(others).toContain('purchase');
  expectNothingWritten(before, after, 'nobody', others);

  await target.asOwner(`update purchase set reference = 'changed by a call' where id = $1`, [uuid]);
  const changed = await target.written();
  expect(await movedByOthers(target, before, changed)).not.toContain('purchase');
});
