/** How often Casbin is asked: it reads every line of the file each time, so names that callers make up must not add to it. */
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Enforcer } from 'casbin';
import fc from 'fast-check';
import { policyOf, policyText, who } from '../policies.js';

const asked = jest.spyOn(Enforcer.prototype, 'enforceSync');
beforeEach(() => void asked.mockClear());
afterAll(() => asked.mockRestore());

const names = Array.from({ length: 300 }, (_, i) => `made-up-${i}`);

test('products, features and accounts that no line names share their answers', async () => {
  const { permissions } = await policyOf(
    policyText(
      'p, role:m, product:codex, use, allow',
      'p, role:m, product:sora/sora-2, use, deny',
      'p, role:m, account:*, read, allow',
      'g, *, role:m',
    ),
  );
  const may = (object: string, action = 'use') => permissions.permits(who('alice'), object, action).permitted;
  for (const name of names) {
    expect([may(`product:${name}`), may(`product:${name}/${name}`), may(`product:sora/${name}`)]).toEqual([
      false,
      false,
      false,
    ]);
    expect([may(`product:codex/${name}`), may(`account:subject:${name}`, 'read')]).toEqual([true, true]);
  }
  expect(asked.mock.calls.length).toBeLessThan(10);
});

test('what a caller may do is listed without asking, and is what the same questions answer', async () => {
  const objects = ['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora/sora-2', 'policy'];
  const accounts = ['account:*', 'account:self', 'account:subject:alice', 'account:pool:p'];
  const line = fc
    .tuple(
      fc.constantFrom('role:a', 'role:b', 'alice', 'bob'),
      fc.oneof(
        fc.tuple(fc.constantFrom(...objects.slice(0, 4)), fc.constant('use')),
        fc.tuple(fc.constantFrom(...accounts), fc.constantFrom('read', 'grant')),
        fc.tuple(fc.constant('policy'), fc.constant('read')),
      ),
      fc.constantFrom('allow', 'deny'),
    )
    .map(([holder, [object, action], effect]) => `p, ${holder}, ${object}, ${action}, ${effect}`);
  const grants = fc.subarray(['g, alice, role:a', 'g, *, role:b', 'g, group:x, role:a']);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(line, { maxLength: 14 }), grants, async (lines, granted) => {
      const { permissions } = await policyOf(policyText(...lines, ...granted));
      for (const caller of [who('alice'), who('bob', 'x'), who('root')]) {
        asked.mockClear();
        const listed = permissions.permissionsOf(caller).map(({ object, action }) => `${object}, ${action}`);
        expect(asked).not.toHaveBeenCalled();
        const held = [caller.subject, ...permissions.rolesOf(caller)];
        const named = ['p, role:root, policy, write, allow', ...lines].map((text) => text.split(', '));
        const permitted = named.filter(
          ([, holder, object, action, effect]) =>
            effect === 'allow' && held.includes(holder!) && permissions.permits(caller, object!, action!).permitted,
        );
        expect(listed).toEqual([...new Set(permitted.map(([, , object, action]) => `${object}, ${action}`))]);
      }
    }),
    { numRuns: 300 },
  );
});
