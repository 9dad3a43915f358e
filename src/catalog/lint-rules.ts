/**
 * Every rule that policies, catalogs and the files around them are judged by: its name, which stays for ever, how much it
 * weighs, and what it finds. docs/lint-rules.md lists them.
 */

/**
 * `refuse`: the text does not go live. `edit`: no new text may have it, while one that serves serves on. `guard`: the same,
 * but for what somebody allows in so many words (allowed.ts). `warn`: it goes live, and is told. `note`: worth knowing, and
 * told only where somebody asks for it.
 */
export type Weight = 'refuse' | 'edit' | 'guard' | 'warn' | 'note';

/** ERROR: the text is refused. WARNING: it is doubtful, and may go live. INFO: it is worth knowing. */
export type Severity = 'ERROR' | 'WARNING' | 'INFO';

const RULES = {
  'file/unreadable': [
    'refuse',
    'The file is missing, no regular file, too large to be read, or not for this process to read.',
  ],
  'file/too-large': ['refuse', 'The file is larger than its kind may be.'],
  'file/empty': ['refuse', 'The file has nothing but blanks in it.'],
  'file/encoding': ['refuse', 'The file was saved as UTF-16, and is read as UTF-8.'],
  'file/bad-character': ['refuse', 'A line holds something that is no text, or that shows it as another line.'],
  'file/cut-off': ['refuse', 'A file of format 2 does not end with the line `# end`.'],
  'file/no-line-end': ['warn', 'The last line of a file does not end: it may have been cut off.'],
  'file/too-many-mistakes': ['refuse', 'There are so many mistakes that the rest of the file was not read.'],
  'file/too-many-doubts': ['warn', 'There are so many doubts that not all are told.'],
  'file/two-formats': ['refuse', 'A folder has policies of more than one format.'],
  'file/unknown-format': ['refuse', 'A published text is of no format that this build knows.'],
  'file/not-stored': ['refuse', 'The file is right, but could not be published, and is tried again.'],
  'file/too-many-entries': ['refuse', 'The policy folder has more entries than it may have.'],
  'file/no-tenant': ['refuse', 'A folder has a policy, and the catalog has no such tenant.'],

  'model/unknown-line': ['refuse', 'A line of `model.conf` is neither a section nor a definition nor a comment.'],
  'model/unknown-definition': ['refuse', 'A definition of `model.conf` is none that Spillway knows.'],
  'model/defined-twice': ['refuse', 'A definition of `model.conf` stands there twice.'],
  'model/other-definition': ['refuse', 'A definition of `model.conf` is one that Spillway could not cite by.'],
  'model/missing-definition': ['refuse', 'A definition of `model.conf` is missing.'],

  'policy/header': ['refuse', 'The first line of a policy does not name its format.'],
  'policy/format': ['refuse', 'A policy is of a format that this Spillway does not read.'],
  'policy/too-many-rules': ['refuse', 'A policy has more rules than it may have.'],
  'policy/too-many-budgets': ['refuse', 'A policy has more `p3` lines than it may have.'],
  'policy/unknown-kind': ['refuse', 'A line starts with none of `p`, `g`, `p2`, `g2` and `p3`.'],
  'policy/comment-behind-rule': ['refuse', 'A comment stands behind a rule, in place of on a line of its own.'],
  'policy/columns': ['refuse', 'A line has too many or too few columns.'],
  'policy/empty-column': ['refuse', 'A column has nothing in it.'],
  'policy/quotes': ['refuse', 'A name stands in quotes.'],
  'policy/blank-in-name': ['refuse', 'A name has blanks or invisible characters in it.'],
  'policy/name-too-long': ['refuse', 'A column is longer than 200 characters.'],
  'policy/duplicate-rule': ['refuse', 'The same rule stands in another line already.'],
  'policy/no-writer': ['refuse', 'Nobody would have `policy, write` any more.'],
  'policy/unknown-object': ['refuse', 'A line speaks of an object that there is not.'],
  'policy/unknown-product': ['refuse', 'A line names a product that the catalog does not have.'],
  'policy/unknown-feature': ['refuse', 'A line names a feature that the product does not have.'],
  'policy/unknown-permission': ['refuse', 'A line names an action that the object does not take.'],
  'policy/unknown-effect': ['refuse', 'An effect is neither `allow` nor `deny`.'],
  'policy/unknown-layer': ['refuse', 'A `p2` line names a layer that there is not.'],
  'policy/rank': ['refuse', 'A rank is neither a whole number from 1 to 999 nor `never`.'],
  'policy/layers-of-product': ['refuse', 'A `p2` line speaks of something other than a product or a feature.'],
  'policy/role-name': ['refuse', 'A role is not written `role:<name>`.'],
  'policy/team-name': ['refuse', 'A team is not written `team:<name>`.'],
  'policy/group-name': ['refuse', 'A group has no name.'],
  'policy/account-name': ['refuse', 'The name of a pool or a team has letters that none may have.'],
  'policy/pattern': ['refuse', 'A name has a `*` in it, and there are no patterns.'],
  'policy/reserved-subject': ['refuse', 'A subject starts with a word that is reserved, such as `role:` or `pool:`.'],
  'policy/everybody-is-no-role': ['refuse', 'A rule is for `*`, which has to be given a role.'],
  'policy/group-is-no-role': ['refuse', 'A rule is for a group, which has to be given a role.'],
  'policy/everybody-in-team': ['refuse', '`*` is put into a team.'],
  'policy/team-in-itself': ['refuse', 'A team would be in itself, by whatever way.'],
  'policy/team-too-deep': ['refuse', 'Teams are nested deeper than they may be.'],
  'policy/budget-reach': ['refuse', 'A `p3` line is for somebody who has no budgets.'],
  'policy/budget-of-product': ['refuse', 'A `p3` line speaks of something other than a product or a feature.'],
  'policy/unknown-source': ['refuse', 'A `p3` line counts a source that there is not.'],
  'policy/amount': ['refuse', 'An amount of credits is none.'],
  'policy/period': ['refuse', 'A period is none that budgets have.'],
  'policy/budget-kind': ['refuse', 'A `p3` line is neither a cap nor an alert.'],
  'policy/alert-has-pace': ['refuse', 'An alert is paced, and only caps are.'],
  'policy/budget-twice': ['refuse', 'A budget has two caps, or two alerts at one amount.'],

  'policy/tests-unread': ['refuse', 'The tests of a policy have a mistake, so that nobody knows what they say.'],
  'policy/tests-failed': ['refuse', 'A test of the policy does not come as it says.'],
  'policy/tests-not-run': ['refuse', 'The tests of a policy took too long, or broke off.'],

  'policy/odd-quotes': ['edit', 'A name has a quotation mark of some script in it.'],
  'policy/not-composed': ['edit', "A name is not in Unicode's composed form, so that no token has it."],
  'policy/full-width': ['edit', 'A name has full-width letters or digits in it.'],
  'policy/look-alike-letters': ['guard', 'A name mixes Latin letters with others that look like them.'],
  'policy/everybody-may': ['guard', 'Everybody may grant, act for others, manage, correct, or write the policy.'],
  'policy/engines-disagree': ['refuse', 'Casbin answers a question otherwise than what would serve.'],
  'policy/format-down': ['guard', 'An edit goes back from format 2 to format 1.'],
  'policy/locks-out-author': ['guard', 'Whoever applies the text would lose the right to write the policy.'],

  'policy/mixed-scripts': ['warn', 'A name mixes letters of several scripts.'],
  'policy/odd-hyphen': ['warn', 'A name has a hyphen that is not the one of the keyboard.'],
  'policy/unknown-role': ['warn', 'A rule is for a role that nobody has, and another one is called nearly so.'],
  'policy/role-without-members': ['warn', 'A rule is for a role that nobody has.'],
  'policy/role-without-rules': ['warn', 'A role is given to somebody, and no rule is for it.'],
  'policy/own-account': ['warn', 'A line on `account:self` does nothing, or something else than it seems to.'],
  'policy/allow-void': ['warn', 'An allow never takes effect: a deny outweighs it for all whom it is for.'],
  'policy/allow-void-in-group': [
    'warn',
    'An allow takes no effect while the subject is in a group: a deny outweighs it.',
  ],
  'policy/shadowed': ['warn', 'A line changes nothing: a wider one of the same role or subject says the same.'],
  'policy/given-already': ['note', 'A line changes nothing: by a role all whom it is for have the same already.'],
  'policy/layers-dropped': [
    'warn',
    'Lines for a narrower object stand alone: layers of a wider one give nothing there.',
  ],
  'policy/no-layers-left': ['warn', 'A role has nothing but `never` at an object, so that nothing gives there.'],
  'policy/duplicate-rank': ['warn', 'Two layers have the same rank at an object.'],
  'policy/layer-twice': ['warn', 'A role has the same layer at an object twice.'],
  'policy/near-name': ['warn', 'Two names in a policy are one letter apart.'],
  'policy/everybody-reaches': ['warn', "Everybody reaches accounts of others, or what the service's operators see."],
  'policy/everybody-has': ['note', 'What `*` gives to everybody, in one sentence.'],
  'policy/everybody-approves': ['warn', 'Anybody may approve more of a budget for anybody else.'],
  'policy/unknown-team': ['warn', 'A line speaks of a team that nobody is in.'],
  'policy/idle-team': ['warn', 'No budget counts what a team spends.'],
  'policy/idle-approval': ['warn', 'Somebody may approve more of a budget that there is not.'],
  'policy/session-budget': ['warn', 'A budget of each session limits a task, not a person.'],
  'policy/idle-pace': ['warn', 'A pace gives the same as none would.'],
  'policy/late-alert': ['warn', 'An alert tells only of what its cap does not let through.'],
  'policy/unused-source': ['warn', 'A budget counts a source that no line gives.'],
  'policy/cap-by-group': ['warn', 'A cap reaches people by a group alone, while everybody has the layers.'],
  'policy/many-budgets': ['warn', 'One check can meet more budgets than it may.'],
  'policy/rights-lost': ['warn', 'Many who had something have nothing any more, or the file was cut off.'],
  'policy/caps-lost': ['warn', 'Many caps are gone, or the file was cut off.'],
  'policy/name-changed': ['warn', 'A name is new, and another one letter away is gone.'],
  'policy/pool-without-account': ['warn', 'A line draws on a pool that has no account.'],
  'policy/unseen-group': ['warn', 'No token has shown a group in the last 30 days.'],
  'policy/unseen-subject': [
    'warn',
    'No token has shown a subject in the last 30 days, and one with nearly its name was seen.',
  ],

  'catalog/yaml': ['refuse', 'The catalog is no YAML, or has a key twice.'],
  'catalog/alias': ['refuse', 'The catalog has an alias in it.'],
  'catalog/key': ['refuse', 'A key is no plain text, or is none that a name may be.'],
  'catalog/unknown-key': ['refuse', 'A key is none that stands there.'],
  'catalog/missing': ['refuse', 'Something that must be there is not.'],
  'catalog/value': ['refuse', 'A value is not what it must be.'],
  'catalog/unknown-name': ['refuse', 'A product, feature, dimension or plan is named that there is not.'],
  'catalog/repeated': ['refuse', 'Something stands in a list, or among its like, twice.'],
  'catalog/inclusive': ['refuse', 'A dimension is included where it cannot be told apart.'],
  'catalog/price': ['refuse', 'A price is no whole number of nano-credits for a unit.'],
  'catalog/ambiguous-card': ['refuse', 'Two rate cards could both be meant.'],
  'catalog/size': ['refuse', 'The prices beyond a size leave something out, or are lower.'],
  'catalog/window': ['refuse', 'A window counts something twice, or can yield to none.'],
  'catalog/grant': ['refuse', 'Grants that come again would come to too much at once, or follow no calendar.'],
  'catalog/plan-in-use': ['refuse', 'A plan is gone that accounts are on, or will be.'],
  'catalog/format-down': ['refuse', 'An edit goes back from format 2 to format 1.'],

  'catalog/card-changed': ['guard', 'A rate card that has been in force is another one.'],
  'catalog/card-removed': ['guard', 'A rate card that has been in force is gone.'],
  'catalog/card-backdated': ['guard', 'A new rate card changes what something has cost already.'],
  'catalog/price-lost': ['guard', 'A feature loses a price that it has.'],
  'catalog/window-changed': ['guard', 'A window has another period or scope, and accounts are on its plan.'],
  'catalog/window-removed': ['guard', 'A window is gone or renamed, and accounts are on its plan.'],
  'catalog/feature-removed': ['guard', 'A feature is gone that was used in the last 30 days.'],
  'catalog/grant-removed': ['guard', 'A grant that comes again is gone or renamed.'],
  'catalog/grant-moved': ['guard', 'A grant that comes again follows another calendar.'],

  'catalog/unpriced-feature': ['warn', 'No rate card prices a feature, now or later.'],
  'catalog/idle-size': ['warn', 'Beyond a size a feature costs what it costs up to it.'],
  'catalog/price-jump': [
    'warn',
    'A rate card asks at least ten times, or at most a tenth, of what its forerunner does.',
  ],
  'catalog/capacity-order': ['warn', 'A window has less capacity than a shorter one.'],
  'catalog/uncovered-product': ['warn', 'No window of a plan covers a product or a feature.'],
  'catalog/idle-slow-down': ['warn', 'A plan slows down, and has no window.'],
} as const satisfies Readonly<Record<string, readonly [Weight, string]>>;

/** The name of a rule: `policy/unknown-role`. */
export type RuleId = keyof typeof RULES;

/** Every rule, in the order in which the page lists them. */
export const ruleIds = Object.keys(RULES) as RuleId[];

export const isRule = (name: string): name is RuleId => Object.hasOwn(RULES, name);

/** What a rule finds, in one sentence. */
export const sentenceOf = (rule: RuleId): string => RULES[rule][1];

export const weightOf = (rule: RuleId): Weight => RULES[rule][0];

const SEVERITIES = { refuse: 'ERROR', edit: 'WARNING', guard: 'WARNING', warn: 'WARNING', note: 'INFO' } as const;

/** How much a finding of a rule weighs, where it does not refuse an edit. */
export const severityOf = (rule: RuleId): Severity => SEVERITIES[weightOf(rule)];
