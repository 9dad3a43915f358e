/**
 * Work that would keep everybody else waiting, in a thread of its own: with a time, with a memory of its own, and ended
 * where it takes more of either. A thread serves one piece of work. It runs the built sources, also where tests call it.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { PROJECT } from './project.js';

/** A piece of work. What goes there and comes back is cloned: plain data, maps, sets and buffers. */
export interface ThreadWork<Input, Progress> {
  /** The module that does it, below `src` and without its ending: it calls {@link answer} as it is loaded. */
  module: string;
  input: Input;
  /** Longer than this it may not take. */
  timeoutMs: number;
  /** Megabytes of the heap that it may fill. */
  memoryMb: number;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Thrown where a piece of work took longer, or more memory, than it may. */
export class ThreadSpent extends Error {}

type Told<Output, Progress> = { done: Output } | { progress: Progress } | { failed: string };

/**
 * @returns what the work answers
 * @throws ThreadSpent beyond its time or memory; the signal's reason where it is ended; Error with the message of the failure
 */
export async function inThread<Output, Input = unknown, Progress = never>({
  module,
  input,
  timeoutMs,
  memoryMb,
  onProgress,
  signal,
}: ThreadWork<Input, Progress>): Promise<Output> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL(`dist/src/${module}.js`, PROJECT), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  let end: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Output>((resolve, reject) => {
      worker.on('message', (told: Told<Output, Progress>) => {
        if ('done' in told) resolve(told.done);
        else if ('failed' in told) reject(new Error(told.failed));
        else onProgress?.(told.progress);
      });
      worker.on('error', (error: NodeJS.ErrnoException) => {
        const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(isMemory ? new ThreadSpent(`it needs more than ${memoryMb} MB of memory`) : error);
      });
      worker.on('exit', () => reject(new Error(`the thread of ${module} ended without an answer`)));
      end = () => reject(signal!.reason as Error);
      signal?.addEventListener('abort', end);
      timer = setTimeout(() => reject(new ThreadSpent(`it took longer than ${timeoutMs / 1_000} s`)), timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    if (end) signal?.removeEventListener('abort', end);
    await worker.terminate();
  }
}

/** Does the work that this thread was made for. `tell` sends progress; a failure is told by its message. */
export async function answer<Input, Output, Progress = never>(
  work: (input: Input, tell: (progress: Progress) => void) => Output | Promise<Output>,
): Promise<void> {
  if (!parentPort) throw new Error('this module runs in a thread of its own only');
  const port = parentPort;
  const tell = (told: Told<Output, Progress>): void => port.postMessage(told);
  try {
    tell({ done: await work(workerData as Input, (progress) => tell({ progress })) });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
}
