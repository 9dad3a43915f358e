/** The secret that signs tokens on a desk, where nobody has set one: made once, and kept in the data directory. */
import { randomBytes, randomUUID } from 'node:crypto';
import { chownSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Made once, also when several processes start at the same moment: the first whole file wins.
 * @throws Error where it is damaged, or cannot be written
 */
export function developmentSecret(dataDir: string): string {
  const file = join(dataDir, 'jwt-secret');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const aside = join(dataDir, `jwt-secret-${randomUUID()}`);
    writeFileSync(aside, randomBytes(32).toString('hex'), { mode: 0o600 });
    // As root in a person's folder, the file is that person's, who may go on without root.
    const { uid, gid } = statSync(dataDir);
    if (process.getuid?.() === 0 && uid !== 0) chownSync(aside, uid, gid);
    try {
      linkSync(aside, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32) throw new Error(`${file} is damaged: remove it, and a new development secret is made.`);
  return secret;
}
