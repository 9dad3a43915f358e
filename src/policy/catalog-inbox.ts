/**
 * Of which files the base of all policies is to be made: the operator's as they lie in the folder, or with the catalog that
 * is published, or with what stands in for the rest. It builds nothing.
 */
import { CATALOG_FILE, sameFiles, type Files } from './policy-folder.js';
import type { PolicyFormat } from './policy-format.js';
import type { Freshness } from './published.js';

/** Files to try, in their order: the first that can serve does. */
export interface Attempt {
  files: Files;
  /** Whether the catalog is to be published first. */
  isEdit: boolean;
}

/** What attempts are made of. */
export interface Inbox {
  /** The operator's files in the folder. */
  operator: Files;
  /** How the catalog there stands to the newest. */
  freshness: Freshness;
  /** The newest catalog's text; null where none was ever published. */
  newest: string | null;
  /** What serves is made of these; null before anything does. */
  live: Files | null;
  formats: readonly PolicyFormat[];
}

export function attemptsOf({ operator, freshness, newest, live, formats }: Inbox): Attempt[] {
  const attempts: Attempt[] = [];
  if (newest === null || freshness === 'edit' || freshness === 'newest') {
    attempts.push({ files: operator, isEdit: freshness === 'edit' });
  }
  if (newest !== null) {
    const withNewest = (files: Files): Attempt => {
      return { files: new Map([...files, [CATALOG_FILE, { text: newest }]]), isEdit: false };
    };
    attempts.push(withNewest(operator), withNewest(live ?? standIns(operator, formats)));
  }
  const isSame = (a: Attempt, b: Attempt) => a.isEdit === b.isEdit && sameFiles(a.files, b.files);
  return attempts.filter((attempt, i) => !attempts.slice(0, i).some((earlier) => isSame(earlier, attempt)));
}

/** The operator's files with what stands in for those that a format needs beside the catalog. */
export function standIns(operator: Files, formats: readonly PolicyFormat[]): Files {
  const texts = formats.flatMap((format) => [...(format.standIns ?? [])]);
  return new Map([...operator, ...texts.map(([name, text]) => [name, { text }] as const)]);
}
