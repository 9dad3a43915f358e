/** `spillway policy apply`: makes a file's text the policy. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { versionOf } from '../../catalog/text-version.js';
import { LONGEST } from '../../text.js';
import { checked, given, operatorNamed, withPublished } from '../open-published.js';
import { UsageError } from '../run-verb.js';
import { publishDraft } from './publish-draft.js';
import { newestOf } from './stored.js';

export async function applyText(args: string[]): Promise<boolean> {
  const { values, positionals } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      message: { type: 'string' },
      base: { type: 'string' },
      allow: { type: 'string', multiple: true, default: [] },
      as: { type: 'string' },
      key: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Give one file.');
  const dryRun = values['dry-run'];
  const tenant = given('tenant', values.tenant);
  const message = dryRun ? '' : checked('message', given('message', values.message), LONGEST.reason);
  const key = values.key === undefined ? null : checked('key', values.key, LONGEST.key);
  const who = { tenant, message, allow: values.allow, actor: operatorNamed(values.as), key, dryRun };
  const text = await readFile(file, 'utf8');
  return withPublished(async (open) => {
    const { newest } = await newestOf(open.database, tenant);
    const serves = await publishDraft(open, { ...who, text, base: values.base ?? newest.version });
    const version = versionOf(text);
    const what = dryRun ? 'could serve' : 'serves';
    process.stdout.write(
      serves ? `${version} ${what} in the place of ${newest.version}\n` : `${newest.version} serves on\n`,
    );
    return serves;
  });
}
