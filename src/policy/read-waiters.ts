/**
 * Lets callers wait until a certain text of a file was read and judged, instead of guessing how long that takes.
 */
import { versionOf } from '../catalog/text-version.js';
import type { FileText, PolicyTexts } from './read-policies.js';

export class ReadWaiters {
  private versions = new Map<string, string>();
  private waiting: { file: string; version: string; resolve: () => void; reject: (error: Error) => void }[] = [];

  /** @param file `catalog.yaml`, `model.conf` or `<tenant>/policy.csv` */
  wait(file: string, version: string): Promise<void> {
    if (this.versions.get(file) === version) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ file, version, resolve, reject }));
  }

  /** Remembers the versions that were judged and answers the callers that waited for them. */
  note(texts: PolicyTexts): void {
    const files: [string, FileText][] = [
      ['catalog.yaml', texts.catalog],
      ['model.conf', texts.model],
    ];
    for (const [tenant, text] of texts.tenants) files.push([`${tenant}/policy.csv`, text]);
    this.versions = new Map(files.map(([file, text]) => [file, 'text' in text ? versionOf(text.text) : 'unreadable']));
    const waiting = this.waiting;
    this.waiting = [];
    for (const waiter of waiting) {
      if (this.versions.get(waiter.file) === waiter.version) waiter.resolve();
      else this.waiting.push(waiter);
    }
  }

  close(): void {
    for (const waiter of this.waiting.splice(0)) waiter.reject(new Error('the policies were closed'));
  }
}
