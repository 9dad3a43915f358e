/**
 * The live policies of all tenants and the live catalog, kept up with the policy folder. A changed file is built and
 * stored aside and then swapped whole; a broken one never goes live, the last good one serves on, also after a restart.
 * A change of the operator's files goes live for every tenant at once or for none.
 */
import type { Logger } from 'pino';
import { BoundedMap } from '../bounded-map.js';
import type { Catalog } from '../catalog/catalog.js';
import { FileRefused, formatProblem, type Problem } from '../catalog/problem.js';
import { versionOf } from '../catalog/text-version.js';
import { buildBase, buildEntry, rebuild, refusedEntry } from './build-policies.js';
import type { Base, Entry, PolicyState } from './build-policies.js';
import { PolicyFolder, sameFiles, sameTexts } from './policy-folder.js';
import type { Files, FolderTexts } from './policy-folder.js';
import type { PolicyFormat } from './policy-format.js';
import { POLICY_FORMATS } from './policy-formats.js';
import type { PolicyVersion } from './policy-version.js';
import { FolderWatch } from './watch-folders.js';

export interface PolicyStore {
  catalog(): Catalog;
  /** Undefined for tenants that are unknown or never had a sound policy. */
  live(tenant: string): PolicyVersion | undefined;
  /** Every tenant of the catalog or with a folder, sorted, whether it can be served or not. */
  tenants(): string[];
  state(tenant: string): PolicyState | undefined;
  /**
   * A version that served once, built again from its stored text; null where it cannot be. It never serves.
   * @param catalog the one that it served with
   */
  past(tenant: string, text: string, catalog: Catalog): Promise<PolicyVersion | null>;
  /** What keeps the operator's files on disk from going live; empty while they are live. */
  baseProblems(): readonly Problem[];
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
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Stores a version before it serves; it does not go live while this fails. */
  onActivated(tenant: string, policy: PolicyVersion): Promise<void>;
  /** The text that served last, in this process or another; null where none ever did. */
  lastServed(tenant: string): Promise<string | null>;
  /** @param tenants all that will be served under it */
  onCatalog(catalog: Catalog, tenants: readonly string[]): Promise<void>;
  /** Those that policies may be written in; all that this build has where none are named. */
  formats?: typeof POLICY_FORMATS;
  /** How often everything is read even without an event. */
  beatMs?: number;
}

/**
 * Reads the folder, brings every sound tenant live, and watches it from then on.
 * @throws FileRefused where the catalog or another of the operator's files is broken; whatever the two callbacks throw
 */
export async function openPolicies(options: OpenPolicies): Promise<PolicyStore> {
  const store = new FolderPolicies(options);
  try {
    await store.reload();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}

/** How many versions that serve no more are kept built. */
const KEPT_PAST = 50;

class FolderPolicies implements PolicyStore {
  private readonly built = new BoundedMap<Pick<Entry, 'policy'>>(KEPT_PAST);
  private base: Base | null = null;
  private problems: readonly Problem[] = [];
  private entries = new Map<string, Entry>();
  private texts: FolderTexts | null = null;
  private isRetryDue = false;
  private endedAt: Date | null = null;
  private running: Promise<void> = Promise.resolve();
  private isClosed = false;
  private waiters: { file: string; version: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  private readonly formats: readonly PolicyFormat[];
  private readonly folder: PolicyFolder;
  private readonly watch: FolderWatch;

  constructor(private readonly options: OpenPolicies) {
    const reload = (): void => {
      this.reload().catch((error: unknown) => options.log.error({ err: error }, 'the policies could not be reloaded'));
    };
    this.formats = options.formats ?? POLICY_FORMATS;
    this.folder = new PolicyFolder(options.dir, this.formats);
    this.watch = new FolderWatch(reload, options.beatMs ?? 5_000);
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
    return this.entries.get(tenant)?.state;
  }

  async past(tenant: string, text: string, catalog: Catalog): Promise<PolicyVersion | null> {
    const key = JSON.stringify([tenant, versionOf(text), catalog.version]);
    const known = this.built.get(key);
    if (known) return known.policy;
    const policy = await rebuild({ dir: this.options.dir, tenant }, text, { ...this.base!, catalog });
    this.built.set(key, { policy });
    return policy;
  }

  baseProblems(): readonly Problem[] {
    return this.problems;
  }

  reloadedAt(): Date | null {
    return this.endedAt;
  }

  reload(): Promise<void> {
    const run = this.running.then(async () => {
      await this.takeIn();
      this.endedAt = new Date();
    });
    this.running = run.catch(() => undefined);
    return run;
  }

  whenRead(file: string, version: string): Promise<void> {
    if (this.readVersion(file) === version) return Promise.resolve();
    return new Promise((resolve, reject) => this.waiters.push({ file, version, resolve, reject }));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.watch.close();
    await this.running;
    for (const { reject } of this.waiters.splice(0)) reject(new Error('the policies were closed'));
  }

  private async takeIn(): Promise<void> {
    if (this.isClosed) return;
    this.watch.resync(await this.folder.places());
    const texts = await this.folder.readAll();
    if (this.texts && sameTexts(this.texts, texts) && !this.isRetryDue) return;
    this.isRetryDue = false;
    const base = this.changedBase(texts);
    if (base === null || !(await this.rebase(base, texts))) {
      const tenants = this.tenantsWith(this.base!, texts);
      for (const tenant of tenants) await this.takeInTenant(tenant, filesOf(texts, tenant), this.base!);
      for (const tenant of this.entries.keys()) if (!tenants.includes(tenant)) this.entries.delete(tenant);
    }
    this.texts = texts;
    this.releaseWaiters();
  }

  /** The version of the text that was judged last, at a path below the folder. */
  private readVersion(path: string): string | undefined {
    const [name, tenant] = path.split('/').reverse();
    const file = (tenant === undefined ? this.texts?.operator : this.texts?.tenants.get(tenant))?.get(name!);
    return file && 'text' in file ? versionOf(file.text) : undefined;
  }

  private releaseWaiters(): void {
    const waiting = this.waiters;
    this.waiters = [];
    for (const waiter of waiting) {
      if (this.readVersion(waiter.file) === waiter.version) waiter.resolve();
      else this.waiters.push(waiter);
    }
  }

  /** Null where the operator's files on disk are live already, or are refused. */
  private changedBase({ operator }: FolderTexts): Base | null {
    const live = this.base;
    if (live && sameFiles(live.files, operator)) {
      this.problems = [];
      return null;
    }
    try {
      return buildBase(this.options.dir, operator, this.formats);
    } catch (error) {
      if (live === null || !(error instanceof FileRefused)) throw error;
      this.refuseBase(error.problems);
      return null;
    }
  }

  /** Everything under the operator's new files, stored and swapped together; false and unchanged where that fails. */
  private async rebase(base: Base, texts: FolderTexts): Promise<boolean> {
    const entries = new Map<string, Entry>();
    const lost: Problem[] = [];
    for (const tenant of this.tenantsWith(base, texts)) {
      const entry = await this.build(tenant, filesOf(texts, tenant), base);
      const isGone = !texts.tenants.has(tenant) && !base.catalog.tenants.has(tenant);
      if (this.live(tenant) && !entry.policy && !isGone) lost.push(...entry.state.problems);
      if (!isGone) entries.set(tenant, entry);
    }
    if (lost.length > 0) {
      this.refuseBase(lost);
      return false;
    }
    try {
      if (base.catalog.version !== this.base?.catalog.version) {
        await this.options.onCatalog(base.catalog, [...entries.keys()]);
      }
      for (const [tenant, entry] of entries) await this.store(tenant, entry);
    } catch (error) {
      if (this.base === null) throw error;
      this.isRetryDue = true;
      this.refuseBase([notStored(base.catalog.file, error)]);
      return false;
    }
    const before = this.entries;
    [this.base, this.entries, this.problems] = [base, entries, []];
    this.options.log.info({ file: base.catalog.file, version: base.catalog.version }, 'the catalog is live');
    for (const [tenant, entry] of entries) this.tell(tenant, entry, before.get(tenant));
    return true;
  }

  private async takeInTenant(tenant: string, files: Files, base: Base): Promise<void> {
    const before = this.entries.get(tenant);
    if (before?.files && sameFiles(before.files, files)) return;
    let entry = await this.build(tenant, files, base);
    try {
      await this.store(tenant, entry);
    } catch (error) {
      this.isRetryDue = true;
      entry = refusedEntry(entry.state, before, before?.policy ?? null, [notStored(entry.state.file, error)], null);
    }
    this.entries.set(tenant, entry);
    this.tell(tenant, entry, before);
  }

  private build(tenant: string, files: Files, base: Base): Promise<Entry> {
    const [entry, isSameBase] = [this.entries.get(tenant), base === this.base];
    const lastText = async () => (entry ? (entry.policy?.text ?? null) : this.options.lastServed(tenant));
    return buildEntry({ dir: this.options.dir, tenant }, files, base, { entry, isSameBase, lastText });
  }

  private async store(tenant: string, { policy }: Entry): Promise<void> {
    if (policy && policy.version !== this.live(tenant)?.version) await this.options.onActivated(tenant, policy);
  }

  /** Tenants of the catalog, of the folder, and those that still serve though their file is gone. */
  private tenantsWith(base: Base, texts: FolderTexts): string[] {
    const serving = [...this.entries].filter(([, entry]) => entry.policy !== null).map(([tenant]) => tenant);
    return [...new Set([...base.catalog.tenants.keys(), ...texts.tenants.keys(), ...serving])].sort();
  }

  private refuseBase(problems: readonly Problem[]): void {
    const isNews = sayAll(problems) !== sayAll(this.problems);
    this.problems = problems;
    if (!isNews) return;
    for (const problem of problems)
      this.options.log.error(problem, `the catalog is refused: ${formatProblem(problem)}`);
  }

  private tell(tenant: string, { state }: Entry, before: Entry | undefined): void {
    const { log } = this.options;
    const { liveVersion: version, file } = state;
    if (version !== null && version !== before?.state.liveVersion)
      log.info({ tenant, version, file }, 'a policy is live');
    if (sayAll(state.problems) !== sayAll(before?.state.problems ?? [])) {
      const serves = version === null ? 'the tenant is unavailable' : `${version} serves on`;
      for (const problem of state.problems) {
        log.error({ tenant, ...problem }, `the policy is refused, ${serves}: ${formatProblem(problem)}`);
      }
    }
    if (sayAll(state.warnings) === sayAll(before?.state.warnings ?? [])) return;
    for (const warning of state.warnings) log.warn({ tenant, ...warning }, formatProblem(warning));
  }
}

function filesOf(texts: FolderTexts, tenant: string): Files {
  return texts.tenants.get(tenant) ?? new Map();
}

function notStored(file: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return { file, line: 1, message: `could not be stored and is tried again: ${reason}` };
}

function sayAll(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}
