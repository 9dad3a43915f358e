/**
 * Secrets that stand in files, as orchestrators hand them out: `<NAME>_FILE` names a file whose content is the setting
 * `<NAME>`. A file is read once, at start.
 */
import { readFileSync, statSync } from 'node:fs';

/** The settings that hold a secret. */
export const SECRETS = [
  'DATABASE_URL',
  'SPILLWAY_JWT_SECRET',
  'SPILLWAY_OPERATOR_JWT_SECRET',
  'SPILLWAY_MINT_SECRET',
] as const;

const LONGEST_FILE = 65_536;

/** The environment with what its files hold, and what is wrong with them, each as a sentence without its full stop. */
export function withSecretFiles(env: Readonly<Record<string, string>>): {
  env: Record<string, string>;
  problems: string[];
} {
  const filled: Record<string, string> = { ...env };
  const problems: string[] = [];
  for (const name of SECRETS) {
    const setting = `${name}_FILE`;
    const file = env[setting];
    if (file === undefined) continue;
    if (env[name] !== undefined) {
      problems.push(`${setting} must not be set together with ${name}`);
      continue;
    }
    try {
      filled[name] = contentOf(file);
    } catch (error) {
      problems.push(`${setting} must name a file that holds the secret (${file}): ${(error as Error).message}`);
    }
  }
  return { env: filled, problems };
}

/** One line break at the end is the editor's, and no part of a secret. */
function contentOf(file: string): string {
  const about = statSync(file);
  if (!about.isFile()) throw new Error('it is no regular file');
  if (about.size > LONGEST_FILE) throw new Error(`it has more than ${LONGEST_FILE} bytes`);
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    .decode(readFileSync(file))
    .replace(/\r?\n$/, '');
  if (text === '') throw new Error('it is empty');
  return text;
}
