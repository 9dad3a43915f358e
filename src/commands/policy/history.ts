/** `spillway policy history`: the versions that went live. */
import { parseArgs } from 'node:util';
import type { StoredPolicy } from '../../books/stored-versions.js';
import { given, withPublished } from '../open-published.js';
import { UsageError } from '../run-verb.js';
import { columns, style } from '../terminal.js';
import { newestPolicies } from './stored.js';

export async function tellHistory(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      first: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  });
  const tenant = given('tenant', values.tenant);
  const first = Number(values.first);
  if (!Number.isInteger(first) || first < 1 || first > 200) throw new UsageError('--first is a number from 1 to 200.');
  const found = await withPublished(({ database }) => newestPolicies(database, tenant, first));
  if (found.length === 0) throw new Error(`There is no policy of a tenant "${tenant}".`);
  const lines = values.json ? [JSON.stringify(found.map(told), null, 2)] : table(found);
  process.stdout.write(`${lines.join('\n')}\n`);
  return true;
}

const told = ({ no, version, activatedAt, actor, reason, before, tests, allowed }: StoredPolicy) => ({
  ...{ no: String(no), version, activatedAt, actor, reason, before, tests, allowed },
});

function table(found: readonly StoredPolicy[]): string[] {
  const head = ['NO', 'VERSION', 'LIVE SINCE', 'BY', 'TESTS', 'WHY'];
  const rows = found.map(({ no, version, activatedAt, actorKind, actor, reason, tests }) => [
    String(no),
    version,
    activatedAt.toISOString(),
    actor ?? (actorKind === 'SYSTEM' ? 'a file' : '-'),
    tests ? `${tests.passed} of ${tests.passed + tests.failed}` : '-',
    reason ?? '',
  ]);
  const [first = '', ...lines] = columns([head, ...rows]);
  return [style('bold', first), ...lines];
}
