/**
 * Runs a built tool as a person would, with a temporary folder of its own that shows what it leaves behind.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ToolRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What is left in its temporary folder. */
  left: string[];
}

export const SPILLWAY = fileURLToPath(new URL('../../bin/spillway.js', import.meta.url));

/**
 * @param tool a command of `spillway`, such as `demo`
 * @param stopWhen Ctrl-C comes, twice as it does under npm, once this is so of its temporary folder or its output
 */
export async function runBuiltTool(
  tool: string,
  args: string[] = [],
  stopWhen?: (temporary: string, stdout: string) => boolean,
): Promise<ToolRun> {
  const temporary = mkdtempSync(join(tmpdir(), 'spillway-tool-'));
  chmodSync(temporary, 0o755);
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const child = spawn(process.execPath, [SPILLWAY, tool, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const watch = setInterval(() => {
    if (!stopWhen?.(temporary, stdout)) return;
    clearInterval(watch);
    child.kill('SIGINT');
    child.kill('SIGINT');
  }, 5);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  const left = readdirSync(temporary);
  rmSync(temporary, { recursive: true, force: true });
  return { code, stdout, stderr, left };
}
