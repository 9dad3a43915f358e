/**
 * GraphQL over HTTP, as the server audits of graphql-http judge it: each audit is one test. What is knowingly not met
 * stands here with its reason, and must still fail.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';

const REFUSED_IS_4XX =
  'what never ran is a 4xx whatever the caller accepts, as Apollo Server answers: monitors and proxies see it; the 200 ' +
  'is for clients older than application/graphql-response+json';
const NOT_MET: Record<string, string> = {
  '572B': `a syntax error: ${REFUSED_IS_4XX}`,
  FDE2: `a document that is not valid: ${REFUSED_IS_4XX}`,
  '7B9B': `a variable of the wrong type: ${REFUSED_IS_4XX}`,
};

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await openTestApi();
  token = await tokenFor('acme', 'alice');
});
afterAll(() => api.close());

/** What every caller sends beside the operation: a token, which also shows that no foreign page drives it. */
function asAlice(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers });
}

const audits = serverAudits({ url: () => `${api.url}/graphql`, fetchFn: asAlice });

test('the audits are all there, and the list of what is not met names nothing else', () => {
  const levels = audits.map(({ name }) => name.split(' ')[0]);
  expect(levels.filter((level) => level === 'MUST').length).toBeGreaterThanOrEqual(13);
  expect(levels.filter((level) => level === 'SHOULD').length).toBeGreaterThanOrEqual(22);
  expect(audits.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(NOT_MET)));
});

describe('met', () => {
  test.each(audits.filter(({ id }) => !NOT_MET[id]))('$id: the server $name', async (audit) => {
    expect(await audit.fn()).toEqual({ id: audit.id, name: audit.name, status: 'ok' });
  });
});

describe('not met, knowingly', () => {
  const knowingly = audits.filter(({ id }) => NOT_MET[id]).map((audit) => ({ ...audit, reason: NOT_MET[audit.id] }));
  test.each(knowingly)('$id: the server $name ($reason)', async (audit) => {
    const result = await audit.fn();
    if (result.status === 'ok') throw new Error('it is met now: take it off the list');
    expect([result.status, result.response.status]).toEqual(['warn', 400]);
    expect(await result.response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});
