/** Reads a text that the command line names: whole, as UTF-8, and no more than a policy file may have. */
import { readFileSync, statSync } from 'node:fs';
import { LONGEST_FILE } from '../policy/read-inside.js';

/** What is in a file, or why it is not read; `-` is what comes on standard input. */
export function readText(path: string): { text: string } | { unreadable: string } {
  try {
    const bytes = path === '-' ? readFileSync(0) : readSmall(path);
    return bytes === null || bytes.length > LONGEST_FILE
      ? { unreadable: 'the file is larger than 2 MiB' }
      : { text: bytes.toString('utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return { unreadable: code === 'ENOENT' ? 'the file is missing' : `the file cannot be read (${code})` };
  }
}

function readSmall(path: string): Buffer | null {
  return statSync(path).size > LONGEST_FILE ? null : readFileSync(path);
}
