/** How the verbs that change a policy, and tell how it changed, are called. Their code is loaded when they run. */
import type { Verb } from '../run-verb.js';

const WHERE = `It works in the database that DATABASE_URL names, or in the embedded one in SPILLWAY_DATA_DIR, whether or not a
server runs on it; servers that run follow within two seconds.`;

const HISTORY_USAGE = `Usage: spillway policy history --tenant acme [options]

The versions that went live, the newest first: number, version, when, who, why, and what its tests said.

  --tenant acme   whose
  --first N       how many, 1 to 200 (default 20)
  --json          print one JSON array

${WHERE}
Exit code: 0; 1 where it cannot be said; 2 for wrong options.
`;

const DIFF_USAGE = `Usage: spillway policy diff [FILE] --tenant acme [options]

What differs between two versions, or between the version that serves and a file, as a unified diff.

  FILE            a text that is not live yet
  --tenant acme   whose
  --from VERSION  the earlier one (default: the one that serves; with neither FILE nor --to the one before it)
  --to VERSION    the later one (default: FILE, or the one that serves)

${WHERE}
Exit code: 0 where they are the same, 1 where they differ or it cannot be said, 2 for wrong options.
`;

const APPLY_USAGE = `Usage: spillway policy apply FILE --tenant acme --message WHY [options]

Makes a file's text the tenant's policy: linted beside the version that serves, then published, whole or not at all.

  FILE             the text
  --tenant acme    whose policy it is to be
  --message WHY    why, kept with the version
  --base VERSION   the version that you have seen serve: where another one serves by now, nothing changes
                   (default: the one that serves as the command starts)
  --allow RULE     a rule of the lint that it may break; may be repeated
  --as NAME        who you are: kept as operator:NAME (default: the system's user)
  --key KEY        an idempotency key: the same command again applies nothing twice
  --dry-run        only say what would happen

${WHERE}
Exit code: 0 where it serves (or would), 1 where it is refused, 2 for wrong options.
`;

const ROLLBACK_USAGE = `Usage: spillway policy rollback --tenant acme --message WHY [options]

Makes the text of an earlier version the policy again, as a new version, under today's catalog.

  --tenant acme    whose
  --to VERSION     which version (default: the one before the newest)
  --message WHY    why, kept with the version
  --allow RULE     a rule of the lint that it may break; may be repeated
  --as NAME        who you are: kept as operator:NAME (default: the system's user)
  --key KEY        an idempotency key: the same command again applies nothing twice

${WHERE}
Exit code: 0 where it serves, 1 where it is refused, 2 for wrong options.
`;

export const CHANGE_VERBS: readonly Verb[] = [
  {
    name: 'diff',
    what: 'what differs between two versions, or from a file',
    usage: DIFF_USAGE,
    run: async () => (await import('./diff.js')).diffPolicy,
  },
  {
    name: 'apply',
    what: 'makes a text the policy',
    usage: APPLY_USAGE,
    run: async () => (await import('./apply.js')).applyText,
  },
  {
    name: 'rollback',
    what: 'makes an earlier version the policy again',
    usage: ROLLBACK_USAGE,
    run: async () => (await import('./rollback.js')).rollBack,
  },
  {
    name: 'history',
    what: 'the versions that went live, with who and why',
    usage: HISTORY_USAGE,
    run: async () => (await import('./history.js')).tellHistory,
  },
];
