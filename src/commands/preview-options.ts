/** The help that the two verbs `preview` share. */

/** The options of both verbs, as their help has them. */
export const PREVIEW_OPTIONS = `  --tenant acme       the tenant on whose history it is tried
  --from INSTANT      the beginning of the period, such as 2026-11-01T00:00:00Z
  --to INSTANT        its end, itself left out (default: now)
  --changes N         how many of the changed answers to list (default: 20; with --json all of them, at most 10000)
  --json              for machines: the sums and the changes, amounts as decimal strings of credits

It looks into the database that DATABASE_URL names, or into the embedded one in SPILLWAY_DATA_DIR, whether or not a server
runs on it, and changes nothing. A period has at most 200,000 decisions.
Exit code: 0 where nothing would be denied that was not, 1 where something would, 2 for wrong options.
`;
