/**
 * Policies as Casbin's lines: a tenant's policy.csv under the operator's model.conf. It puts the readers of the
 * lines together and decides nothing.
 */
import type { BuildPolicy, PolicyFormat } from '../policy-format.js';
import type { PolicyFile } from '../policy-version.js';
import { permissionsFrom } from './casbin-permissions.js';
import { P2Layering } from './p2-layering.js';
import { P3Budgets } from './p3-budgets.js';
import { lintFile } from './lint-file.js';
import { comparePolicies } from './compare-policies.js';
import { considerLines } from './consider-lines.js';
import { FORMAT_MARK } from './policy-file.js';
import { checkModel, EXPECTED_MODEL } from './policy-model.js';
import { provePolicy } from './prove-policy.js';
import { readPolicy } from './read-policy.js';
import { Standings } from './standings.js';

export const casbinFormat: PolicyFormat = {
  name: 'casbin',
  files: ['policy.csv'],
  operatorFiles: ['model.conf'],
  standIns: new Map([['model.conf', EXPECTED_MODEL]]),
  open: ([modelConf]) => casbinBuilder(checkModel(modelConf!.text, modelConf!.file)),
  prove: ([modelConf], { files: [policyCsv] }, catalog) =>
    provePolicy({ ...policyCsv!, catalog, model: checkModel(modelConf!.text, modelConf!.file) }),
  storedText: ([policyCsv]) => policyCsv!.text,
  lint: ([policyCsv], catalog, facts) => lintFile(policyCsv!, catalog, facts),
  compare: ([before], [after], facts) => comparePolicies(before!, after!, facts),
  textsOf: (stored) => (stored.startsWith(FORMAT_MARK) ? new Map([['policy.csv', stored]]) : null),
};

/** @param model the text of model.conf, checked */
export function casbinBuilder(model: string): BuildPolicy {
  return async ({ version, files }, catalog) => {
    const [{ text, file }] = files as [PolicyFile];
    const { warnings, ...lines } = await readPolicy({ text, file, catalog, model });
    const standings = new Standings(lines);
    const permissions = permissionsFrom({ version, file, lines, standings });
    const layering = new P2Layering(lines.layers, standings);
    const budgets = new P3Budgets(lines, standings);
    return { permissions, layering, budgets, consider: considerLines(lines, standings), warnings };
  };
}
