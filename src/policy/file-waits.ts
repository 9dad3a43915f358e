/**
 * Who waits until a text was read from its file: each is told once it was, whatever became of it.
 */
import { versionOf } from '../catalog/text-version.js';
import type { FolderTexts } from './policy-folder.js';

interface Wait {
  file: string;
  version: string;
  resolve: () => void;
  reject: (error: Error) => void;
}

export class FileWaits {
  private texts: FolderTexts | null = null;
  private waiting: Wait[] = [];

  /** @param file its path below the policy folder */
  until(file: string, version: string): Promise<void> {
    if (this.versionAt(file) === version) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiting.push({ file, version, resolve, reject }));
  }

  /** These texts were judged, whole. */
  read(texts: FolderTexts): void {
    this.texts = texts;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wait of waiting) {
      if (this.versionAt(wait.file) === wait.version) wait.resolve();
      else this.waiting.push(wait);
    }
  }

  close(): void {
    for (const { reject } of this.waiting.splice(0)) reject(new Error('the policies were closed'));
  }

  private versionAt(path: string): string | undefined {
    const [name, tenant] = path.split('/').reverse();
    const file = (tenant === undefined ? this.texts?.operator : this.texts?.tenants.get(tenant))?.get(name!);
    return file && 'text' in file ? versionOf(file.text) : undefined;
  }
}
