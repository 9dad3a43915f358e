/**
 * Every limit at the door, in one list, for HTTP, event streams and the WebSocket alike. A request beyond a limit is refused with a
 * message that names it; it is never cut short. The limits of a single argument stand with the argument.
 */
export interface Limits {
  /** Calls of one caller in a minute, and of one address whose tokens are not known yet; 0 for any number. */
  callsPerMinute: number;
  /** The same of one caller that acts for others. */
  gatewayCallsPerMinute: number;
  /** One HTTP body, or one message of a socket. */
  bodyBytes: number;
  /** One message of a socket whose token is not known yet. */
  greetingBytes: number;
  /** Lexical tokens of a document; counted while it is parsed. */
  tokens: number;
  /** Levels of fields. Introspection has a limit of its own in graphql-js. */
  depth: number;
  /** Fields of one operation, aliases and every spread of a fragment counted. */
  fields: number;
  /** Fields at the root of one operation, aliases counted. */
  rootFields: number;
  /** Directives in the whole document. */
  directives: number;
  /** Fields that one operation could return, were every list full. */
  cost: number;
  /** Rows of the longest page; a page whose length is a variable counts as long. */
  pageRows: number;
  /** What a short list that cannot be paged counts, unless its field says how long it may be. */
  listRows: number;
  /** Rows of long lists that cannot be paged, all of one answer together; counted while it is made. */
  longRows: number;
  /** So many bytes of a long text count as one field. */
  fieldBytes: number;
  /** Mistakes of a document that are told; each one costs time to word. */
  mistakes: number;
  /** Operations that run on one socket at once, subscriptions above all. */
  operationsPerSocket: number;
  /** Sockets and event streams of one tenant. */
  socketsPerTenant: number;
  /** Sockets and event streams of all. */
  sockets: number;
  /** Event streams of one subject; each is one operation. */
  streamsPerSubject: number;
  /** Sockets of one address that have not shown a token yet. */
  strangersPerAddress: number;
  /** What a client has not read yet; beyond it the socket is cut rather than buffered. */
  unreadBytes: number;
  /** How long an answer over HTTP, an event stream too, may go without its client reading any of it. */
  unreadMs: number;
  /** How long a socket may stay without `connectionInit`. */
  initMs: number;
  /** How long a socket, or a stream whose token has expired, may stay once it is being closed. */
  closeMs: number;
  /** A ping every so often, in a stream a comment; a socket that has not answered the one before is ended. */
  pingMs: number;
}

/** What a server has unless it is told otherwise. A batch of operations in one body is refused whatever its length. */
export const limits: Limits = {
  callsPerMinute: 300_000,
  gatewayCallsPerMinute: 3_000_000,
  bodyBytes: 1_048_576,
  greetingBytes: 16_384,
  tokens: 2000,
  depth: 12,
  fields: 1000,
  rootFields: 30,
  directives: 100,
  cost: 350_000,
  pageRows: 200,
  listRows: 10,
  longRows: 10_000,
  fieldBytes: 32,
  mistakes: 10,
  operationsPerSocket: 1000,
  socketsPerTenant: 2000,
  sockets: 10_000,
  streamsPerSubject: 1000,
  strangersPerAddress: 2000,
  unreadBytes: 16_777_216,
  unreadMs: 30_000,
  initMs: 3000,
  closeMs: 2000,
  pingMs: 12_000,
};
