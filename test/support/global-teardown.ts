/** After all tests: the template goes, and so do the server that the run started and its temporary files. */
import { rmSync } from 'node:fs';
import pg from 'pg';
import type { TestRun } from './global-setup.js';

export default async function globalTeardown(): Promise<void> {
  const run = (globalThis as { spillwayTestRun?: TestRun }).spillwayTestRun;
  if (run === undefined) return;
  const { template, postgres, folder } = run;
  if (postgres !== undefined) {
    await postgres.stop();
  } else if (template !== undefined) {
    const admin = new pg.Client({ connectionString: template.adminUrl });
    await admin.connect();
    await admin.query(`drop database if exists ${template.name} with (force)`);
    await admin.end();
  }
  rmSync(folder, { recursive: true, force: true });
}
