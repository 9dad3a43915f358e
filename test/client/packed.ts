/** The client as its users get it: compiled, packed by npm, and unpacked into a folder with what else is installed there. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Packed {
  /** A project that has the package in node_modules. */
  dir: string;
  /** The package in it. */
  installed: string;
  /** Paths in the tarball. */
  files: string[];
  remove(): void;
}

const SOURCE = 'clients/typescript';

function run(command: string, args: string[], cwd = resolve('.')): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ends with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** @param peers packages of this project that the user has installed as well */
export function packClient(peers: string[] = []): Packed {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-client-'));
  const made = join(dir, 'made');
  mkdirSync(made);
  for (const file of ['package.json', 'README.md']) cpSync(join(SOURCE, file), join(made, file));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  run(process.execPath, [tsc, '-p', join(SOURCE, 'tsconfig.json'), '--outDir', join(made, 'dist')]);
  run('npm', ['pack', '--silent', '--pack-destination', dir], made);
  const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz')) as string;
  const files = run('tar', ['-tzf', join(dir, tarball)])
    .trim()
    .split('\n');
  const installed = join(dir, 'node_modules/@spillway/client');
  mkdirSync(installed, { recursive: true });
  run('tar', ['-xzf', join(dir, tarball), '-C', installed, '--strip-components=1']);
  for (const peer of peers) symlinkSync(resolve('node_modules', peer), join(dir, 'node_modules', peer));
  return { dir, installed, files, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** What a package says of itself. */
export const manifestOf = (installed: string) =>
  JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>;
