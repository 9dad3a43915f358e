/**
 * Debian's Prometheus over an API process and a worker: it scrapes both, each expression of the dashboard finds series
 * there, and each rule is read and can be evaluated.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { tokenFor } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { findTestProgram } from '../support/programs.js';
import { bearerBy, makeKey, openKeyServer, type KeyServer, type TestKey } from '../server/key-server.js';
import { startProcess, type Running } from './run-process.js';

const PROMETHEUS = findTestProgram('prometheus');
const PROMTOOL = findTestProgram('promtool');
const DEADLINE_MS = 60_000;

const OPS = resolve('ops');

(PROMTOOL === null ? describe.skip : describe)('the rules', () => {
  const promtool = (...args: string[]) => execFileSync(PROMTOOL!, args, { cwd: OPS, encoding: 'utf8', stdio: 'pipe' });

  test('are sound, and each fires on what it is for and lets be what is well', () => {
    expect(promtool('check', 'rules', 'alerts.yml')).toMatch(/SUCCESS: 11 rules found/);
    expect(promtool('test', 'rules', 'alerts.test.yml')).toMatch(/SUCCESS/);
  });

  test('each have a test that sees them fire, and one that does not', () => {
    const rules = [...readFileSync(join(OPS, 'alerts.yml'), 'utf8').matchAll(/alert: (\w+)/g)].map(([, name]) => name!);
    const tests = readFileSync(join(OPS, 'alerts.test.yml'), 'utf8');
    expect(rules.length).toBeGreaterThanOrEqual(8);
    for (const rule of rules) {
      expect(tests).toContain(`alertname: ${rule}, exp_alerts: []`);
      expect(tests).toContain(`ALERTS{alertname="${rule}", alertstate="firing"`);
    }
    const page = readFileSync(join(OPS, 'README.md'), 'utf8');
    for (const rule of rules) expect(page).toContain(`| \`${rule}\` |`);
  });
});

(PROMETHEUS === null ? describe.skip : describe)('Prometheus', () => {
  let dir: string;
  let store: TestDatabase;
  let keys: KeyServer;
  let key: TestKey;
  const running: Running[] = [];
  let prometheus: ChildProcess;
  let api: string;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'spillway-prometheus-'));
    store = await createTestDatabase();
    key = await makeKey('one');
    keys = await openKeyServer(key);
    const metrics = [await freePort(), await freePort()];
    const shared = { DATABASE_URL: store.url, SPILLWAY_DRAIN_SECONDS: '0' };
    const door = startProcess('start', {
      ...{ ...shared, SPILLWAY_METRICS_PORT: String(metrics[0]), SPILLWAY_SETTLEMENT: 'off' },
      SPILLWAY_OPERATOR_JWKS_URL: keys.url,
    });
    const worker = startProcess('settle', { ...shared, SPILLWAY_METRICS_PORT: String(metrics[1]) });
    running.push(door, worker);
    const { url } = await door.line('listening');
    await worker.line('settling usage');
    await work(String(url));
    api = await startPrometheus(dir, metrics);
  }, 2 * DEADLINE_MS);
  afterAll(async () => {
    prometheus?.kill('SIGTERM');
    if (prometheus?.exitCode === null) await once(prometheus, 'exit');
    for (const each of running) await each.stop();
    await keys.close();
    await store.drop();
    rmSync(dir, { recursive: true });
  });

  async function startPrometheus(folder: string, metrics: number[]): Promise<string> {
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['alerts.yml'],
      scrape_configs: [
        { job_name: 'spillway', static_configs: [{ targets: metrics.map((port) => `127.0.0.1:${port}`) }] },
      ],
    };
    copyFileSync(join(OPS, 'alerts.yml'), join(folder, 'alerts.yml'));
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
    const listen = `127.0.0.1:${await freePort()}`;
    const own = [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`];
    prometheus = spawn(PROMETHEUS!, [...own, `--web.listen-address=${listen}`], { stdio: 'ignore' });
    return `http://${listen}/api/v1`;
  }

  /** Checks, usage, a token of an issuer with published keys, and a caller without a token. */
  async function work(url: string): Promise<void> {
    const post = async (query: string, input: object) => {
      const authorization = `Bearer ${await tokenFor('acme', 'alice')}`;
      const headers = { 'content-type': 'application/json', authorization };
      const body = JSON.stringify({ query, variables: { input } });
      return (await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()) as Answer;
    };
    const usage = [{ dimension: 'output_tokens', quantity: 1000 }];
    for (const feature of ['gpt-5.5', 'no-such-feature']) {
      const input = { subject: 'alice', product: 'codex', feature, idempotencyKey: feature, usage };
      const answer = await post('mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }', input);
      if (feature !== 'gpt-5.5') continue;
      const report = { decisionId: answer.data?.checkAccess?.id, idempotencyKey: 'used', usage };
      await post('mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }', report);
    }
    const body = JSON.stringify({ query: '{ viewer { subject } }' });
    const headers = { 'content-type': 'application/json', authorization: await bearerBy(key, { sub: 'operator:ann' }) };
    await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    await fetch(`${url}/graphql`, { method: 'POST' });
  }

  interface Answer {
    data?: { checkAccess?: { id: string } };
  }
  interface Result {
    status: string;
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  }

  async function ask(expr: string): Promise<Result> {
    const response = await fetch(`${api}/query?query=${encodeURIComponent(expr)}`);
    return (await response.json()) as Result;
  }

  /** Asks until there is an answer with series: rates need two scrapes. */
  async function found(expr: string): Promise<Result['data']['result']> {
    const until = performance.now() + DEADLINE_MS / 2;
    for (;;) {
      const answer = await ask(expr).catch(() => undefined);
      if (answer && answer.status !== 'success') throw new Error(`${expr}: ${JSON.stringify(answer)}`);
      if (answer && answer.data.result.length > 0) return answer.data.result;
      if (performance.now() > until) return [];
      await rest(250);
    }
  }

  test(
    'scrapes an API process and a worker',
    async () => {
      const builds = await found(
        'count(spillway_build_info{role="api"}) + count(spillway_build_info{role="worker"}) == 2',
      );
      expect(builds).toHaveLength(1);
      expect((await found('up{job="spillway"} == 1')).map(({ value }) => value[1])).toEqual(['1', '1']);
      expect(await found('sum(spillway_ready) == 2')).toHaveLength(1);
      expect(await found('sum(spillway_settled_events_total{result="settled"}) == 1')).toHaveLength(1);
    },
    DEADLINE_MS,
  );

  test(
    'answers each expression of the dashboard with series',
    async () => {
      const { panels } = JSON.parse(readFileSync(join(OPS, 'dashboard.json'), 'utf8')) as Dashboard;
      const shown = panels.filter(({ type }) => type !== 'row');
      expect(shown.filter(({ title, description }) => !title || !description)).toEqual([]);
      const exprs = shown.flatMap(({ targets }) => targets.map(({ expr }) => expr));
      expect(exprs.length).toBeGreaterThan(30);
      const without: string[] = [];
      for (const expr of exprs) {
        const asked = expr.replaceAll('$job', 'spillway').replaceAll('$__rate_interval', '1m');
        if ((await found(asked)).length === 0) without.push(expr);
      }
      expect(without).toEqual([]);
    },
    2 * DEADLINE_MS,
  );

  test(
    'reads and evaluates each rule, and none fires over processes that are well',
    async () => {
      const until = performance.now() + DEADLINE_MS / 2;
      const rules = async () => {
        const { data } = (await (await fetch(`${api}/rules`)).json()) as { data: { groups: { rules: Rule[] }[] } };
        return data.groups.flatMap((group) => group.rules);
      };
      let read = await rules();
      while (read.some(({ health }) => health === 'unknown') && performance.now() < until) read = await rules();
      expect(read.map(({ health, lastError }) => [health, lastError])).toEqual(read.map(() => ['ok', undefined]));
      expect(read).toHaveLength(11);
      expect(read.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([]);
      for (const { query } of read) expect((await ask(query)).status).toBe('success');
    },
    DEADLINE_MS,
  );

  interface Rule {
    name: string;
    query: string;
    health: string;
    state: string;
    lastError?: string;
  }
});

interface Dashboard {
  panels: { type: string; title: string; description: string; targets: { expr: string }[] }[];
}
