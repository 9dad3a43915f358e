/**
 * How stored documents can grow. What is stored is for ever, so each document has one codec: it writes the newest format
 * and reads every format that was ever written. Format 1 carries no number; a later one says its number first, as the
 * first element of an array or as `f` of an object.
 */
import { Type } from '@mikro-orm/core';
import type { Nano } from '../core/words.js';

/** How a value is stored in format 1: amounts as texts. */
export type Stored<T> = {
  [K in keyof T]: T[K] extends bigint ? string : T[K] extends bigint | null ? string | null : T[K];
};

/** An amount as it is stored: what is absent is zero; what is null was never written, and is refused. */
export const nano = (stored: string | undefined): Nano => (stored === undefined ? 0n : BigInt(stored));

/** Writes a kind of document, and reads it in every format. */
export interface Codec<T> {
  /** The document in the newest format, to the letter as it is hashed and stored. */
  write(value: T): string;
  /**
   * @param stored its text, or what a driver has made of it
   * @throws Error where it is no such document, or was written by a later version of Spillway
   */
  read(stored: unknown): T;
}

/**
 * Makes a codec.
 * @param document the newest format of a value, with its number where that is above 1
 * @param readers by format, from 1 on without gaps: what the document's JSON means
 */
export function codecOf<T>(
  name: string,
  document: (value: T) => unknown,
  readers: readonly [(json: never) => T, ...((json: never) => T)[]],
): Codec<T> {
  return {
    write: (value) => JSON.stringify(document(value)),
    read: (stored) => {
      const json = typeof stored === 'string' ? (JSON.parse(stored) as unknown) : stored;
      const format = formatOf(json);
      const reader = readers[format - 1];
      if (!reader) throw new Error(`${name}: format ${format} is not known to this version of Spillway.`);
      return reader(json as never);
    },
  };
}

/** The format that a document says it has. */
function formatOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) throw new Error('not a stored document');
  const said: unknown = Array.isArray(json) ? json[0] : (json as { f?: unknown }).f;
  return typeof said === 'number' ? said : 1;
}

/**
 * A column that holds a document. Its entity must be `readonly`: the ORM would find what it reads changed, and write it.
 */
export class DocumentColumn<T> extends Type<T, unknown> {
  constructor(private readonly codec: Codec<T>) {
    super();
  }

  override convertToJSValue(stored: unknown): T {
    return this.codec.read(stored);
  }

  override convertToDatabaseValue(value: T): string {
    return this.codec.write(value);
  }

  override getColumnType(): string {
    return 'json';
  }
}
