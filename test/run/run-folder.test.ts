/** What a run removes of earlier ones: theirs, once they have ended, and nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const { removeForgotten } = (await import(new URL('run-folder.js', import.meta.url).href)) as {
  removeForgotten: (base: string) => void;
};

test('the folders of ended runs that nobody has touched for ten minutes go, and nothing else does', () => {
  const base = mkdtempSync(join(tmpdir(), 'run-folders-'));
  const { pid: ended } = spawnSync(process.execPath, ['--version']);
  const hourAgo = new Date(Date.now() - 3_600_000);
  const make = (name: string, touched: Date) => {
    mkdirSync(join(base, name));
    writeFileSync(join(base, name, 'file'), '');
    utimesSync(join(base, name), touched, touched);
  };
  make(`spillway-tests-${ended}-gone`, hourAgo);
  make(`spillway-tests-${ended}-fresh`, new Date());
  make(`spillway-tests-${process.pid}-running`, hourAgo);
  make('spillway-tests-unnumbered', hourAgo);
  make(`another-${ended}-folder`, hourAgo);

  removeForgotten(base);
  expect(readdirSync(base).sort()).toEqual(
    [
      `another-${ended}-folder`,
      `spillway-tests-${ended}-fresh`,
      `spillway-tests-${process.pid}-running`,
      'spillway-tests-unnumbered',
    ].sort(),
  );
  rmSync(base, { recursive: true });
});
