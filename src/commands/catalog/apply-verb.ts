/** How `spillway catalog apply` is called. Its code is loaded when it runs. */
import type { Verb } from '../run-verb.js';

const USAGE = `Usage: spillway catalog apply FILE --message WHY [options]

Makes a file's text the catalog, for every tenant at once: judged as an edit of catalog.yaml is, so nothing changes where it
would break a policy that serves, or takes back what somebody relies on and does not allow it in so many words.

  FILE             the text
  --message WHY    why, kept with the version
  --base VERSION   the version that you have seen serve: where another one serves by now, nothing changes
                   (default: the one that serves as the command starts)
  --as NAME        who you are: kept as operator:NAME (default: the system's user)

It works in the database that DATABASE_URL names, or in the embedded one in SPILLWAY_DATA_DIR, whether or not a server runs
on it; servers that run follow within two seconds, and write catalog.yaml in their folders anew.
Exit code: 0 where it serves, 1 where it is refused, 2 for wrong options.
`;

export const APPLY_VERBS: readonly Verb[] = [
  {
    name: 'apply',
    what: 'makes a text the catalog, for all tenants',
    usage: USAGE,
    run: async () => (await import('./apply.js')).applyCatalog,
  },
];
