/** What the server lets the console do in a real browser, on a console of the test's own: its policy and its deaths. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeConsoleDist, type ConsoleDist } from '../support/console-dist.js';
import { inBrowser, openSite, OPENS_WITHIN_MS, type Site } from './support/site.js';

const WHO = 'query Who { viewer { tenant subject } }';
const WATCH = 'subscription Watch { balanceChanged { seq } }';

/** As the real page does it: settings, a demo token, a document by its hash, a socket, a style element with the nonce. */
const SCRIPT = `
const { endpoint, subjects, nonce } = JSON.parse(document.getElementById('settings').textContent);
const main = document.querySelector('main');
const tell = (text) => main.append(Object.assign(document.createElement('p'), { textContent: text }));
const style = (text, given) => document.head.append(Object.assign(document.createElement('style'), { textContent: text, nonce: given }));
style('main { font-weight: 700 }', nonce);
const hash = async (text) => Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))),
  (byte) => byte.toString(16).padStart(2, '0')).join('');
async function start(who) {
  const headers = { 'content-type': 'application/json', 'x-spillway-dev': '1' };
  const { token } = await (await fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify(who) })).json();
  const authorization = 'Bearer ' + token;
  const documentId = 'sha256:' + (await hash(${JSON.stringify(WHO)}));
  const ask = { method: 'POST', headers: { ...headers, authorization }, body: JSON.stringify({ documentId }) };
  const { data } = await (await fetch(endpoint, ask)).json();
  tell('You are ' + data.viewer.subject + ' of ' + data.viewer.tenant);
  connect(authorization);
}
function connect(authorization) {
  const socket = new WebSocket(new URL(endpoint, location.href.replace(/^http/, 'ws')), 'graphql-transport-ws');
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  socket.onmessage = ({ data }) => JSON.parse(data).type === 'connection_ack' && tell('live');
  socket.onclose = () => { tell('lost'); setTimeout(() => connect(authorization), 100); };
}
for (const who of subjects) {
  const button = Object.assign(document.createElement('button'), { textContent: who.subject + ' of ' + who.tenant });
  button.onclick = () => start(who);
  main.append(button);
}
globalThis.attack = () => {
  style('main { color: red }', 'guessed');
  document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "attacked"' }));
  return fetch('https://elsewhere.example/').then(() => 'reached', () => 'blocked');
};`;

inBrowser('the console', () => {
  let dist: ConsoleDist;
  let site: Site;
  beforeAll(async () => {
    dist = makeConsoleDist({ script: SCRIPT, documents: [WHO, WATCH] });
    site = await openSite({ dist: dist.dir });
  }, OPENS_WITHIN_MS);
  afterAll(async () => {
    await site.close();
    dist.remove();
  });

  test('does its work under the policy of its page, at any path of its own', async () => {
    const page = await site.signIn('acme', 'alice', '/decisions/some?open=1');
    await page.getByText('You are alice of acme').waitFor();
    await page.getByText('live').waitFor();
    const weight = await page.evaluate("getComputedStyle(document.querySelector('main')).fontWeight");
    expect([weight, page.trouble]).toEqual(['700', []]);
  });

  test('that was attacked from within runs no script and no style of the attacker’s, and reaches no other host', async () => {
    const attacked = await openSite({ dist: dist.dir });
    const page = await attacked.signIn('acme', 'alice');
    await page.getByText('live').waitFor();
    expect(await page.evaluate('attack()')).toBe('blocked');
    expect(await page.title()).toBe('Spillway');
    const reports = page.trouble.filter((line) => line.startsWith('csp: ')).map((line) => line.split(' ')[1]);
    expect(reports.sort()).toEqual(['connect-src', 'script-src-elem', 'style-src-elem']);
    expect(page.trouble.filter((line) => line.startsWith('other host: '))).toEqual([]);
    await expect(attacked.close()).rejects.toThrow('csp: connect-src');
  });

  test('lives on while the server is killed and started again', async () => {
    const page = await site.signIn('globex', 'bob');
    await page.getByText('live').waitFor();
    await site.kill();
    await page.getByText('lost').first().waitFor();
    await site.start();
    await page.getByText('live').nth(1).waitFor();
    await site.restart();
    await page.getByText('live').nth(2).waitFor();
    expect(page.trouble.filter((line) => !line.startsWith('console: WebSocket connection'))).toEqual([]);
    const answer = await site.call<{ viewer: unknown }>({ tenant: 'globex', subject: 'bob' }, WHO);
    expect(answer.viewer).toEqual({ tenant: 'globex', subject: 'bob' });
  });
});
