/**
 * One API process or settlement worker of a run: started, killed and started again. Where it takes any free port its
 * address changes with each life; who talks to it asks for the present one.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Told } from './failpoints.js';
import { keepLog, spawnBuilt } from '../support/spawn-built.js';

const SCRIPTS = { api: 'src/main.js', worker: 'src/settle.js' } as const;
/** What each says once it works, an API process with its address. */
const READY = { api: /listens on (http:\S+)/, worker: /settling usage/ } as const;
const START_WITHIN_MS = 60_000;

export interface ProcessOptions {
  kind: keyof typeof SCRIPTS;
  settings: Record<string, string>;
  /** Built modules to load first. */
  preload?: readonly string[];
  /** The folder of package.json whose build it is; this project's by default. */
  project?: URL;
  /** Told what the preloaded modules say. */
  heard?: (message: unknown) => void;
}

export class StormProcess {
  /** Where an API process listens; that of its last life while it has none. */
  url = '';
  private child: ChildProcess | undefined;
  private logged = () => '';
  private gone: Promise<unknown> = Promise.resolve();

  constructor(readonly options: ProcessOptions) {}

  get kind(): ProcessOptions['kind'] {
    return this.options.kind;
  }

  get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Begins a life. It works when this resolves.
   * @param told what the preloaded modules are told once it works
   * @throws Error with what it logged, where it ends instead
   */
  async start(told: Told = { failpoints: [] }): Promise<void> {
    const { kind, settings, preload, project, heard } = this.options;
    const child = spawnBuilt(SCRIPTS[kind], settings, { preload, project });
    this.child = child;
    this.logged = keepLog(child);
    this.gone = once(child, 'exit');
    if (heard) child.on('message', heard);
    this.url = await this.ready(child);
    this.tell(told);
  }

  /** Resolves when the present life is over: with the exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.gone;
    return this.child?.exitCode ?? this.child?.signalCode ?? null;
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.alive) this.child?.kill('SIGKILL');
    await this.gone;
  }

  /** SIGTERM; resolves as {@link ended} does. */
  async stop(): ReturnType<StormProcess['ended']> {
    if (this.alive) this.child?.kill('SIGTERM');
    return this.ended();
  }

  /** Says something to the preloaded modules. */
  tell(message: object): void {
    if (this.child?.connected) this.child.send(message, () => undefined);
  }

  /** The end of what the present life logged. */
  log(): string {
    return this.logged();
  }

  private async ready(child: ChildProcess): Promise<string> {
    const late = setTimeout(() => child.kill('SIGKILL'), START_WITHIN_MS);
    const heard = new Promise<string>((resolve) => {
      for (const output of [child.stdout, child.stderr]) {
        createInterface(output as NodeJS.ReadableStream).on('line', (line) => {
          const said = READY[this.kind].exec(line);
          if (said) resolve(said[1] ?? '');
        });
      }
    });
    const ended = this.gone.then(() => {
      throw new Error(`a process (${this.kind}) ended before it worked:\n${this.logged()}`);
    });
    ended.catch(() => undefined);
    try {
      return await Promise.race([heard, ended]);
    } finally {
      clearTimeout(late);
    }
  }
}
