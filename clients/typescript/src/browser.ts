/**
 * For browsers: an outbox in IndexedDB, which survives reloads and crashes of the page. One page at a time writes to it, by
 * a Web Lock that the browser gives back when the page goes, however it goes.
 */
import { OutboxTaken } from './errors.js';
import type { OutboxStore } from './outbox-store.js';

export type { OutboxStore } from './outbox-store.js';

const LINES = 'lines';

/**
 * An outbox in the database `spillway-<name>` of this origin. Pages that are open side by side need a name each, or share
 * what one of them does: a second writer is refused.
 */
export function indexedDbOutbox(name: string): OutboxStore {
  return new IndexedDbStore(`spillway-${name}`);
}

class IndexedDbStore implements OutboxStore {
  private database: IDBDatabase | null = null;
  private giveBack: (() => void) | null = null;

  constructor(private readonly name: string) {}

  async open(): Promise<string[]> {
    this.giveBack = await takeLock(this.name);
    try {
      const opening = indexedDB.open(this.name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(LINES, { autoIncrement: true });
      this.database = await resultOf(opening);
      const reading = this.begin('readonly').objectStore(LINES).getAll() as IDBRequest<string[]>;
      return await resultOf(reading);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async append(lines: string[]): Promise<void> {
    const transaction = this.begin('readwrite');
    for (const line of lines) transaction.objectStore(LINES).add(line);
    await committed(transaction);
  }

  async replace(lines: string[]): Promise<void> {
    const transaction = this.begin('readwrite');
    transaction.objectStore(LINES).clear();
    for (const line of lines) transaction.objectStore(LINES).add(line);
    await committed(transaction);
  }

  async close(): Promise<void> {
    this.database?.close();
    this.giveBack?.();
    this.database = this.giveBack = null;
  }

  private begin(mode: IDBTransactionMode): IDBTransaction {
    if (!this.database) throw new Error(`The outbox ${this.name} is not open.`);
    return this.database.transaction(LINES, mode, { durability: 'strict' });
  }
}

/** @throws OutboxTaken where another page has it */
function takeLock(name: string): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) throw new OutboxTaken(`Another page writes to the outbox ${name}.`);
      return new Promise<void>((release) => resolve(release));
    });
    held.catch(reject);
  });
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed.'));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB took nothing.'));
  });
}
