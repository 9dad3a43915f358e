/**
 * Which build this is, as package.json says.
 */
import { readFileSync } from 'node:fs';
import { PROJECT } from '../project.js';

/** Its version. */
export function buildVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('package.json', PROJECT), 'utf8')) as { version: string };
  return version;
}
