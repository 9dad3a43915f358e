/**
 * The live policies of all tenants and the live catalog: always the newest that were published, by this process or another.
 * The policy folder is an inbox: a changed file is built aside, published and then swapped whole; a broken one never goes
 * live. A change of the operator's files goes live for every tenant at once or for none (docs/decisions/0041).
 */
import type { Catalog } from '../catalog/catalog.js';
import { FileRefused, problemOf, type Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { refusedEntry, tryBase } from './build-policies.js';
import type { Base, Entry, PolicyState } from './build-policies.js';
import { attemptsOf, type Attempt } from './catalog-inbox.js';
import { CatchUp, leftBehind, type LeftBehind } from './catch-up.js';
import { FileWaits } from './file-waits.js';
import { TenantTests } from './cases/tenant-tests.js';
import { PolicyDrafts, type PolicyChanges } from './policy-drafts.js';
import { CATALOG_FILE, displayName, MISSING, PolicyFolder, sameFiles, sameTexts } from './policy-folder.js';
import type { FolderTexts } from './policy-folder.js';
import type { PolicyFormat } from './policy-format.js';
import { POLICY_FORMATS } from './policy-formats.js';
import type { PolicyVersion } from './policy-version.js';
import { judge, NOTHING_HELD, PublishedMeanwhile, sameNewest } from './published.js';
import type { Newest, Published } from './published.js';
import { PublishedLook } from './published-look.js';
import { eachOnce, notStored, tellChanges, tellRefused, type PolicyLog } from './tell-policies.js';
import { TenantInboxes } from './tenant-inboxes.js';
import { FolderWatch } from './watch-folders.js';

export interface PolicyStore {
  catalog(): Catalog;
  /** Undefined for tenants that are unknown or never had a sound policy. */
  live(tenant: string): PolicyVersion | undefined;
  /** Every tenant of the catalog or with a folder, sorted, whether it can be served or not. */
  tenants(): string[];
  state(tenant: string): PolicyState | undefined;
  /** The tenants' own tests of their policies. */
  readonly tests: TenantTests;
  /** Texts that do not serve, and how they come to. */
  readonly drafts: PolicyDrafts;
  /** What keeps the operator's files on disk from going live; empty while they are live. */
  baseProblems(): readonly Problem[];
  /** Whether the catalog on disk is an older one: others have published since. */
  isCatalogBehind(): boolean;
  /** When the last reload ended, whatever it found and also where nothing had changed; null before the first one. */
  reloadedAt(): Date | null;
  /** Reads everything now; resolves when what was there is live or refused. */
  reload(): Promise<void>;
  /**
   * Resolves once the text of that version was read from the file and is live or refused.
   * @param file its path below the policy folder: `catalog.yaml`, `<tenant>/<file>`
   */
  whenRead(file: string, version: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenPolicies {
  dir: string;
  log: PolicyLog;
  /** Where the versions of all processes are. A version is published there before it serves here. */
  published: Published;
  /** Told after something else serves here. */
  onSwitch?: () => void;
  /** Those that policies may be written in; all that this build has where none are named. */
  formats?: typeof POLICY_FORMATS;
  /** Where policies may change; `auto` where nothing is said. */
  changes?: PolicyChanges;
  /** How often everything is looked at even without an event. */
  beatMs?: number;
  /** How long a file must have been left behind before it is written anew. */
  rewriteAfterMs?: number;
}

/**
 * Reads the folder, brings the newest versions live, its edits among them, and watches it from then on.
 * @throws FileRefused where no catalog was ever published and the one there, or another of the operator's files, is broken;
 * whatever looking at what is published throws
 */
export async function openPolicies(options: OpenPolicies): Promise<PolicyStore> {
  const store = new FolderPolicies(options);
  try {
    await options.published.listen(() => store.lookAgain());
    await store.reload();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** How often in a row others may publish before one's own edit waits for the next beat. */
const MOST_ROUNDS = 5;

class FolderPolicies implements PolicyStore {
  private base: Base | null = null;
  private problems: readonly Problem[] = [];
  private entries = new Map<string, Entry>();
  private texts: FolderTexts | null = null;
  private readonly known: PublishedLook;
  private heldCatalog = NOTHING_HELD;
  private readonly inboxes: TenantInboxes;
  private isRetryDue = false;
  private endedAt: Date | null = null;
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private isClosed = false;
  private readonly waits = new FileWaits();
  private readonly formats: readonly PolicyFormat[];
  private readonly folder: PolicyFolder;
  private readonly watch: FolderWatch;
  private readonly catchUp: CatchUp;
  private isBeat = false;
  readonly tests: TenantTests;
  readonly drafts: PolicyDrafts;

  constructor(private readonly options: OpenPolicies) {
    this.formats = options.formats ?? POLICY_FORMATS;
    this.known = new PublishedLook(options.published);
    this.tests = new TenantTests({ dir: options.dir, log: options.log }, this, () => this.texts);
    this.inboxes = new TenantInboxes(options.dir, options.published, this.known, this.tests);
    this.folder = new PolicyFolder(options.dir, this.formats);
    const onChange = (isBeat: boolean): void => {
      this.isBeat = isBeat;
      this.lookAgain();
    };
    this.watch = new FolderWatch(onChange, options.beatMs ?? 5_000);
    this.drafts = new PolicyDrafts({
      dir: options.dir,
      changes: options.changes ?? 'auto',
      published: options.published,
      folder: this.folder,
      tests: this.tests,
      base: () => this.base!,
      live: (tenant) => this.live(tenant),
      follow: () => this.reload(),
    });
    this.catchUp = new CatchUp(this.folder, options.log, options.rewriteAfterMs ?? 1_000, {
      lookAgain: () => this.lookAgain(),
      written: (file) => this.wasWritten(file),
    });
  }

  catalog(): Catalog {
    return this.base!.catalog;
  }

  live(tenant: string): PolicyVersion | undefined {
    return this.entries.get(tenant)?.policy ?? undefined;
  }

  tenants(): string[] {
    return [...this.entries.keys()].sort();
  }

  state(tenant: string): PolicyState | undefined {
    const state = this.entries.get(tenant)?.state;
    return state && this.tests.toldWith(tenant, state);
  }

  baseProblems(): readonly Problem[] {
    return this.problems;
  }

  isCatalogBehind(): boolean {
    return this.heldCatalog.freshness === 'behind';
  }

  reloadedAt(): Date | null {
    return this.endedAt;
  }

  /** One that has not begun yet is everybody's: a hundred messages make no hundred reloads. */
  reload(): Promise<void> {
    return (this.next ??= this.begin());
  }

  /** Reloads, for nobody who waits for it. */
  lookAgain(): void {
    if (this.isClosed) return;
    const { log } = this.options;
    this.reload().catch((error: unknown) => log.error({ err: error }, 'the policies could not be reloaded'));
  }

  whenRead(file: string, version: string): Promise<void> {
    return this.waits.until(file, version);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.watch.close();
    await this.running;
    this.catchUp.close();
    await this.tests.close();
    this.waits.close();
  }

  private begin(): Promise<void> {
    const run = this.running.then(async () => {
      this.next = undefined;
      await this.takeIn();
      this.endedAt = new Date();
      this.tests.look();
    });
    this.running = run.catch(() => undefined);
    return run;
  }

  private async takeIn(): Promise<void> {
    if (this.isClosed) return;
    const isBeat = this.isBeat;
    this.isBeat = false;
    this.watch.resync(await this.folder.places());
    for (let round = 1; ; round++) {
      const texts = await this.folder.readAll(this.texts);
      const isSame = this.texts !== null && sameTexts(this.texts, texts);
      if (!isSame && isBeat) this.watch.changed();
      const newest = await this.look(texts);
      if (isSame && newest && sameNewest(this.known.newest, newest) && !this.isRetryDue) {
        this.seenAgain(texts);
        break;
      }
      this.isRetryDue = newest === null;
      try {
        await this.follow(texts, newest ?? this.known.newest);
        break;
      } catch (error) {
        if (!(error instanceof PublishedMeanwhile) || round === MOST_ROUNDS) throw error;
      }
    }
    const { heldCatalog: catalog, entries, known } = this;
    const [{ dir }, { held }] = [this.options, this.inboxes];
    const behind = leftBehind({ dir, texts: this.texts!, catalog, held, entries, known });
    if (this.endedAt === null) this.catchUp.tellStart(behind);
    await this.catchUp.run(behind);
  }

  /** What is read next is judged, also where it is what was read last: somebody has saved that again. */
  private wasWritten({ tenant, no, versions: { newest: version } }: LeftBehind): void {
    this.isRetryDue = true;
    if (tenant === null) this.heldCatalog = { ...this.heldCatalog, version, freshness: 'newest', no };
    else {
      this.inboxes.wasWritten(tenant, no, version);
      this.entries.set(tenant, { ...this.entries.get(tenant)!, files: null });
    }
  }

  private seenAgain(texts: FolderTexts): void {
    this.inboxes.seenAgain(texts);
    if (this.heldCatalog.freshness === 'newest') this.heldCatalog = { ...this.heldCatalog, files: texts.operator };
  }

  /** What is published now; null where that cannot be found out: then what was known last is gone by. */
  private async look({ tenants }: FolderTexts): Promise<Newest | null> {
    try {
      return await this.known.look([...tenants.keys(), ...this.entries.keys()]);
    } catch (error) {
      if (this.texts === null) throw error;
      return null;
    }
  }

  /** Goes by what is published and by what is in the folder, and publishes what is new there. */
  private async follow(texts: FolderTexts, newest: Newest): Promise<void> {
    const isStart = this.texts === null;
    const [before, catalog] = [this.entries, this.base?.catalog];
    this.entries = new Map(before);
    this.known.newest = newest;
    try {
      await this.followCatalog(texts, isStart);
      const tenants = this.tenantsWith(this.base!, texts);
      for (const tenant of tenants) await this.followTenant(tenant, texts, isStart);
      for (const tenant of this.entries.keys()) if (!tenants.includes(tenant)) this.entries.delete(tenant);
      this.texts = texts;
    } finally {
      const now = { catalog: this.base?.catalog, entries: this.entries };
      if (tellChanges(this.options.log, now, { catalog, entries: before })) this.options.onSwitch?.();
    }
    this.waits.read(texts);
  }

  private async followCatalog({ operator, tenants }: FolderTexts, isStart: boolean): Promise<void> {
    const file = operator.get(CATALOG_FILE) ?? MISSING;
    const [newest, noOf] = [this.known.newest.catalog, (version: string) => this.options.published.catalogNo(version)];
    const version = 'text' in file ? versionOf(file.text) : null;
    this.heldCatalog = await judge({ version, files: operator, newest, held: this.heldCatalog, isStart, noOf });
    const { freshness } = this.heldCatalog;
    const problems: Problem[] = [];
    if ('unreadable' in file && newest) {
      const place = { file: displayName(this.options.dir, CATALOG_FILE), line: 1 };
      problems.push(problemOf('file/unreadable', place, file.unreadable));
    }
    const live = this.base?.files ?? null;
    const text = this.known.catalogText();
    for (const attempt of attemptsOf({ operator, freshness, newest: text, live, formats: this.formats })) {
      if (live && !attempt.isEdit && sameFiles(live, attempt.files)) break;
      const wrong = await this.take(attempt, { operator, tenants }, isStart);
      if (wrong === null) break;
      problems.push(...wrong);
    }
    if (this.base === null) throw new FileRefused(eachOnce(problems));
    const before = this.problems;
    this.problems = eachOnce(problems);
    tellRefused(this.options.log, this.problems, before);
  }

  /** Everything under these files, published and swapped together; where that cannot be, nothing changes. */
  private async take(
    { files, isEdit }: Attempt,
    texts: FolderTexts,
    isStart: boolean,
  ): Promise<readonly Problem[] | null> {
    const base = tryBase(this.options.dir, files, this.formats);
    if ('problems' in base) return base.problems;
    const isAdopted = !isEdit && base.catalog.version !== this.base?.catalog.version;
    const entries = new Map<string, Entry>();
    const lost: Problem[] = [];
    for (const tenant of this.tenantsWith(base, texts)) {
      if (!texts.tenants.has(tenant) && !base.catalog.tenants.has(tenant)) continue;
      const disk = this.inboxes.onDisk(tenant, texts, base);
      const freshness = await this.inboxes.judge(tenant, disk, isStart);
      const making = { base, before: this.entries.get(tenant), isSameBase: false, freshness, isStart };
      const entry = await this.inboxes.make(tenant, disk, { ...making, takesEdit: isEdit, isAdopted });
      // At the start nothing is live, but what is published is about to be.
      const wouldServe = isStart && this.known.catalogText() !== null && this.known.newest.policies.has(tenant);
      if (!entry.policy && (this.live(tenant) || wouldServe)) lost.push(...entry.state.problems);
      entries.set(tenant, entry);
    }
    if (lost.length > 0 && !isAdopted) return lost;
    try {
      if (isEdit) await this.publish(base, entries, true);
      else if (isAdopted) await this.options.published.carry(base.catalog);
    } catch (error) {
      return this.notPublished(error);
    }
    [this.base, this.entries] = [base, entries];
    return null;
  }

  /** Why a catalog is not published. What the books forbid they may allow once accounts have moved. */
  private notPublished(error: unknown): readonly Problem[] {
    const isFirst = this.base === null && this.known.catalogText() === null;
    if (error instanceof PublishedMeanwhile || (isFirst && !(error instanceof FileRefused))) throw error;
    this.isRetryDue ||= !(error instanceof FileRefused) || error.mayPass;
    if (error instanceof FileRefused) return error.problems;
    return [notStored(displayName(this.options.dir, CATALOG_FILE), error)];
  }

  private async followTenant(tenant: string, texts: FolderTexts, isStart: boolean): Promise<void> {
    const base = this.base!;
    const before = this.entries.get(tenant);
    const disk = this.inboxes.onDisk(tenant, texts, base);
    if (this.inboxes.isMade(tenant, before, disk)) return;
    const { file, source } = disk;
    const fileVersion = source?.version ?? null;
    let entry: Entry;
    try {
      const freshness = await this.inboxes.judge(tenant, disk, isStart);
      const making = { base, before, isSameBase: true, freshness, takesEdit: true, isAdopted: false, isStart };
      entry = await this.inboxes.make(tenant, disk, making);
      if (freshness === 'edit' && entry.state.ok) await this.publish(base, new Map([[tenant, entry]]), false);
    } catch (error) {
      // A tenant whose database does not answer keeps no other tenant's edits from going live.
      if (error instanceof PublishedMeanwhile) throw error;
      this.isRetryDue = true;
      const policy = before?.policy ?? null;
      entry = refusedEntry({ file, fileVersion }, before, policy, [notStored(file, error)], null);
    }
    this.entries.set(tenant, entry);
  }

  /** Publishes the edits among these entries, with the catalog that they were built under where that is one too. */
  private async publish({ catalog }: Base, entries: ReadonlyMap<string, Entry>, withCatalog: boolean): Promise<void> {
    const policies = new Map<string, PolicyVersion>();
    for (const [tenant, { policy, state }] of entries) {
      if (state.ok && policy && this.inboxes.held.get(tenant)?.freshness === 'edit') policies.set(tenant, policy);
    }
    const tests = this.tests.countsOf(policies, catalog);
    const change = { catalog: withCatalog ? catalog : null, policies, tenants: [...entries.keys()], tests };
    const now = await this.options.published.publish({ ...change, under: catalog.version }, this.known.newest);
    this.known.take(now, withCatalog ? catalog : null);
    for (const [tenant, position] of now.policies) this.inboxes.wasPublished(tenant, entries.get(tenant)!, position);
    if (!withCatalog || !now.catalog) return;
    const { version, no } = now.catalog;
    this.heldCatalog = { ...this.heldCatalog, version, freshness: 'newest', no };
  }

  /** Tenants of the catalog, of the folder, and those that still serve though their file is gone. */
  private tenantsWith(base: Base, texts: FolderTexts): string[] {
    const serving = [...this.entries].filter(([, entry]) => entry.policy !== null).map(([tenant]) => tenant);
    return [...new Set([...base.catalog.tenants.keys(), ...texts.tenants.keys(), ...serving])].sort();
  }
}
