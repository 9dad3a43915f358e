/**
 * Programs that tests need and npm does not bring. A test of one that is not on this machine is skipped with a warning;
 * where `.ci/run` has installed it, it must be there.
 */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** What nobody has in the path of an ordinary user. */
const FURTHER = ['/usr/sbin', '/usr/local/sbin'];

/**
 * Where the program is, or null where the tests of it are to be skipped.
 * @throws Error where SPILLWAY_TEST_PROGRAMS (names with blanks between) says that it is there
 */
export function findTestProgram(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(':'), ...FURTHER];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  if ((process.env.SPILLWAY_TEST_PROGRAMS ?? '').split(' ').includes(name)) {
    throw new Error(`${name} is not installed on this machine, though .ci/run says that it has installed it.`);
  }
  console.warn(`${name} is not installed on this machine: its tests are skipped.`);
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
