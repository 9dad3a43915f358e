/**
 * Brings a folder up to what others have published: a file that was left behind is written anew, once it is certain that
 * nobody else is about to. What it cannot write it leaves alone, and says so once. It loses nothing: a text that is written
 * over was published itself.
 */
import type { Logger } from 'pino';
import type { Entry } from './build-policies.js';
import { CATALOG_FILE, displayName } from './policy-folder.js';
import type { Files, FolderTexts, PolicyFolder } from './policy-folder.js';
import type { Held, Position } from './published.js';
import type { TextChange } from './replace-text.js';
import type { PublishedLook } from './published-look.js';

/** A folder that holds an older version. */
export interface LeftBehind {
  /** Null: the catalog. */
  tenant: string | null;
  file: string;
  /** The number of the newest version, which makes this another case than the one before. */
  no: bigint;
  /** The version in the folder and the newest one. */
  versions: { held: string; newest: string };
  /** The file to write, with its text and the newest one; null where that is more than one file. */
  rewrite: ({ name: string } & TextChange) | null;
}

/** What a process knows of its folder and of what is published. */
export interface Folders {
  dir: string;
  texts: FolderTexts;
  catalog: Held;
  /** By tenant. */
  held: ReadonlyMap<string, Held>;
  entries: ReadonlyMap<string, Entry>;
  known: PublishedLook;
}

type Change = Pick<LeftBehind, 'file' | 'rewrite'>;

/** Every file that holds an older version. */
export function leftBehind({ dir, texts, catalog, held, entries, known }: Folders): LeftBehind[] {
  const behind: LeftBehind[] = [];
  const add = (tenant: string | null, has: Held | undefined, newest: Position | null | undefined, of: () => Change) => {
    if (has?.freshness !== 'behind' || has.version === null || !newest) return;
    behind.push({ tenant, ...of(), no: newest.no, versions: { held: has.version, newest: newest.version } });
  };
  add(null, catalog, known.newest.catalog, () => {
    const wanted = new Map([[CATALOG_FILE, known.catalogText()!]]);
    return { file: displayName(dir, CATALOG_FILE), rewrite: oneChange(texts.operator, wanted, catalog.files) };
  });
  for (const [tenant, { policy, state }] of entries) {
    const newest = known.newest.policies.get(tenant);
    add(tenant, held.get(tenant), newest, () => {
      const serves = policy && policy.version === newest?.version ? policy.files : [];
      const wanted = new Map(serves.map(({ name, text }) => [name, text]));
      return {
        file: state.file,
        rewrite: oneChange(texts.tenants.get(tenant) ?? new Map(), wanted, held.get(tenant)!.files),
      };
    });
  }
  return behind;
}

/** The one file whose text is another; null where that is more than one, or where files would come or go. */
function oneChange(files: Files, wanted: ReadonlyMap<string, string>, seen: Files): LeftBehind['rewrite'] {
  const changes = [...wanted].flatMap(([name, to]) => {
    const file = files.get(name);
    const first = seen.get(name);
    if (file === undefined || !('text' in file) || !first || !('text' in first)) return [null];
    return file.text === to ? [] : [{ name, from: file.text, to, stamp: first.stamp }];
  });
  return changes.length === 1 ? (changes[0] ?? null) : null;
}

/** Of those who share a folder one may be able to write it, and do so meanwhile. */
const TRIES = 2;

export class CatchUp {
  private known = new Map<string, { no: bigint; dueAt: number; tries: number }>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param afterMs how long a folder must have been behind: processes that share it see a change at slightly different times,
   * and the one that publishes it may be another
   */
  constructor(
    private readonly folder: PolicyFolder,
    private readonly log: Pick<Logger, 'info' | 'warn'>,
    private readonly afterMs: number,
    private readonly told: { lookAgain: () => void; written: (file: LeftBehind) => void },
  ) {}

  /** A process starts: what it will do about these it says once. */
  tellStart(behind: readonly LeftBehind[]): void {
    for (const { tenant, file, versions } of behind) {
      const told = { ...(tenant !== null && { tenant }), file, version: versions.held, newest: versions.newest };
      this.log.warn(told, `${file} is ${versions.held}, an older version: ${versions.newest} serves`);
    }
  }

  /** @param behind all that are behind now */
  async run(behind: readonly LeftBehind[]): Promise<void> {
    const before = this.known;
    this.known = new Map();
    const now = performance.now();
    const waits: number[] = [];
    for (const each of behind) {
      const key = JSON.stringify([each.tenant, each.versions.held]);
      const earlier = before.get(key);
      const known = earlier?.no === each.no ? earlier : { no: each.no, dueAt: now + this.afterMs, tries: TRIES };
      this.known.set(key, known);
      if (known.tries === 0) continue;
      if (known.dueAt > now) {
        waits.push(known.dueAt - now);
        continue;
      }
      known.tries -= 1;
      known.dueAt = now + this.afterMs;
      if (await this.write(each)) waits.push(0);
      else if (known.tries > 0) waits.push(this.afterMs);
      else this.tellKept(each);
    }
    clearTimeout(this.timer);
    if (waits.length === 0) return;
    this.timer = setTimeout(this.told.lookAgain, Math.min(...waits));
    this.timer.unref();
  }

  close(): void {
    clearTimeout(this.timer);
  }

  /** @returns false where it cannot be written */
  private async write(each: LeftBehind): Promise<boolean> {
    const { tenant, file, versions, rewrite } = each;
    const done = rewrite ? await this.folder.rewrite(tenant, rewrite.name, rewrite) : 'kept';
    if (done === 'written') {
      const told = { ...(tenant !== null && { tenant }), file, version: versions.held, newest: versions.newest };
      this.told.written(each);
      this.log.info(told, `${file} is now ${versions.newest}, which others have published`);
    }
    // Else another process that shares the folder was faster, or somebody has saved something.
    return done !== 'kept';
  }

  private tellKept({ tenant, file, versions }: LeftBehind): void {
    const told = { ...(tenant !== null && { tenant }), file, version: versions.held, newest: versions.newest };
    this.log.warn(told, `${file} is still ${versions.held} and cannot be written; ${versions.newest} serves`);
  }
}
