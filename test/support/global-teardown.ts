/** After all tests: the template goes, and so does the server that the run started. */
import { rmSync } from 'node:fs';
import pg from 'pg';
import type { TestRun } from './global-setup.js';

export default async function globalTeardown(): Promise<void> {
  const { template, server } = (globalThis as { spillwayTestRun?: TestRun }).spillwayTestRun ?? {};
  if (server !== undefined) {
    await server.postgres.stop();
    rmSync(server.dataDir, { recursive: true, force: true });
  } else if (template !== undefined) {
    const admin = new pg.Client({ connectionString: template.adminUrl });
    await admin.connect();
    await admin.query(`drop database if exists ${template.name} with (force)`);
    await admin.end();
  }
}
