/** The shipped image and compose file, as far as they can be judged without an engine. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  image?: string;
  command?: string[];
  environment: Record<string, string>;
  mem_limit?: string;
  logging?: object;
  depends_on?: Record<string, { condition: string }>;
}

const read = (file: string) => readFileSync(file, 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> };
const operations = read('docs/operations.md');

test('every service has limits, and nothing serves before the migration is done', () => {
  expect(Object.keys(services)).toEqual(['database', 'migrate', 'api', 'worker']);
  for (const [name, { mem_limit, logging }] of Object.entries(services)) {
    expect([name, mem_limit, logging]).toEqual([name, expect.stringMatching(/^\dg$/), expect.any(Object)]);
  }
  for (const name of ['api', 'worker']) {
    expect(services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
  }
});

test('only the migration has the owner, and nobody but the database has its administrator', () => {
  const { database, migrate, ...serving } = services;
  expect(migrate?.environment.DATABASE_URL).toMatch(/^postgresql:\/\/spillway_owner:/);
  for (const { environment } of Object.values(serving)) {
    expect(environment.DATABASE_URL).toMatch(/^postgresql:\/\/spillway_login:/);
    expect(JSON.stringify(environment)).not.toMatch(/POSTGRES_PASSWORD|OWNER/);
  }
  expect(database?.environment.POSTGRES_PASSWORD).toContain('set POSTGRES_PASSWORD');
});

test('each setting that it passes on is one of docs/operations.md', () => {
  for (const name of ['migrate', 'api', 'worker']) {
    const settings = Object.keys(services[name]?.environment ?? {});
    expect(settings).toContain('NODE_ENV');
    for (const setting of settings) expect(operations).toContain(`\`${setting}\``);
  }
});

test('images are named by digest', () => {
  const BY_DIGEST = /^[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}$/;
  const named = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(named).toHaveLength(2);
  for (const image of [...named, services.database?.image]) expect(image).toMatch(BY_DIGEST);
});

test('the logins are made with the statements of docs/operations.md', () => {
  const documented = /```sql\n(create role [^]*?)```/.exec(operations)?.[1] ?? '';
  const run = /<<'SQL'\n([^]*?)SQL\n/.exec(read('deploy/make-logins.sh'))?.[1] ?? '';
  const withPasswords = run
    .replace(":'owner_password'", "'first secret'")
    .replace(":'login_password'", "'second secret'");
  expect(withPasswords).toBe(documented);
  expect(documented).toContain('in role spillway_api');
});
