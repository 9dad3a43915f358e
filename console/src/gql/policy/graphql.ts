/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a check ended. Branch on `proceed`, not on this. */
export type AccessOutcome =
  /** All that was asked for is granted. */
  | 'ALLOWED'
  /** Nothing is granted and nothing was taken. */
  | 'DENIED'
  /** Less than was asked for is granted (mode UP_TO only). */
  | 'PARTIAL';

/** Why a check ended as it did: the first gate that failed, in this order. The list may grow. */
export type AccessReason =
  /** An admin has suspended the account. */
  | 'ACCOUNT_SUSPENDED'
  /** No gate failed. */
  | 'ALLOWED'
  /** The layers have all that was asked for, and budgets let less of it through. */
  | 'BUDGET_EXCEEDED'
  /** The account owes more than the tenant allows. */
  | 'DEBT_LIMIT'
  /** The hold to extend is no longer open. */
  | 'HOLD_CLOSED'
  /** The subject has as many open holds as it may have, or the hold to extend as many decisions. */
  | 'HOLD_LIMIT'
  /** The tenant's policy does not permit the subject to use it. */
  | 'NOT_PERMITTED'
  /** No rate card in force prices all of the request. */
  | 'NOT_PRICED'
  /** The policy leaves the subject no layer to take from. */
  | 'NO_LAYER'
  /** The layers together have less than was asked for. */
  | 'OUT_OF_CAPACITY'
  /** The plan's guard: too many requests in this minute. */
  | 'RATE_LIMITED'
  /** The product has no such feature. */
  | 'UNKNOWN_FEATURE'
  /** The catalog has no such product. */
  | 'UNKNOWN_PRODUCT';

/** On whose behalf something was done. */
export type AdminActorKind =
  /** Somebody who holds a token of the operator. */
  | 'OPERATOR'
  /** A subject of the tenant, by what the tenant's policy lets it do. */
  | 'SUBJECT'
  /** Spillway itself. */
  | 'SYSTEM';

/** A text that is to be the policy. */
export type ApplyPolicyInput = {
  /** Rules of the lint that it may break, by their ids; kept with the version. At most 100. Each 1 to 100 characters. */
  allow?: Array<string | number>;
  /** The version that you have seen serve: where another one serves by now, nothing changes and the call is a CONFLICT. 1 to 100 characters. */
  baseVersion: string | number;
  /** Repeat with the same key after a lost answer: it is applied once. 1 to 200 characters. */
  idempotencyKey: string;
  /** Why. It is kept with the version. 1 to 500 characters. */
  message: string;
  /** The whole text. 1 to 1000000 characters. */
  text: string;
};

/** What would be asked: a check without key, hold and extension. */
export type EstimateAccessInput = {
  /** The feature of the product. 1 to 100 characters. */
  feature: string | number;
  /** That subject's groups; only with act_for. At most 100. Each 1 to 200 characters. */
  groups?: Array<string | number> | null | undefined;
  /** The caller's marks. At most 8. */
  labels?: Array<LabelInput>;
  /** Only these layers may give, in the order of the policy; null: all. It binds this check alone: usage that exceeds its hold is drawn as ever. 1 to 4, each once. */
  layers?: Array<Layer> | null | undefined;
  /** The most that the layers CREDITS and POOL may give together; null: no such bound, "0": only what is included. It binds this check alone. */
  maxPaid?: string | null | undefined;
  /** What to do when there is less. */
  mode?: GrantMode;
  /** The product. 1 to 100 characters. */
  product: string | number;
  /** The caller's session. 1 to 200 characters. */
  session?: string | number | null | undefined;
  /** Who would use the product; checking for another takes check or act_for. 1 to 200 characters. */
  subject: string | number;
  /** The most that the work may use, in the order to fill. At most 20. */
  usage: Array<QuantityInput>;
};

/** What to do when there is less than was asked for. */
export type GrantMode =
  /** Take all of it or nothing. */
  | 'ALL_OR_NOTHING'
  /** Take what there is, in whole units, dimensions in list order. */
  | 'UP_TO';

/** A caller's own mark on a request. */
export type LabelInput = {
  /** Its name, once per request. 1 to 100 characters. */
  key: string;
  /** Its value. 1 to 500 characters. */
  value: string;
};

/** One step of the waterfall. */
export type Layer =
  /** The usage that the plan includes, in all its windows at once. */
  | 'ALLOWANCE'
  /** The account's bought, refunded and entitled lots. */
  | 'CREDITS'
  /** The lots of a shared pool. */
  | 'POOL'
  /** The account's promotional lots. */
  | 'PROMOTION';

/** How an answer would be another. */
export type PreviewChangeKind =
  /** It takes something both times: another amount, or from elsewhere. */
  | 'MOVED'
  /** It was denied, and would take something. */
  | 'NEWLY_ALLOWED'
  /** It took something, and would be denied. */
  | 'NEWLY_DENIED'
  /** It is denied both times, for another reason. */
  | 'OTHER_REASON';

/** What to try on what happened: a policy or a catalog. */
export type PreviewPolicyInput = {
  /** The whole text of a catalog file: for the operator alone. 1 to 1000000 characters. */
  catalogText?: string | null | undefined;
  /** The beginning of the period. */
  from: string;
  /** The key of this call, once for as long as the preview is kept. 1 to 200 characters. */
  idempotencyKey: string;
  /** The whole text of a policy file. 1 to 1000000 characters. */
  policyText?: string | null | undefined;
  /** The end of the period, itself left out; not in the future. The period has at most 200,000 decisions. */
  to: string;
};

/** How far a preview has come. */
export type PreviewState =
  /** All of them are: `sums` and `changes` say what is another. */
  | 'DONE'
  /** It has ended without an answer: `message` says why. */
  | 'FAILED'
  /** Its decisions are being made again. */
  | 'RUNNING';

/** How much something found in a file weighs. */
export type ProblemSeverity =
  /** The text is refused. */
  | 'ERROR'
  /** It is worth knowing, and probably meant. */
  | 'INFO'
  /** It is doubtful, and goes live. */
  | 'WARNING';

/** How much of one dimension: the most that work may use, or what it used. input_tokens exclude the cached ones, unless the catalog says that they include them: counters such as OpenAI’s would be charged twice otherwise. */
export type QuantityInput = {
  /** What is counted, such as input_tokens. 1 to 100 characters. */
  dimension: string | number;
  /** Checks in mode UP_TO only: fewer than this is worth nothing. Default 0. */
  minimum?: string | null | undefined;
  /** How many units. */
  quantity: string;
};

/** An earlier version that is to be the policy again. */
export type RollbackPolicyInput = {
  /** Rules of the lint that it may break, by their ids; kept with the version. At most 100. Each 1 to 100 characters. */
  allow?: Array<string | number>;
  /** The version that you have seen serve: where another one serves by now, nothing changes and the call is a CONFLICT. 1 to 100 characters. */
  baseVersion: string | number;
  /** Repeat with the same key after a lost answer: it is applied once. 1 to 200 characters. */
  idempotencyKey: string;
  /** Why. It is kept with the version. 1 to 500 characters. */
  message: string;
  /** The version whose text is to serve again. 1 to 100 characters. */
  version: string | number;
};

/** What a rule of a policy speaks of. */
export type RuleKind =
  /** How much may be spent. */
  | 'BUDGET'
  /** Where capacity comes from. */
  | 'LAYER'
  /** Who may do what. */
  | 'PERMISSION'
  /** Who has a role. */
  | 'ROLE'
  /** Who is in a team. */
  | 'TEAM';

/** What became of a rule beside one request: it applied, or which condition failed first. The list may grow. */
export type RuleOutcome =
  /** It speaks of another action. */
  | 'ACTION'
  /** It took effect: a role or team was given, a layer was taken or ruled out, a budget counts the request. */
  | 'APPLIED'
  /** It decided whether the request is permitted. */
  | 'DECIDED'
  /** It says the same as the rule that decided, and stands behind it. */
  | 'LATER'
  /** Rules of a more specific object speak in its place. */
  | 'LESS_SPECIFIC'
  /** It speaks of something else. */
  | 'OBJECT'
  /** Another rule gives its layer, at a lower rank or earlier in the file. */
  | 'OTHER_RANK'
  /** It allows the request, and a deny outweighs it. */
  | 'OUTWEIGHED'
  /** Another rule says never of its layer. */
  | 'RULED_OUT'
  /** It is about sessions, and the request names none. */
  | 'SESSION'
  /** It speaks of somebody else. */
  | 'WHO';

export type PolicyNowQueryVariables = Exact<{ [key: string]: never; }>;


export type PolicyNowQuery = { __typename: 'Query', policy: { __typename: 'Policy', version: string, text: string, file: string, takesChanges: boolean, loadedAt: string | null, folderBehind: boolean, servedBy: Array<{ __typename: 'PolicyServer', id: string, version: string }>, problems: Array<{ __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null }>, warnings: Array<{ __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null }>, versions: { __typename: 'PolicyVersionConnection', nodes: Array<{ __typename: 'PolicyVersion', no: string, version: string, actor: string | null, actorKind: AdminActorKind | null, reason: string | null, activatedAt: string }> } } | null, catalog: { __typename: 'Catalog', products: Array<{ __typename: 'Product', id: string, features: Array<{ __typename: 'Feature', id: string }> }> } | null };

export type FoundNowFragment = { __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null };

export type PolicyChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type PolicyChangedSubscription = { policyChanged: { __typename: 'Policy', version: string } };

export type ValidatePolicyQueryVariables = Exact<{
  text: string;
}>;


export type ValidatePolicyQuery = { __typename: 'Query', validatePolicy: { __typename: 'PolicyValidation', ok: boolean, version: string, problems: Array<{ __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null }>, warnings: Array<{ __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null }> } | null };

export type TestPolicyQueryVariables = Exact<{
  text: string;
}>;


export type TestPolicyQuery = { __typename: 'Query', testPolicy: { __typename: 'PolicyTestRun', ok: boolean, total: number, passed: number, failed: number, durationMs: number, problems: Array<{ __typename: 'PolicyProblem', file: string, line: number | null, column: number | null, rule: string, severity: ProblemSeverity, message: string, fix: string | null }>, cases: Array<{ __typename: 'PolicyTestCase', line: number, name: string, expected: string, found: string, ok: boolean }> } | null };

export type ExplainBothQueryVariables = Exact<{
  input: EstimateAccessInput;
  text: string;
}>;


export type ExplainBothQuery = { __typename: 'Query', live: { __typename: 'AccessExplanation', outcome: AccessOutcome | null, permitted: boolean, reason: AccessReason | null, granted: string | null, requested: string | null, roles: Array<string>, teams: Array<string>, rulesTotal: number, policy: { __typename: 'PolicyCitation', line: number | null, rule: string }, layers: Array<{ __typename: 'LayerTrace', layer: Layer, source: string, had: string, gave: string, left: string }>, rules: Array<{ __typename: 'ConsideredRule', kind: RuleKind, line: number, otherLine: number | null, outcome: RuleOutcome, rule: string }> } | null, draft: { __typename: 'AccessExplanation', outcome: AccessOutcome | null, permitted: boolean, reason: AccessReason | null, granted: string | null, requested: string | null, roles: Array<string>, teams: Array<string>, rulesTotal: number, policy: { __typename: 'PolicyCitation', line: number | null, rule: string }, layers: Array<{ __typename: 'LayerTrace', layer: Layer, source: string, had: string, gave: string, left: string }>, rules: Array<{ __typename: 'ConsideredRule', kind: RuleKind, line: number, otherLine: number | null, outcome: RuleOutcome, rule: string }> } | null };

export type ExplainedFragment = { __typename: 'AccessExplanation', outcome: AccessOutcome | null, permitted: boolean, reason: AccessReason | null, granted: string | null, requested: string | null, roles: Array<string>, teams: Array<string>, rulesTotal: number, policy: { __typename: 'PolicyCitation', line: number | null, rule: string }, layers: Array<{ __typename: 'LayerTrace', layer: Layer, source: string, had: string, gave: string, left: string }>, rules: Array<{ __typename: 'ConsideredRule', kind: RuleKind, line: number, otherLine: number | null, outcome: RuleOutcome, rule: string }> };

export type PolicyVersionsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type PolicyVersionsQuery = { __typename: 'Query', policy: { __typename: 'Policy', version: string, versions: { __typename: 'PolicyVersionConnection', nodes: Array<{ __typename: 'PolicyVersion', version: string, actor: string | null, actorKind: AdminActorKind | null, reason: string | null, activatedAt: string, before: string | null, diff: string | null, allowed: Array<string>, id: string, tests: { __typename: 'PolicyTestCounts', passed: number, failed: number } | null }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } } | null };

export type ApplyPolicyMutationVariables = Exact<{
  input: ApplyPolicyInput;
}>;


export type ApplyPolicyMutation = { __typename: 'Mutation', applyPolicy: { __typename: 'Policy', version: string, text: string } | null };

export type RollbackPolicyMutationVariables = Exact<{
  input: RollbackPolicyInput;
}>;


export type RollbackPolicyMutation = { __typename: 'Mutation', rollbackPolicy: { __typename: 'Policy', version: string, text: string } | null };

export type PreviewPolicyMutationVariables = Exact<{
  input: PreviewPolicyInput;
}>;


export type PreviewPolicyMutation = { __typename: 'Mutation', previewPolicy: { __typename: 'PolicyPreview', id: string, state: PreviewState, message: string | null, done: number, total: number, from: string, to: string, textVersion: string, sums: { __typename: 'PreviewSums', decisions: number, same: number, newlyDenied: number, newlyAllowed: number, moved: number, otherReason: number, subjects: Array<{ __typename: 'PreviewShare', name: string, decisions: number, newlyDenied: number, newlyAllowed: number, before: string, after: string }> } | null } | null };

export type PreviewChangedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type PreviewChangedSubscription = { policyPreviewChanged: { __typename: 'PolicyPreview', id: string, state: PreviewState, message: string | null, done: number, total: number, from: string, to: string, textVersion: string, sums: { __typename: 'PreviewSums', decisions: number, same: number, newlyDenied: number, newlyAllowed: number, moved: number, otherReason: number, subjects: Array<{ __typename: 'PreviewShare', name: string, decisions: number, newlyDenied: number, newlyAllowed: number, before: string, after: string }> } | null } };

export type PreviewNowFragment = { __typename: 'PolicyPreview', id: string, state: PreviewState, message: string | null, done: number, total: number, from: string, to: string, textVersion: string, sums: { __typename: 'PreviewSums', decisions: number, same: number, newlyDenied: number, newlyAllowed: number, moved: number, otherReason: number, subjects: Array<{ __typename: 'PreviewShare', name: string, decisions: number, newlyDenied: number, newlyAllowed: number, before: string, after: string }> } | null };

export type ImpactNowQueryVariables = Exact<{ [key: string]: never; }>;


export type ImpactNowQuery = { __typename: 'Query', now: string | null };

export type PreviewChangesQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type PreviewChangesQuery = { __typename: 'Query', node:
    | { __typename: 'AccessDecision', id: string }
    | { __typename: 'Account', id: string }
    | { __typename: 'AdminAction', id: string }
    | { __typename: 'AllowanceReset', id: string }
    | { __typename: 'BalanceUpdate', id: string }
    | { __typename: 'Budget', id: string }
    | { __typename: 'BudgetRequest', id: string }
    | { __typename: 'Charge', id: string }
    | { __typename: 'CreditLot', id: string }
    | { __typename: 'Notice', id: string }
    | { __typename: 'PolicyPreview', id: string, changes: { __typename: 'PolicyPreviewChangeConnection', nodes: Array<{ __typename: 'PolicyPreviewChange', kind: PreviewChangeKind, decidedAt: string, subject: string, product: string, feature: string, id: string, before: { __typename: 'PreviewAnswer', outcome: AccessOutcome, reason: AccessReason | null, granted: string, draws: Array<{ __typename: 'PreviewDraw', source: string, amount: string }> }, after: { __typename: 'PreviewAnswer', outcome: AccessOutcome, reason: AccessReason | null, granted: string, draws: Array<{ __typename: 'PreviewDraw', source: string, amount: string }> } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } }
    | { __typename: 'Purchase', id: string }
    | { __typename: 'UsageEvent', id: string }
   | null };

export type AnswerThenFragment = { __typename: 'PreviewAnswer', outcome: AccessOutcome, reason: AccessReason | null, granted: string, draws: Array<{ __typename: 'PreviewDraw', source: string, amount: string }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const FoundNowFragmentDoc = new TypedDocumentString(`
    fragment FoundNow on PolicyProblem {
  __typename
  file
  line
  column
  rule
  severity
  message
  fix
}
    `, {"fragmentName":"FoundNow"}) as unknown as TypedDocumentString<FoundNowFragment, unknown>;
export const ExplainedFragmentDoc = new TypedDocumentString(`
    fragment Explained on AccessExplanation {
  __typename
  outcome
  permitted
  reason
  granted
  requested
  roles
  teams
  policy {
    __typename
    line
    rule
  }
  layers {
    __typename
    layer
    source
    had
    gave
    left
  }
  rulesTotal
  rules {
    __typename
    kind
    line
    otherLine
    outcome
    rule
  }
}
    `, {"fragmentName":"Explained"}) as unknown as TypedDocumentString<ExplainedFragment, unknown>;
export const PreviewNowFragmentDoc = new TypedDocumentString(`
    fragment PreviewNow on PolicyPreview {
  __typename
  id
  state
  message
  done
  total
  from
  to
  textVersion
  sums {
    __typename
    decisions
    same
    newlyDenied
    newlyAllowed
    moved
    otherReason
    subjects {
      __typename
      name
      decisions
      newlyDenied
      newlyAllowed
      before
      after
    }
  }
}
    `, {"fragmentName":"PreviewNow"}) as unknown as TypedDocumentString<PreviewNowFragment, unknown>;
export const AnswerThenFragmentDoc = new TypedDocumentString(`
    fragment AnswerThen on PreviewAnswer {
  __typename
  outcome
  reason
  granted
  draws {
    __typename
    source
    amount
  }
}
    `, {"fragmentName":"AnswerThen"}) as unknown as TypedDocumentString<AnswerThenFragment, unknown>;
export const PolicyNowDocument = new TypedDocumentString(`
    query PolicyNow {
  __typename
  policy {
    __typename
    version
    text
    file
    takesChanges
    loadedAt
    folderBehind
    servedBy {
      __typename
      id
      version
    }
    problems {
      __typename
      ...FoundNow
    }
    warnings {
      __typename
      ...FoundNow
    }
    versions(first: 1) {
      __typename
      nodes {
        __typename
        no
        version
        actor
        actorKind
        reason
        activatedAt
      }
    }
  }
  catalog {
    __typename
    products {
      __typename
      id
      features {
        __typename
        id
      }
    }
  }
}
    fragment FoundNow on PolicyProblem {
  __typename
  file
  line
  column
  rule
  severity
  message
  fix
}`, {"documentId":"sha256:95ded96d2f0578fc5e4f061a03725bc9f9cc93d23aeacaac51076dabab29dfe0"}) as unknown as TypedDocumentString<PolicyNowQuery, PolicyNowQueryVariables>;
export const PolicyChangedDocument = new TypedDocumentString(`
    subscription PolicyChanged {
  policyChanged {
    __typename
    version
  }
}
    `, {"documentId":"sha256:a73c7a165b85884fbbcb90f3538d34c2ec7a49ac9f09ba38867a59e4bcb7dd9a"}) as unknown as TypedDocumentString<PolicyChangedSubscription, PolicyChangedSubscriptionVariables>;
export const ValidatePolicyDocument = new TypedDocumentString(`
    query ValidatePolicy($text: String!) {
  __typename
  validatePolicy(text: $text) {
    __typename
    ok
    version
    problems {
      __typename
      ...FoundNow
    }
    warnings {
      __typename
      ...FoundNow
    }
  }
}
    fragment FoundNow on PolicyProblem {
  __typename
  file
  line
  column
  rule
  severity
  message
  fix
}`, {"documentId":"sha256:15941230cb6a867357f1e41f5b9afb802e007d0c0ac9a42f4c26f7dda974894f"}) as unknown as TypedDocumentString<ValidatePolicyQuery, ValidatePolicyQueryVariables>;
export const TestPolicyDocument = new TypedDocumentString(`
    query TestPolicy($text: String!) {
  __typename
  testPolicy(text: $text) {
    __typename
    ok
    total
    passed
    failed
    durationMs
    problems {
      __typename
      ...FoundNow
    }
    cases {
      __typename
      line
      name
      expected
      found
      ok
    }
  }
}
    fragment FoundNow on PolicyProblem {
  __typename
  file
  line
  column
  rule
  severity
  message
  fix
}`, {"documentId":"sha256:f6d4fa980d93bedbd25a7c4393b08f88f24a3b08ad75bb83b0a2524a0e4da29c"}) as unknown as TypedDocumentString<TestPolicyQuery, TestPolicyQueryVariables>;
export const ExplainBothDocument = new TypedDocumentString(`
    query ExplainBoth($input: EstimateAccessInput!, $text: String!) {
  __typename
  live: explainAccess(input: $input) {
    __typename
    ...Explained
  }
  draft: explainAccess(input: $input, policyText: $text) {
    __typename
    ...Explained
  }
}
    fragment Explained on AccessExplanation {
  __typename
  outcome
  permitted
  reason
  granted
  requested
  roles
  teams
  policy {
    __typename
    line
    rule
  }
  layers {
    __typename
    layer
    source
    had
    gave
    left
  }
  rulesTotal
  rules {
    __typename
    kind
    line
    otherLine
    outcome
    rule
  }
}`, {"documentId":"sha256:11190e598eec4efbd9e10861852424d48641a0719159cae01672dc45a685381f"}) as unknown as TypedDocumentString<ExplainBothQuery, ExplainBothQueryVariables>;
export const PolicyVersionsDocument = new TypedDocumentString(`
    query PolicyVersions($first: Int!, $after: String) {
  __typename
  policy {
    __typename
    version
    versions(first: $first, after: $after) {
      __typename
      nodes {
        __typename
        id: no
        version
        actor
        actorKind
        reason
        activatedAt
        before
        diff
        allowed
        tests {
          __typename
          passed
          failed
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
}
    `, {"documentId":"sha256:f8cd5c5a7d5c26a41b86e47908a70efe81a35710939bacdc932cb98bf07c1df4"}) as unknown as TypedDocumentString<PolicyVersionsQuery, PolicyVersionsQueryVariables>;
export const ApplyPolicyDocument = new TypedDocumentString(`
    mutation ApplyPolicy($input: ApplyPolicyInput!) {
  __typename
  applyPolicy(input: $input) {
    __typename
    version
    text
  }
}
    `, {"documentId":"sha256:be336bb3efed386a8e0b03d97552a2b1060e2f3e54bef9d2991d844a9ad70946"}) as unknown as TypedDocumentString<ApplyPolicyMutation, ApplyPolicyMutationVariables>;
export const RollbackPolicyDocument = new TypedDocumentString(`
    mutation RollbackPolicy($input: RollbackPolicyInput!) {
  __typename
  rollbackPolicy(input: $input) {
    __typename
    version
    text
  }
}
    `, {"documentId":"sha256:71eeb279a7781d9e54e593c6e05edc8ad7eac1f6b871b4a97e48845cc8cdccdc"}) as unknown as TypedDocumentString<RollbackPolicyMutation, RollbackPolicyMutationVariables>;
export const PreviewPolicyDocument = new TypedDocumentString(`
    mutation PreviewPolicy($input: PreviewPolicyInput!) {
  __typename
  previewPolicy(input: $input) {
    __typename
    ...PreviewNow
  }
}
    fragment PreviewNow on PolicyPreview {
  __typename
  id
  state
  message
  done
  total
  from
  to
  textVersion
  sums {
    __typename
    decisions
    same
    newlyDenied
    newlyAllowed
    moved
    otherReason
    subjects {
      __typename
      name
      decisions
      newlyDenied
      newlyAllowed
      before
      after
    }
  }
}`, {"documentId":"sha256:d45f66e425d2f70234d1a6f67d8e1bf9ce6403fa567e98b39a743a34a3285c9a"}) as unknown as TypedDocumentString<PreviewPolicyMutation, PreviewPolicyMutationVariables>;
export const PreviewChangedDocument = new TypedDocumentString(`
    subscription PreviewChanged($id: ID!) {
  policyPreviewChanged(id: $id) {
    __typename
    ...PreviewNow
  }
}
    fragment PreviewNow on PolicyPreview {
  __typename
  id
  state
  message
  done
  total
  from
  to
  textVersion
  sums {
    __typename
    decisions
    same
    newlyDenied
    newlyAllowed
    moved
    otherReason
    subjects {
      __typename
      name
      decisions
      newlyDenied
      newlyAllowed
      before
      after
    }
  }
}`, {"documentId":"sha256:2ed85beb4d65ccacc88be991094238eb164fd3b029f3887b39f524a31b305a01"}) as unknown as TypedDocumentString<PreviewChangedSubscription, PreviewChangedSubscriptionVariables>;
export const ImpactNowDocument = new TypedDocumentString(`
    query ImpactNow {
  __typename
  now
}
    `, {"documentId":"sha256:995d4c975bdb0cd2e1e388ee4efa810e97e46fcaadd87a3ec9f349a1bca28618"}) as unknown as TypedDocumentString<ImpactNowQuery, ImpactNowQueryVariables>;
export const PreviewChangesDocument = new TypedDocumentString(`
    query PreviewChanges($id: ID!, $after: String) {
  __typename
  node(id: $id) {
    __typename
    id
    ... on PolicyPreview {
      __typename
      changes(first: 50, after: $after) {
        __typename
        nodes {
          __typename
          id: decision
          kind
          decidedAt
          subject
          product
          feature
          before {
            __typename
            ...AnswerThen
          }
          after {
            __typename
            ...AnswerThen
          }
        }
        pageInfo {
          __typename
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    fragment AnswerThen on PreviewAnswer {
  __typename
  outcome
  reason
  granted
  draws {
    __typename
    source
    amount
  }
}`, {"documentId":"sha256:a72cd62b0bd7d811634be91d263dd9df820872a5f9fef084b56ead69585bc17b"}) as unknown as TypedDocumentString<PreviewChangesQuery, PreviewChangesQueryVariables>;