/** model.conf cannot be changed into one that decides otherwise than it is cited. */
import { expect, test } from '@jest/globals';
import { checkModel } from '../../../src/policy/casbin/policy-model.js';
import { model } from '../policies.js';

const lineOf = (part: string): number => model.split('\n').findIndex((line) => line.startsWith(part)) + 1;

test.each<[string, string, string, number, string]>([
  [
    'an effect that lets allow win',
    'some(where (p.eft == allow)) &&',
    '',
    lineOf('e ='),
    'can only cite by "e = some(',
  ],
  ['a policy without effects', 'p = sub, obj, act, eft', 'p = sub, obj, act', lineOf('p ='), 'can only cite by "p ='],
  ['another matcher', 'holds(r.sub, p.sub) &&', '', lineOf('m ='), 'can only cite by "m = r.act'],
  ['an unknown definition', 'g = _, _', 'g3 = _, _', lineOf('g ='), 'unknown definition "g3" in [role_definition]'],
  ['a definition twice', 'g = _, _', 'g = _, _\ng = _, _', lineOf('g =') + 1, '"g" is defined twice'],
  ['prose', 'g = _, _', 'g = _, _\nhello', lineOf('g =') + 1, 'a line is a [section], a definition'],
])('refused with its line: %s', (_, from, to, line, message) => {
  expect(model).toContain(from);
  expect(() => checkModel(model.replace(from, to), 'model.conf')).toThrow(`model.conf:${line}: `);
  expect(() => checkModel(model.replace(from, to), 'model.conf')).toThrow(message);
});

test('refused: a definition is missing, or all are', () => {
  expect(() => checkModel(model.replace('g = _, _', ''), 'model.conf')).toThrow('"g = _, _" is missing in [role_def');
  expect(() => checkModel('', 'model.conf')).toThrow('model.conf:1: "r = sub, obj, act" is missing');
});

test('accepted: comments and spacing of one’s own', () => {
  expect(() => checkModel(`# ours\r\n${model.replace('g = _, _', 'g=_,_')}`, 'model.conf')).not.toThrow();
});
