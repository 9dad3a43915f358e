/**
 * How each tenant's folder stands to what is published, and what it amounts to under a base. It publishes and swaps nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import { buildEntry, compareWithNewest, onDisk, proveSource, rebuild, refusedEntry } from './build-policies.js';
import type { Base, Built, Entry, OnDisk, Source } from './build-policies.js';
import { problemsOfRun } from './cases/test-run.js';
import type { TenantTests } from './cases/tenant-tests.js';
import type { Problem } from '../catalog/problem.js';
import { sameFiles, type FolderTexts } from './policy-folder.js';
import type { PolicyVersion, Warning } from './policy-version.js';
import { judge, NOTHING_HELD } from './published.js';
import type { Held, Position, Published, Freshness } from './published.js';
import type { PublishedLook } from './published-look.js';

/** What a tenant's entry is made for. */
export interface Making {
  base: Base;
  /** The tenant so far, and whether it was built under that very base. */
  before: Entry | undefined;
  isSameBase: boolean;
  freshness: Freshness;
  /** Whether an edit is taken; else the newest version serves until it is. */
  takesEdit: boolean;
  /** Whether the base is one that others have published. */
  isAdopted: boolean;
  /** Whether the process starts: then nobody waits for long for what the engine under a format says of each edit. */
  isStart: boolean;
}

export class TenantInboxes {
  /** What each folder was seen to hold. */
  readonly held = new Map<string, Held>();
  /** The number of the newest policy that each entry was made by. */
  private readonly madeBy = new WeakMap<Entry, bigint | undefined>();

  constructor(
    private readonly dir: string,
    private readonly published: Published,
    private readonly known: PublishedLook,
    private readonly tests: Pick<TenantTests, 'judge' | 'fileOf'>,
  ) {}

  onDisk(tenant: string, texts: FolderTexts, base: Base): OnDisk {
    return onDisk({ dir: this.dir, tenant }, texts.tenants.get(tenant) ?? new Map(), [...base.builders.keys()]);
  }

  async judge(tenant: string, { source, files }: OnDisk, isStart: boolean): Promise<Freshness> {
    const noOf = (version: string) => this.published.policyNo(tenant, version);
    const newest = this.known.newest.policies.get(tenant) ?? null;
    const held = this.held.get(tenant) ?? NOTHING_HELD;
    const judged = await judge({ version: source?.version ?? null, files, newest, held, isStart, noOf });
    this.held.set(tenant, judged);
    return judged.freshness;
  }

  /** Whether the entry was made of these files and of what is the newest now. */
  isMade(tenant: string, entry: Entry | undefined, { files }: OnDisk): boolean {
    if (!entry?.files || this.madeBy.get(entry) !== this.known.newest.policies.get(tenant)?.no) return false;
    return sameFiles(entry.files, files);
  }

  /** Nothing has changed, but files may have been saved anew as they were. */
  seenAgain({ tenants }: FolderTexts): void {
    for (const [tenant, held] of this.held) {
      if (held.freshness === 'newest') this.held.set(tenant, { ...held, files: tenants.get(tenant) ?? held.files });
    }
  }

  /** Its file holds what others have published: somebody who saves the older text again rolls back. */
  wasWritten(tenant: string, no: bigint, version: string): void {
    this.held.set(tenant, { ...this.held.get(tenant)!, version, freshness: 'newest', no });
  }

  /** Its edit is published. */
  wasPublished(tenant: string, entry: Entry, { version, no }: Position): void {
    this.held.set(tenant, { version, freshness: 'newest', no, files: this.held.get(tenant)!.files });
    this.madeBy.set(entry, no);
  }

  async make(tenant: string, disk: OnDisk, making: Making): Promise<Entry> {
    const no = this.known.newest.policies.get(tenant)?.no;
    const entry = await this.entryOf(tenant, disk, making);
    this.madeBy.set(entry, no);
    return entry;
  }

  private async entryOf(tenant: string, disk: OnDisk, making: Making): Promise<Entry> {
    const { base, before, isSameBase, freshness, takesEdit } = making;
    if (freshness === 'edit' && !takesEdit) {
      const { file, source } = disk;
      const newest = await this.buildNewest(tenant, making);
      return refusedEntry({ file, fileVersion: source?.version ?? null }, before, newest?.policy ?? null, [], null);
    }
    return buildEntry({ dir: this.dir, tenant }, disk, base, before, {
      built: isSameBase ? (before?.policy ?? null) : null,
      freshness,
      compare: (source) => this.compare(tenant, source, base.catalog, before),
      prove: async (source) => (making.isStart ? [] : proveSource({ dir: this.dir }, source, base)),
      test: (policy) => this.test(tenant, policy, disk, base),
      newest: () => this.buildNewest(tenant, making),
    });
  }

  /** What the tests beside an edit say against it. */
  private async test(
    tenant: string,
    { text }: PolicyVersion,
    { files }: OnDisk,
    { catalog }: Base,
  ): Promise<Problem[]> {
    const run = await this.tests.judge({ tenant, text, catalog }, files);
    return run === null ? [] : problemsOfRun(run, this.tests.fileOf(tenant));
  }

  private compare(tenant: string, source: Source, catalog: Catalog, before: Entry | undefined): Promise<Warning[]> {
    const newest = this.known.newest.policies.get(tenant) ?? null;
    const beside = { catalog, newest, live: before?.policy, published: this.published };
    return compareWithNewest({ dir: this.dir, tenant }, source, beside);
  }

  /** The newest version of a tenant as it serves under a base. Null where none was ever published. */
  private async buildNewest(tenant: string, { base, before, isSameBase, isAdopted }: Making): Promise<Built | null> {
    const newest = this.known.newest.policies.get(tenant);
    if (newest === undefined) return null;
    const policy = before?.policy ?? null;
    const isLive = policy?.version === newest.version;
    if (isLive && isSameBase) return { policy };
    const text = isLive ? policy.text : await this.published.policyText(tenant, newest.no);
    const built = await rebuild({ dir: this.dir, tenant }, text, base);
    // What others have published keeps nobody from being served, by what served them so far.
    return !built.policy && policy && (isAdopted || isSameBase) ? { policy, problems: built.problems } : built;
  }
}
