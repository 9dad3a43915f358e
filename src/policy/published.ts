/**
 * Catalogs and policies as all processes have them in common: the newest published version is the one that serves, and a
 * folder is an inbox. Here stands what is asked of whoever keeps them, and how the text in a folder stands to the newest.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Files } from './policy-folder.js';
import type { EditFacts } from './policy-format.js';
import type { PolicyVersion } from './policy-version.js';

/**
 * A published text: `no` counts from 1, of the catalogs and of each tenant's policies. 0 is a catalog from before they had
 * an order: it serves where there is no other, and whatever is in a folder is newer.
 */
export interface Position {
  no: bigint;
  version: string;
}

/** The newest of everything. */
export interface Newest {
  catalog: Position | null;
  /** By tenant; absent where none was ever published. */
  policies: ReadonlyMap<string, Position>;
}

/** What is published together. */
export interface Change {
  /** Null: the catalog stays. */
  catalog: Catalog | null;
  /** By tenant. */
  policies: ReadonlyMap<string, PolicyVersion>;
  /** All that will be served under the catalog. */
  tenants: readonly string[];
  /** The catalog version under which the policies were judged. */
  under: string;
  /** Who publishes it, and why; absent where Spillway takes in a file. */
  by?: PublishedBy;
  /** What the policies' own tests said, by tenant; absent where one has none. */
  tests?: ReadonlyMap<string, TestCounts>;
}

/** How many of a policy's own tests passed. */
export interface TestCounts {
  passed: number;
  failed: number;
  /** The first 100 of those that failed; absent where none did. */
  failedNames?: readonly string[];
}

/** What is kept of whoever publishes by a call or a command. */
export interface PublishedBy {
  /** A subject of the tenant, or `operator:<name>`; of a catalog the operator alone. */
  actor: { kind: 'SUBJECT' | 'OPERATOR'; name: string; requestId: string | null };
  message: string;
  /** Of the call: sent again it publishes nothing. */
  key: string | null;
  fingerprint: Buffer | null;
  /** The rules of the lint that the policy may break. */
  allowed: readonly string[];
}

/** A policy that was published by a call. */
export interface PublishedCall extends Position {
  fingerprint: Buffer;
}

/** Something else was published since the newest was looked up: look again, and judge again. */
export class PublishedMeanwhile extends Error {}

/** Where the published versions are kept. */
export interface Published {
  /** Hears when somebody may have published something. */
  listen(heard: () => void): Promise<void>;
  newest(tenants: readonly string[]): Promise<Newest>;
  catalogText(version: string): Promise<string>;
  policyText(tenant: string, no: bigint): Promise<string>;
  /** The last number under which this catalog was published; null: never. */
  catalogNo(version: string): Promise<bigint | null>;
  policyNo(tenant: string, version: string): Promise<bigint | null>;
  /** What a call with this key has published; null where none has. */
  policyOfKey(tenant: string, key: string): Promise<PublishedCall | null>;
  /** The text of that version, as it was published last; null where it never was. */
  policyOfVersion(tenant: string, version: string): Promise<string | null>;
  /** What the books know of a tenant whose policy is judged. */
  facts(tenant: string): Promise<EditFacts>;
  /**
   * Publishes a change, whole, as the newest; what is the newest already is left alone.
   * @param seen the newest that the change was judged by
   * @returns the newest of what was changed
   * @throws PublishedMeanwhile where it is not the newest any more; FileRefused where the books forbid the catalog
   */
  publish(change: Change, seen: Newest): Promise<Newest>;
  /** Makes a published catalog known wherever its tenants live. */
  carry(catalog: Catalog): Promise<void>;
}

/**
 * How the text in a folder stands to the newest one. `edit`: it is to be published. `behind`: others have published since,
 * and it is not published again. `none`: there is no text.
 */
export type Freshness = 'newest' | 'edit' | 'behind' | 'none';

/** What a process has seen a folder hold. */
export interface Held {
  /** Of the text that was read last. */
  version: string | null;
  freshness: Freshness;
  /** The number of the last published text that it held; null: of none. */
  no: bigint | null;
  /** The files when they were last seen to hold the newest text, else when they were first seen to hold theirs. */
  files: Files;
}

/** Before anything was read. */
export const NOTHING_HELD: Held = { version: null, freshness: 'none', no: null, files: new Map() };

/** A folder with a text, and what there is to judge it by. */
export interface Judged {
  /** Of the text; null where there is none. */
  version: string | null;
  files: Files;
  newest: Position | null;
  /** As judged before. */
  held: Held;
  /** Whether this is the first look of the process: then nobody has seen the text come. */
  isStart: boolean;
  /** The last number under which that version was published. */
  noOf: (version: string) => Promise<bigint | null>;
}

/**
 * Judges the text in a folder. A text that comes while the process looks on is an edit, also where it is an old one. Not so
 * one that was published after what the folder held before: then the folder catches up late with what others published.
 * At the start an old text is one that was left behind.
 */
export async function judge({ files: now, version, newest, held, isStart, noOf }: Judged): Promise<Held> {
  const files = version === held.version ? held.files : now;
  if (version === null) return { version, files, freshness: 'none', no: held.no };
  if (newest === null || newest.no === 0n) return { version, files, freshness: 'edit', no: held.no };
  if (version === newest.version) return { version, files: now, freshness: 'newest', no: newest.no };
  if (version === held.version) return { ...held, freshness: held.freshness === 'edit' ? 'edit' : 'behind' };
  const no = await noOf(version);
  if (no === null) return { version, files, freshness: 'edit', no: held.no };
  const isLate = isStart || (held.no !== null && no >= held.no);
  return isLate ? { version, files, freshness: 'behind', no } : { version, files, freshness: 'edit', no: held.no };
}

export function samePosition(a: Position | null | undefined, b: Position | null | undefined): boolean {
  return a?.no === b?.no && a?.version === b?.version;
}

export function sameNewest(a: Newest, b: Newest): boolean {
  if (!samePosition(a.catalog, b.catalog) || a.policies.size !== b.policies.size) return false;
  return [...a.policies].every(([tenant, position]) => samePosition(position, b.policies.get(tenant)));
}
