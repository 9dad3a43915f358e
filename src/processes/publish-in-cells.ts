/**
 * Where all processes publish: policies in their tenants' cells, and the order of catalogs in the default one, whose texts
 * the other cells have too. What is published in several cells is so in one after the other, the default one last.
 */
import {
  catalogNo,
  catalogText,
  keepCatalog,
  newestVersions,
  policyNo,
  policyOfKey,
  PUBLISHED_CHANNEL,
  publishVersions,
} from '../books/publish-versions.js';
import type { KnownGrants } from '../books/known-grants.js';
import { formatProblem } from '../catalog/problem.js';
import { policyFacts } from '../books/policy-facts.js';
import { policyTexts, policyTextsOf } from '../books/stored-versions.js';
import type { Cell } from '../database/cell.js';
import { cellOf } from '../database/cell.js';
import type { Database, Tx } from '../database/database.js';
import type { Log } from '../log.js';
import type { Change, Position, Published } from '../policy/published.js';

interface PublishingCell extends Cell {
  database: Database;
  log: Log;
}

/**
 * @param cells the default one first; those that are opened later count, too
 * @param grants brought up to the newest catalog, before that one serves
 */
export function publishInCells(cells: readonly PublishingCell[], grants: KnownGrants): Published {
  const first = () => cells[0]!;
  const databaseOf = (tenant: string) => cellOf(cells, tenant).database;
  const tell = (told: readonly PublishingCell[]): void => {
    for (const { database, log } of told) {
      database.notify(PUBLISHED_CHANNEL, '').catch((error: unknown) => {
        log.debug({ err: error }, 'other processes could not be told of a new version: they look for themselves');
      });
    }
  };
  return {
    async listen(heard) {
      for (const { database } of cells) {
        await database.listen(PUBLISHED_CHANNEL, { message: heard, reconnected: heard });
      }
    },
    async newest(tenants) {
      const policies = new Map<string, Position>();
      let catalog: Position | null = null;
      for (const cell of cells) {
        const newest = await newestVersions(cell.database, tenants.filter(cell.holds));
        for (const [tenant, position] of newest.policies) policies.set(tenant, position);
        if (cell === first()) catalog = newest.catalog;
      }
      await grants.look(catalog);
      return { catalog, policies };
    },
    catalogText: (version) => catalogText(first().database, version),
    catalogNo: (version) => catalogNo(first().database, version),
    policyNo: (tenant, version) => policyNo(databaseOf(tenant), tenant, version),
    async policyText(tenant, no) {
      const read = (tx: Tx) => policyTexts(tx, tenant, [no]);
      const [found] = await databaseOf(tenant).transaction([tenant], read, { readOnly: true });
      if (!found) throw new Error(`the policy ${no} of ${tenant} is not stored`);
      return found.text;
    },
    policyOfKey: (tenant, key) => policyOfKey(databaseOf(tenant), tenant, key),
    async policyOfVersion(tenant, version) {
      const read = (tx: Tx) => policyTextsOf(tx, tenant, [version]);
      const texts = await databaseOf(tenant).transaction([tenant], read, { readOnly: true });
      return texts.get(version) ?? null;
    },
    facts: (tenant) => policyFacts(databaseOf(tenant), tenant),
    async publish(change, seen) {
      const policies = new Map<string, Position>();
      let catalog: Position | null = seen.catalog;
      const changed = cells.filter((cell) => change.catalog || [...change.policies.keys()].some(cell.holds));
      for (const cell of [...changed].reverse()) {
        const order = cell === first() ? 'here' : 'elsewhere';
        const newest = await publishVersions(cell.database, partOf(change, cell), seen, order);
        for (const problem of newest.allowed) cell.log.warn(problem, `allowed by the file: ${formatProblem(problem)}`);
        for (const [tenant, position] of newest.policies) policies.set(tenant, position);
        if (order === 'here') catalog = newest.catalog;
      }
      await grants.look(catalog);
      tell(changed);
      return { catalog, policies };
    },
    async carry(catalog) {
      for (const { database } of cells.slice(1)) await keepCatalog(database, catalog);
    },
  };
}

function partOf({ policies, tenants, ...change }: Change, { holds }: Cell): Change {
  const own = new Map([...policies].filter(([tenant]) => holds(tenant)));
  return { ...change, policies: own, tenants: tenants.filter(holds) };
}
