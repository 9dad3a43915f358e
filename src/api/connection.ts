/**
 * Lists by keyset: a page starts after a key, never after a count, so rows that arrive meanwhile neither repeat nor hide
 * any other. Cursors are opaque.
 */
import { Extensions, Field, ObjectType, type ClassType } from 'type-graphql';
import { badInput } from '../errors.js';

export const MAX_PAGE = 200;
const VERSION = '1:';

/** The form of a key that is a UUID. */
export const UUID_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

@ObjectType({ description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'More follows after endCursor.' }) hasNextPage!: boolean;
  @Field(() => Boolean, { description: 'This page started after a cursor.' }) hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: 'Cursor of the first node.' }) startCursor!: string | null;
  @Field(() => String, { nullable: true, description: 'What to go on after: the cursor of the last node, as a rule.' })
  endCursor!: string | null;
}

/** One page. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  nodes: T[];
  pageInfo: PageInfo;
}

/** The connection type of a node type: `<name>Connection` with its edges. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T>): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: 'A node of a list, with its cursor.' })
  class Edge {
    @Field(() => String, { description: 'Continue after this node with `after`.' }) cursor!: string;
    @Field(node, { description: 'The node.' }) node!: T;
  }
  @ObjectType(`${name}Connection`, { description: 'One page of a list.' })
  class Page implements Connection<T> {
    // How long the page is, is weighed where it is asked for.
    @Extensions({ rows: 1 })
    @Field(() => [Edge], { description: 'Nodes with cursors.' })
    edges!: Edge[];
    @Extensions({ rows: 1 })
    @Field(() => [node()], { description: 'The nodes alone.' })
    nodes!: T[];
    @Field(() => PageInfo, { description: 'Where this page lies.' }) pageInfo!: PageInfo;
  }
  return Page;
}

/** What a list query asks for: how many, and after which key. */
export interface PageRequest {
  first: number;
  after: string | null;
}

/**
 * Validates `first` and `after`.
 * @param form what a key of this list looks like
 * @returns the key to start after, null for the beginning
 * @throws SpillwayError BAD_USER_INPUT
 */
export function pageRequest(first: number, after: string | null | undefined, form = /^[^]*$/): PageRequest {
  if (first < 1 || first > MAX_PAGE) throw badInput(`first is 1 to ${MAX_PAGE}.`, 'first');
  const key = after == null ? null : keyOfCursor(after);
  if (key === null || (key !== undefined && form.test(key))) return { first, after: key };
  throw badInput('after is no cursor of this list: take it from pageInfo or edges.', 'after');
}

/** Where a page ends that was not read in one go with the row that follows it. */
export interface PageEnd {
  /** Whether others follow. */
  more: boolean;
  /** The key to go on after, where that is not the last row's. */
  end?: string | undefined;
}

/**
 * A page from the rows read: ask the database for `first + 1` rows after the key, in list order.
 * @param keyOf the key that a row's cursor carries
 */
export function pageOf<T>(
  rows: T[],
  { first, after }: PageRequest,
  keyOf: (row: T) => string,
  { more, end }: PageEnd = { more: rows.length > first },
): Connection<T> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ node, cursor: cursorOf(keyOf(node)) }));
  const pageInfo = {
    hasNextPage: more,
    hasPreviousPage: after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: end === undefined ? (edges.at(-1)?.cursor ?? null) : cursorOf(end),
  };
  return { edges, nodes, pageInfo };
}

function cursorOf(key: string): string {
  return Buffer.from(VERSION + key).toString('base64url');
}

function keyOfCursor(cursor: string): string | undefined {
  const text = cursor.length <= 500 ? Buffer.from(cursor, 'base64url').toString() : '';
  const key = text.slice(VERSION.length);
  return text.startsWith(VERSION) && cursorOf(key) === cursor ? key : undefined;
}
