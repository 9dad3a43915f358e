/** `spillway policy rollback`: makes an earlier version the policy again. */
import { parseArgs } from 'node:util';
import { LONGEST } from '../../text.js';
import { checked, given, operatorNamed, withPublished } from '../open-published.js';
import { publishDraft } from './publish-draft.js';
import { newestOf, policyNamed } from './stored.js';

export async function rollBack(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      to: { type: 'string' },
      message: { type: 'string' },
      allow: { type: 'string', multiple: true, default: [] },
      as: { type: 'string' },
      key: { type: 'string' },
    },
  });
  const tenant = given('tenant', values.tenant);
  const message = checked('message', given('message', values.message), LONGEST.reason);
  const key = values.key === undefined ? null : checked('key', values.key, LONGEST.key);
  const who = { tenant, message, allow: values.allow, actor: operatorNamed(values.as), key, dryRun: false };
  return withPublished(async (open) => {
    const { newest, before } = await newestOf(open.database, tenant);
    const to = values.to === undefined ? before : await policyNamed(open.database, tenant, values.to);
    if (to === null) throw new Error(`${newest.version} is the first version of ${tenant}: there is none before it.`);
    const serves = await publishDraft(open, { ...who, text: to.text, base: newest.version });
    const [is, was] = [to.version, newest.version];
    process.stdout.write(serves ? `${is} serves again, in the place of ${was}\n` : `${was} serves on\n`);
    return serves;
  });
}
