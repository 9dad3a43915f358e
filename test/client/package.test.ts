/**
 * The package as npm packs it: what is in it, its README run word for word against a real API, its outbox between processes,
 * and its outbox and hooks in a real Chromium, from another origin.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import ts from 'typescript';
import { hasChromium, openPageServer, type PageServer } from './browser-page.js';
import { openMortalServer, type MortalServer } from './mortal-server.js';
import { manifestOf, packClient, type Packed } from './packed.js';

let packed: Packed;
let page: PageServer;
let server: MortalServer;
beforeAll(async () => {
  packed = packClient(['graphql-ws', 'graphql']);
  const files = { '/client/': join(packed.installed, 'dist'), '/graphql-ws/': resolve('node_modules/graphql-ws/dist') };
  page = await openPageServer(files, {
    ...{ '@spillway/client': '/client/client.js', '@spillway/client/browser': '/client/browser.js' },
    ...{ '@spillway/client/react': '/client/react.js', 'graphql-ws/client': '/graphql-ws/client.js' },
  });
  server = await openMortalServer({ SPILLWAY_ALLOWED_ORIGINS: page.origin });
}, 120_000);
afterAll(async () => {
  packed.remove();
  page.close();
  await server.close();
}, 60_000);

const README = readFileSync('clients/typescript/README.md', 'utf8');
const blocks = (language: string): string =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code).join('\n');

test('holds what its users need, no dependency, and Node only behind its own door', () => {
  const doors = ['client', 'node', 'browser', 'react', 'fake'];
  for (const door of doors) {
    expect(packed.files).toContain(`package/dist/${door}.js`);
    expect(packed.files).toContain(`package/dist/${door}.d.ts`);
  }
  expect(
    packed.files.filter((file) => !/^package\/(dist\/[\w-]+\.(js|d\.ts)|package\.json|README\.md)$/.test(file)),
  ).toEqual([]);
  expect(manifestOf(packed.installed)).not.toHaveProperty('dependencies');
  const dist = join(packed.installed, 'dist');
  const outside = readdirSync(dist).flatMap((file) => {
    if (!file.endsWith('.js')) return [];
    const imports = readFileSync(join(dist, file), 'utf8').matchAll(/(?:from|import\()\s*'([^.'][^']*)'/g);
    return [...imports].map(([, name = '']) => [file, name.replace(/^node:.*/, 'node')].join(' '));
  });
  expect([...new Set(outside)].sort()).toEqual([
    'folder-lock.js node',
    'node.js node',
    'react.js react',
    'watch-balance.js graphql-ws/client',
  ]);
});

test('its types hold for a user who checks strictly', () => {
  writeFileSync(join(packed.dir, 'user.ts'), USER);
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom,esnext.disposable',
  ];
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types'), '--skipLibCheck'];
  const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...types, 'user.ts'], {
    cwd: packed.dir,
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
}, 60_000);

const USER = `
import { spillway, Refused, type GuardRequest } from '@spillway/client';
import { fileOutbox } from '@spillway/client/node';
import { fakeSpillway } from '@spillway/client/fake';
const request: GuardRequest = { key: 'k', subject: 's', product: 'p', feature: 'f', atMost: { units: 1n } };
export async function main(): Promise<bigint> {
  await using client = spillway({ url: 'http://localhost', token: 't', outbox: fileOutbox('x') });
  const answer = await client.guard(request);
  if (!answer.proceed) throw new Refused({ code: answer.denial.kind, message: answer.denial.message, retryable: false });
  for await (const chunk of answer.meter(['a'], (text) => ({ units: text.length }))) chunk.toUpperCase();
  // @ts-expect-error only a run has it
  (await fakeSpillway().client().guard(request)).granted;
  return answer.used.units ?? 0n;
}
`;

test('its README does what it says, word for word', async () => {
  await server.fund('alice', '100');
  const model = `
    const mintToken = () => process.env.TOKEN;
    const model = { async *stream(prompt, { maxTokens }) {
      yield { text: 'It ', usage: { input_tokens: 8 } };
      yield { text: 'scatters.\\n', usage: { output_tokens: 4 } };
    } };
  `;
  const end = 'await run.cancel(); await client.close(); console.log(purchase.status);';
  writeFileSync(join(packed.dir, 'readme.mjs'), `${blocks('js')}\n${end}`.replace(/^/, model));
  const env = { PATH: process.env.PATH, SPILLWAY_URL: server.url, TOKEN: await server.token('admin') };
  const run = spawn(process.execPath, ['readme.mjs'], { cwd: packed.dir, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  run.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(run, 'close')) as [number | null];
  expect([code, said.split('\n')]).toEqual([
    0,
    ['It scatters.', expect.stringMatching(/^\d+ [\d.]+$/), '9.6 1', 'PAID', ''],
  ]);
  await server.settled();
  const used = await server.asOwner<{ status: string; usage: unknown }>(
    `select e.status, e.body->'usage' as usage from usage_event e order by e.usage_no`,
  );
  // The second run, and the end of its lease, go side by side.
  expect(used.map(({ status }) => status).sort()).toEqual(['CANCELLED', 'COMPLETED', 'COMPLETED']);
  expect(used[0]?.usage).toEqual([
    { dimension: 'input_tokens', quantity: '8' },
    { dimension: 'output_tokens', quantity: '4' },
  ]);
}, 60_000);

const RACER = `
import { fileOutbox } from '@spillway/client/node';
process.stdin.once('data', async () => {
  await fileOutbox('raced').open().then(() => console.log('mine'), (error) => console.log(error.code));
  process.stdin.once('data', () => process.exit());
});
console.log('ready');
`;

test('of processes that want a dead one’s outbox at the same instant, one gets it', async () => {
  writeFileSync(join(packed.dir, 'racer.mjs'), RACER);
  const start = async () => {
    const child = spawn(process.execPath, ['racer.mjs'], { cwd: packed.dir, stdio: ['pipe', 'pipe', 'inherit'] });
    const hear = async () => String((await once(child.stdout, 'data'))[0]).trim();
    expect(await hear()).toBe('ready');
    const go = () => void child.stdin.write('go\n');
    return { child, go, hear };
  };
  const dead = await start();
  dead.go();
  expect(await dead.hear()).toBe('mine');
  dead.child.kill('SIGKILL');
  await once(dead.child, 'exit');
  const racers = await Promise.all([start(), start(), start(), start()]);
  for (const { go } of racers) go();
  const said = await Promise.all(racers.map(({ hear }) => hear()));
  for (const { child } of racers) child.kill('SIGKILL');
  expect(said.sort()).toEqual(['OUTBOX_TAKEN', 'OUTBOX_TAKEN', 'OUTBOX_TAKEN', 'mine']);
}, 60_000);

const inChromium = hasChromium ? test : test.skip;

inChromium(
  'a page that is gone in the middle leaves its reports, and the next one delivers them',
  async () => {
    await server.fund('erin', '100');
    const script = `
      import { spillway, Unreachable } from '@spillway/client';
      import { indexedDbOutbox } from '@spillway/client/browser';
      let down = false;
      const options = { url: '${server.url}', token: '${await server.token('gateway')}' };
      const client = spillway({ ...options, outbox: indexedDbOutbox('work'),
        fetch: (...args) => down ? Promise.reject(new TypeError('down')) : fetch(...args) });
      const request = { key: 'page', subject: 'erin', product: 'meter', feature: 'call', atMost: { units: 5 } };
      const run = await client.guard(request);
      if (!sessionStorage.was) {
        down = true;
        await run.part({ units: 2 });
        await run.part({ units: 1 });
        const second = await spillway({ ...options, outbox: indexedDbOutbox('work') }).open().catch((error) => error.code);
        sessionStorage.was = second;
        location.reload();
      } else {
        const { parts } = run.resumed;
        await run.finish({ units: 2 });
        await client.delivered();
        done({ second: sessionStorage.was, parts, undelivered: await client.undelivered() });
      }
    `;
    expect(await page.run(script)).toEqual({ second: 'OUTBOX_TAKEN', parts: 2, undelivered: 0 });
    await server.settled();
    const charged = await server.asOwner(`select (c.amount / 1000000000)::int as credits from usage_event e
      join charge c on c.tenant_id = e.tenant_id and c.id = e.id where e.key like 'page/%' order by e.usage_no`);
    expect(charged).toEqual([{ credits: 2 }, { credits: 1 }, { credits: 2 }]);
  },
  60_000,
);

inChromium(
  'the component of the README shows the balance, buys, and shows the new one',
  async () => {
    await server.fund('frank', '2.5');
    const component = ts.transpileModule(blocks('jsx'), {
      compilerOptions: { jsx: ts.JsxEmit.React, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    }).outputText;
    const script = `
      import * as React from 'react';
      import { createRoot } from 'react-dom/client';
      import { spillway, credits } from '@spillway/client';
      import { SpillwayProvider, useBalance, useAvailability, useBuyCredits } from '@spillway/client/react';
      const client = spillway({ url: '${server.url}', token: '${await server.token('frank')}' });
      const root = document.getElementById('root');
      const seen = [];
      new MutationObserver(() => {
        const button = document.querySelector('button');
        if (!button || !/ live (OK|LOW)/.test(button.textContent)) return;
        if (seen.at(-1) !== button.textContent) seen.push(button.textContent);
        if (seen.length === 1) button.click();
        if (button.textContent.startsWith('12.5 ')) done(seen);
      }).observe(root, { subtree: true, childList: true, characterData: true });
      ${component}
    `;
    const seen = (await page.run(script)) as string[];
    expect([seen[0], seen.at(-1)]).toEqual([expect.stringMatching(/^2\.5 live/), expect.stringMatching(/^12\.5 live/)]);
  },
  60_000,
);
