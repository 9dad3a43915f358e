/**
 * What can be read of a process at any instant, without its database: asked for by each scrape, and by nobody else. A
 * worker has less of it than an API process.
 */

/** The pool of one database. */
export interface PoolReading {
  used: number;
  idle: number;
  waiting: number;
  most: number;
}

/** The published keys of one issuer. */
export interface KeySetReading {
  /** Null before the first fetch that succeeded. */
  ageSeconds: number | null;
  keys: number;
  failures: number;
}

export interface PolicyReading {
  problems: number;
  warnings: number;
  refused: number;
  catalogProblems: number;
  reloadedAt: Date | null;
  tenants: number;
  /** Processes beside this one that serve something else. */
  peersDiffer: number;
}

/** Subscriptions, by what they watch. */
export interface WatcherReading {
  balances: number;
  accounts: number;
  decisions: number;
  notices: number;
  /** How many updates the one that is furthest behind has yet to take. */
  behind: number;
}

export interface Readings {
  /** Whether the process is to end: then it is not ready, whatever was found last. */
  isEnding(): boolean;
  pools(): readonly PoolReading[];
  policies?(): PolicyReading;
  checksWaiting?(): number;
  connections?(): { sockets: number; streams: number };
  watchers?(): WatcherReading;
  /** By a name for each set, from a list that is closed when the process starts. */
  keySets?(): ReadonlyMap<string, KeySetReading>;
}
