/**
 * Casbin's own examples: rules that our format can hold decide through our loader and engine as Casbin decides on the
 * original files, and what the format cannot hold is refused with its file and line, never half understood.
 */
import { describe, expect, test } from '@jest/globals';
import type { Product } from '../../src/catalog/catalog.js';
import { FileRefused, type Problem } from '../../src/catalog/problem.js';
import { parsePolicy } from '../../src/policy/casbin/policy-file.js';
import { checkModel } from '../../src/policy/casbin/policy-model.js';
import { ACTIONS } from '../../src/policy/policy-object.js';
import { catalog, policyOf, shipped, who } from '../policy/policies.js';
import {
  casbinWithOurModel,
  everyQuestion,
  exampleFiles,
  exampleRows,
  exampleText,
  plainCasbin,
  POOLS,
  translated,
  type Names,
  type Row,
} from './casbin-policies.js';

type Question = [subject: string, object: string, action: string];

interface Comparison {
  rows: Row[];
  questions: Question[];
  names?: Names;
  /** Casbin's answer by the example's own model and policy. */
  casbin: (question: Question) => Promise<boolean>;
}

/** Our loader and engine, and Casbin with our model.conf, each answer every question as the example does. */
async function expectSameAnswers({ rows, questions, names = POOLS, casbin }: Comparison): Promise<void> {
  const text = translated(rows, names);
  const { permissions } = await policyOf(text);
  const ours = await casbinWithOurModel(text);
  const permitted = { casbin: [] as string[], engine: [] as string[], model: [] as string[] };
  for (const question of questions) {
    const [subject, object, action] = question;
    const asked = [names.object(object), names.action(action)] as const;
    if (await casbin(question)) permitted.casbin.push(question.join(', '));
    if (permissions.permits(who(subject), ...asked).permitted) permitted.engine.push(question.join(', '));
    if (await ours.enforce([subject, '*'], ...asked)) permitted.model.push(question.join(', '));
  }
  expect(permitted.casbin).not.toEqual([]);
  expect(permitted.casbin.length).toBeLessThan(questions.length);
  expect(permitted.engine).toEqual(permitted.casbin);
  expect(permitted.model).toEqual(permitted.casbin);
}

describe('the same answers as Casbin on its own files', () => {
  test.each([
    ['basic_model.conf', 'basic_policy.csv'],
    ['basic_model.conf', 'basic_inverse_policy.csv'],
    ['rbac_model.conf', 'rbac_policy.csv'],
    ['rbac_with_deny_model.conf', 'rbac_with_deny_policy.csv'],
  ])('%s with %s', async (modelFile, policyFile) => {
    const rows = exampleRows(policyFile);
    const enforcer = await plainCasbin(modelFile, policyFile);
    const casbin = (question: Question) => enforcer.enforce(...question);
    await expectSameAnswers({ rows, questions: everyQuestion(rows), casbin });
  });

  test('basic_without_resources: what is done to nothing in particular is done to the policy', async () => {
    const file = 'basic_without_resources_policy.csv';
    const enforcer = await plainCasbin('basic_without_resources_model.conf', file);
    const rows = exampleRows(file).map(([kind, subject, action]): Row => [kind, subject!, 'policy', action!]);
    const names: Names = { object: (object) => object, action: (action) => action };
    const questions = everyQuestion(rows).filter(([, object]) => object === 'policy');
    const casbin = ([subject, , action]: Question) => enforcer.enforce(subject, action);
    await expectSameAnswers({ rows, questions, names, casbin });
  });

  test('basic_without_users: what is said of nobody in particular is said of everybody', async () => {
    const file = 'basic_without_users_policy.csv';
    const enforcer = await plainCasbin('basic_without_users_model.conf', file);
    const rows = exampleRows(file).map(([kind, object, action]): Row => [kind, 'anybody', object!, action!]);
    rows.push(['g', '*', 'anybody']);
    const casbin = ([, object, action]: Question) => enforcer.enforce(object, action);
    await expectSameAnswers({ rows, questions: everyQuestion(rows), casbin });
  });

  test.each(['rbac_with_domains_policy.csv', 'rbac_with_domains_policy2.csv'])(
    'rbac_with_domains_model.conf with %s: a domain is a tenant, with a file of its own',
    async (policyFile) => {
      const enforcer = await plainCasbin('rbac_with_domains_model.conf', policyFile);
      const placed = exampleRows(policyFile).map(([kind, first, second, third, ...rest]) =>
        kind === 'g'
          ? { domain: third!, row: [kind, first!, second!] as Row }
          : { domain: second!, row: [kind, first!, third!, ...rest] as Row },
      );
      const questions = everyQuestion(placed.map(({ row }) => row));
      for (const own of new Set(placed.map(({ domain }) => domain))) {
        const rows = placed.flatMap(({ domain, row }) => (domain === own ? [row] : []));
        const casbin = ([subject, ...asked]: Question) => enforcer.enforce(subject, own, ...asked);
        await expectSameAnswers({ rows, questions, casbin });
      }
    },
  );

  test('keymatch: a folder is a product, what lies in it is a feature, and each method has its own', async () => {
    const enforcer = await plainCasbin('keymatch_model.conf', 'keymatch_policy.csv');
    const objectOf = (path: string, method: string) =>
      path.replace(/^\/(\w+)/, `product:${method}.$1`).replace(/\/\*$/, '');
    const rows = exampleRows('keymatch_policy.csv').flatMap(([, subject, path, methods]) =>
      methods!.split('|').map((method): Row => ['p', subject!, objectOf(path!, /\w+/.exec(method)![0]), 'use']),
    );
    const folders = ['alice_data', 'bob_data', 'cathy_data'].flatMap((name) => [`GET.${name}`, `POST.${name}`]);
    const features = new Map(
      ['resource1', 'resource2'].map((id) => [id, { id, dimensions: [], inclusive: new Map() }]),
    );
    const products = new Map(folders.map((id): [string, Product] => [id, { id, features }]));
    const text = translated(rows, { object: (object) => object, action: (action) => action });
    const { permissions } = await policyOf(text, { ...catalog, products });
    const inFolders = ['alice_data', 'bob_data'].flatMap((name) => [`/${name}/resource1`, `/${name}/resource2`]);
    let permitted = 0;
    for (const subject of ['alice', 'bob', 'cathy', 'stranger']) {
      for (const path of [...inFolders, '/cathy_data']) {
        for (const method of ['GET', 'POST']) {
          const answer = await enforcer.enforce(subject, path, method);
          permitted += Number(answer);
          const ours = permissions.permits(who(subject), objectOf(path, method), 'use').permitted;
          expect([subject, path, method, ours]).toEqual([subject, path, method, answer]);
        }
      }
    }
    // Of 40: alice 3, bob 3, cathy 2.
    expect(permitted).toBe(8);
  });

  test.each(['acme', 'globex'])(
    'the policy of %s, read and enforced by Casbin itself with our model',
    async (tenant) => {
      const text = shipped(`${tenant}/policy.csv`);
      const { permissions } = await policyOf(text);
      const casbin = await casbinWithOurModel(text);
      const callers = [who('admin'), who('gateway'), who('carol'), who('alice'), who('ivy', 'interns', 'engineering')];
      const accounts = ['account:*', 'account:subject:alice', 'account:pool:engineering'];
      const questions = [
        ...['product:*', 'product:codex', 'product:codex/gpt-5.5', 'product:sora/sora-2-pro'].map((on) => [on, 'use']),
        ...accounts.flatMap((on) => ACTIONS.account.map((act) => [on, act])),
        ['policy', 'read'],
        ['policy', 'write'],
      ] as [string, string][];
      for (const caller of callers) {
        const principals = [caller.subject, ...caller.groups.map((group) => `group:${group}`), '*'];
        for (const question of questions) {
          const [answer, rule] = await casbin.enforceEx(principals, ...question);
          const { permitted, citation } = permissions.permits(caller, ...question);
          expect([caller, question, permitted]).toEqual([caller, question, answer]);
          // Of several allows Casbin names the last, ours the first; the deny that counts is the first for both.
          if (!answer) expect(citation.rule).toBe(rule.length > 0 ? ['p', ...rule].join(', ') : 'no rule allows');
        }
      }
    },
  );

  test('but for one: a subject that is named like a role does not hold it', async () => {
    const rows = exampleRows('rbac_policy.csv');
    const enforcer = await plainCasbin('rbac_model.conf', 'rbac_policy.csv');
    const { permissions } = await policyOf(translated(rows));
    expect(await enforcer.enforce('data2_admin', 'data2', 'read')).toBe(true);
    for (const name of ['data2_admin', 'role:data2_admin']) {
      expect(permissions.permits(who(name), 'account:pool:data2', 'read').permitted).toBe(false);
    }
  });
});

describe('what the format cannot hold is refused', () => {
  const HEADER = '# spillway-policy: 1\n';

  function problemsOf(parse: () => unknown): readonly Problem[] {
    try {
      parse();
    } catch (error) {
      if (error instanceof FileRefused) return error.problems;
      throw error;
    }
    throw new Error('nothing was refused');
  }

  test.each(exampleFiles('.csv'))(
    '%s as it is: at its first line, and with our header at each of its lines',
    (file) => {
      const text = exampleText(file);
      expect(problemsOf(() => parsePolicy(text, file, catalog))).toContainEqual(
        expect.objectContaining({
          file,
          line: 1,
          rule: 'policy/header',
          message: 'the first line is exactly "# spillway-policy: 1"',
        }),
      );
      const problems = problemsOf(() => parsePolicy(HEADER + text, file, catalog));
      const rules = text.split('\n').flatMap((line, index) => (/^\s*(#|$)/.test(line) ? [] : [index + 2]));
      expect(new Set(problems.map((problem) => problem.line))).toEqual(new Set(rules));
      expect(problems.every((problem) => problem.file === file)).toBe(true);
    },
  );

  test.each<[string, number, string]>([
    ['basic_policy.csv', 1, 'p needs 5 columns, this line has 4: p, role or subject, object, action, allow or deny'],
    ['rbac_policy.csv', 5, '"data2_admin" is no role; a role is role:<name>'],
    ['rbac_with_domains_policy.csv', 6, 'g needs 3 columns, this line has 4'],
    ['priority_policy_explicit.csv', 1, 'p needs 5 columns, this line has 6'],
    ['priority_indeterminate_policy.csv', 1, 'effect "intdeterminate" is neither allow nor deny'],
    ['rbac_with_resource_roles_policy.csv', 6, '"data_group" is no team; a team is team:<name>'],
    ['keymatch_policy.csv', 1, 'p needs 5 columns'],
    ['rbac_with_hierarchy_with_domains_policy.csv', 1, '"domain1" is no object; write product:*'],
    ['multiple_policy_definitions_policy.csv', 3, 'no spaces or invisible characters inside a column'],
    ['mulitple_policy.csv', 2, 'p2 needs 5 columns, this line has 4'],
  ])('%s, line %i: %s', (file, line, message) => {
    const problems = problemsOf(() => parsePolicy(HEADER + exampleText(file), file, catalog));
    expect(problems.filter((problem) => problem.line === line + 1).map((problem) => problem.message)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  test('rbac_with_hierarchy, translated: roles are granted to subjects and groups, never to roles', () => {
    const rows = exampleRows('rbac_with_hierarchy_policy.csv');
    const text = translated(rows);
    const inherited = text.split('\n').flatMap((line, index) => (line.startsWith('g, role:') ? [index + 1] : []));
    expect(inherited).toHaveLength(2);
    const problems = problemsOf(() => parsePolicy(text, 'policy.csv', catalog));
    expect(problems.map(({ line }) => line)).toEqual(inherited);
    expect(problems[0]!.message).toContain('"role:" is reserved');
  });

  test.each(exampleFiles('.conf'))(
    '%s: an operator’s model is the one that citations rely on, or it is refused',
    (file) => {
      const text = exampleText(file);
      const problems = problemsOf(() => checkModel(text, file));
      expect(problems.every((problem) => problem.file === file && problem.line <= text.split('\n').length)).toBe(true);
      const matcher = text.split('\n').findIndex((line) => /^m *=/.test(line)) + 1;
      expect(problems).toContainEqual(
        expect.objectContaining({ file, line: matcher, message: expect.stringContaining('can only cite by "m =') }),
      );
    },
  );
});
