/**
 * What a format of policies brings with it: which files it knows, how versions are built of them, and which one text is
 * stored. All that reads, watches, stores and swaps policies knows formats by this alone.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Problem } from '../catalog/problem.js';
import type { SeenNames } from './seen-names.js';
import type { PolicyFile, PolicyVersion, Warning } from './policy-version.js';

export interface PolicyFormat {
  /** How messages call it. */
  readonly name: string;
  /**
   * The names of its files in a tenant's folder. A folder that has one of them is written in this format. The first
   * must be there and stands for the policy as a whole where a message needs a file; the others may be missing.
   */
  readonly files: readonly [string, ...string[]];
  /** The operator's files that it needs beside the catalog. A change of them goes live for every tenant or for none. */
  readonly operatorFiles: readonly string[];
  /** What stands in for those that are missing or broken when a process starts, by name; absent where nobody can know. */
  readonly standIns?: ReadonlyMap<string, string>;
  /**
   * Takes in the operator's files.
   * @param files all of `operatorFiles`, in that order
   * @throws FileRefused with every mistake in them
   */
  open(files: readonly PolicyFile[]): BuildPolicy;
  /**
   * Puts questions to whatever engine the format stands on, before a text goes live: where it answers otherwise than what will
   * serve, the text must not. Absent where there is no such engine.
   * @param operatorFiles as `open` takes them
   * @returns why it must not go live
   */
  prove?(operatorFiles: readonly PolicyFile[], source: PolicySource, catalog: Catalog): Promise<readonly Problem[]>;
  /**
   * The one text that is stored for these files, and of which the version is the hash: of a single file its own text.
   * @param files the first and those of the others that the folder has, in the order of `files`
   */
  storedText(files: readonly PolicyFile[]): string;
  /**
   * The files' texts by name, of which `storedText` makes this text again; null where it is none of this format's. What
   * served last is built again with it where the files on disk are refused.
   */
  textsOf(stored: string): ReadonlyMap<string, string> | null;
  /**
   * Reads and judges files as building a version of them does, and builds nothing: pure, so that it may run in a thread.
   * @returns what is doubtful in them, by themselves and beside what the books know, and what is worth knowing
   * @throws FileRefused with every mistake in them
   */
  lint(files: readonly PolicyFile[], catalog: Catalog, facts: EditFacts): readonly Warning[];
  /**
   * What is doubtful in an edit beside what served before it, both sound; absent where a format has nothing to say.
   * @param before the version that it takes the place of, as files of this format
   */
  compare?(before: readonly PolicyFile[], after: readonly PolicyFile[], facts: EditFacts): Warning[];
}

/** What the books know of a tenant whose policy is judged. */
export interface EditFacts {
  /** The names of the pools that have an account, or get one of the catalog; null where nothing is known of them. */
  pools: ReadonlySet<string> | null;
  /** What tokens have shown; null where they were not looked at for long enough to tell. */
  seen: SeenNames | null;
}

/** The files of a version, before anything is made of them. */
export type PolicySource = Pick<PolicyVersion, 'version' | 'text' | 'files'>;

/**
 * Reads and judges the files and builds all parts, beside those that serve. Linting is no second way in: what is wrong
 * is thrown, what is doubtful comes with the parts, so what a check of a file says is what happens when it is served.
 * @param catalog the products and features that rules may name
 * @throws FileRefused with every mistake in them
 */
export type BuildPolicy = (
  source: PolicySource,
  catalog: Catalog,
) => Promise<Pick<PolicyVersion, 'permissions' | 'layering' | 'budgets' | 'consider' | 'warnings'>>;
