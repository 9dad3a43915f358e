/** The tenants that the commands name where row-level security binds them. */
import { expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenantFolders } from '../../src/commands/tenant-folders.js';

test('every tenant with a folder is named, also where the folder is a link, and nothing else is', () => {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-folders-'));
  for (const folder of ['acme', '..data/globex', 'Not A Tenant']) mkdirSync(join(dir, folder), { recursive: true });
  symlinkSync('..data/globex', join(dir, 'globex'));
  symlinkSync('nowhere', join(dir, 'lost'));
  writeFileSync(join(dir, 'catalog.yaml'), '');
  expect(tenantFolders(dir).sort()).toEqual(['acme', 'globex']);
  rmSync(dir, { recursive: true });
});
