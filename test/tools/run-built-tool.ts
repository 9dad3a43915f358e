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

/**
 * @param tool its name, such as `demo`
 * @param stopAt a signal is sent once standard output holds this text
 */
export async function runBuiltTool(tool: string, args: string[] = [], stopAt?: string): Promise<ToolRun> {
  const temporary = mkdtempSync(join(tmpdir(), 'spillway-tool-'));
  chmodSync(temporary, 0o755);
  const script = fileURLToPath(new URL(`../../dist/tools/${tool}.js`, import.meta.url));
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stopAt !== undefined && stdout.includes(stopAt)) child.kill('SIGINT');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const left = readdirSync(temporary);
  rmSync(temporary, { recursive: true, force: true });
  return { code, stdout, stderr, left };
}
