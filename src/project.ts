/**
 * Where this project's own files lie, whether its code runs from `src` or from `dist/src`: the folder of package.json.
 */
import { existsSync } from 'node:fs';

/** The project's folder, as a URL that ends in a slash. */
export const PROJECT = projectFolder(new URL('.', import.meta.url));

function projectFolder(folder: URL): URL {
  if (existsSync(new URL('package.json', folder))) return folder;
  const above = new URL('..', folder);
  if (above.href === folder.href) throw new Error('This is no whole installation: its package.json is missing.');
  return projectFolder(above);
}
