/** `spillway policy diff`: what differs between two texts of a tenant's policy. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { diffOf, type NamedText } from '../../policy/text-diff.js';
import { given, withPublished, type OpenPublished } from '../open-published.js';
import { UsageError } from '../run-verb.js';
import { newestOf, policyNamed } from './stored.js';

interface Asked {
  tenant: string;
  file: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

export async function diffPolicy(args: string[]): Promise<boolean> {
  const options = { tenant: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [file, ...more] = positionals;
  if (more.length > 0) throw new UsageError('Give one file.');
  if (file !== undefined && values.to !== undefined) throw new UsageError('Give a file or --to, not both.');
  const asked: Asked = { tenant: given('tenant', values.tenant), file, from: values.from, to: values.to };
  const [before, after] = await withPublished((open) => textsOf(open, asked));
  const found = diffOf(before, after);
  if (found === null) throw new Error(`${before.name} and ${after.name} differ in too much to be shown.`);
  process.stdout.write(found);
  return found === '';
}

async function textsOf(
  { database }: OpenPublished,
  { tenant, file, from, to }: Asked,
): Promise<[NamedText, NamedText]> {
  const named = async (version: string): Promise<NamedText> => {
    const { text } = await policyNamed(database, tenant, version);
    return { name: version, text };
  };
  const { newest, before } = await newestOf(database, tenant);
  const serves = { name: newest.version, text: newest.text };
  const after = file === undefined ? (to === undefined ? serves : await named(to)) : await fileOf(file);
  if (from !== undefined) return [await named(from), after];
  if (file !== undefined || to !== undefined) return [serves, after];
  return [before ? { name: before.version, text: before.text } : { name: 'nothing', text: '' }, after];
}

const fileOf = async (file: string): Promise<NamedText> => ({ name: file, text: await readFile(file, 'utf8') });
