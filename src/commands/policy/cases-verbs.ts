/** How the verbs that test a policy, and ask what it says, are called. Their code is loaded when they run. */
import type { Verb } from '../run-verb.js';

const TEST_USAGE = `Usage: spillway policy test [--tenant acme] [options]

Runs policy.test.yaml of each tenant on its policy and the catalog beside it, as Spillway does before an edit goes live.
How such a file is written: docs/policy-tests.md.

  --tenant acme   only this tenant (default: every one that has tests)
  --tests FILE    run this file of cases instead of the tenant's own; takes --tenant
  --dir DIR       the policy folder (default: SPILLWAY_POLICY_DIR, else policies)
  --all           show the tests that pass, too
  --json          print one JSON object
  --junit FILE    also write the results as JUnit XML

Exit code: 0 where all tests pass, 1 where one fails, cannot be run, or there are none, 2 for wrong options.
`;

const CAN_USAGE = `Usage: spillway policy can SUBJECT[+GROUP…] ACTION OBJECT [--tenant acme] [options]

Asks a tenant's policy, as its files stand in the folder, whether somebody may do something, such as
  spillway policy can ivy+interns use product:codex/gpt-5.5 --tenant acme
It answers yes or no with the line that decides. One's own account is read and checked on without any line.

  --tenant acme   whose policy (default: the only tenant that there is)
  --dir DIR       the policy folder (default: SPILLWAY_POLICY_DIR, else policies)
  --json          print one JSON object

Exit code: 0 for yes, 1 for no, 2 for wrong options.
`;

const EXPLAIN_USAGE = `Usage: spillway policy explain SUBJECT[+GROUP…] ACTION OBJECT [--tenant acme] [options]

Says what each rule of a tenant's policy has to do with a request, in the order of the file, such as
  spillway policy explain ivy+interns use product:codex/gpt-5.5 --tenant acme
the rule that decides, the roles and teams that are given, and where a product is to be used the layers and budgets; and why
other rules do not count. Through the API, explainAccess does the same for any decision.

  --tenant acme   whose policy (default: the only tenant that there is)
  --session NAME  the session of the request, for budgets of each session
  --all           show all rules, also those that speak of others or of something else
  --dir DIR       the policy folder (default: SPILLWAY_POLICY_DIR, else policies)
  --json          print one JSON object, with all rules

Exit code: 0 where the policy lets it, 1 where it does not, 2 for wrong options.
`;

export const CASES_VERBS: readonly Verb[] = [
  {
    name: 'test',
    what: "runs the tenants' own tests on the policies of a folder",
    usage: TEST_USAGE,
    run: async () => (await import('./test.js')).testPolicies,
  },
  {
    name: 'can',
    what: 'whether a policy lets somebody do something, and by which line',
    usage: CAN_USAGE,
    run: async () => (await import('./can.js')).can,
  },
  {
    name: 'explain',
    what: 'what each rule of a policy has to do with a request',
    usage: EXPLAIN_USAGE,
    run: async () => (await import('./explain.js')).explain,
  },
];
