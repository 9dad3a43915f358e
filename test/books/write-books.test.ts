/** What a unit of work writes is written whole: a row that is missing fails all of it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../support/api.js';
import { grant, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
  await setPlan(api.as('acme', 'admin'), 'ann', 'payg');
  await grant(api.as('acme', 'admin'), { subject: 'ann', credits: '100' });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('a locked account that is not there to be written fails the whole unit of work, and says which rows lack', async () => {
  const ann = { tenant: 'acme', address: 'subject:ann' };
  const work = api.app.ledger.work(['acme'], { lock: [ann], create: [] }, (books) => {
    const { account } = books.find(ann)!;
    books.touch(account);
    Object.assign(account, { id: '01900000-0000-7000-8000-000000000000' });
  });
  await expect(work).rejects.toThrow('books: rows that were not written: accounts 1, lots 0, holds 0');
});
