/**
 * The policies that decisions were made under, built again from the texts that were stored when they went live. Nothing is
 * decided by them: they tell what was.
 */
import DataLoader from 'dataloader';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { policyTextsOf } from '../books/stored-versions.js';
import type { CatalogVersions } from '../catalog/catalog-versions.js';
import { badInput } from '../errors.js';
import type { PolicyVersion } from '../policy/policy-version.js';

/** What reading receipts needs of an operation. */
export interface ReceiptContext extends Context {
  catalogs: CatalogVersions;
}

/** The versions that a decision was made under. */
export interface MadeUnder {
  policy: string;
  catalog: string;
}

/** How many versions of a policy beside the live one, and of the catalog, are read for one answer. */
export const MOST_VERSIONS = 20;

/**
 * A policy as it was; null where its text, or the catalog's, is not stored or cannot be read any more.
 * @throws SpillwayError BAD_USER_INPUT for more than {@link MOST_VERSIONS} in one answer
 */
export const pastPolicies = perOperation<ReceiptContext, DataLoader<MadeUnder, PolicyVersion | null, string>>(
  ({ database, policies, catalogs, caller: { tenant } }) => {
    let asked = 0;
    const read = async (versions: readonly MadeUnder[]): Promise<(PolicyVersion | null)[]> => {
      asked += versions.length;
      if (asked > MOST_VERSIONS) throw tooManyVersions();
      const named = (what: keyof MadeUnder) => [...new Set(versions.map((each) => each[what]))];
      const { texts, known } = await database.transaction(
        [tenant],
        async (tx) => ({
          texts: await policyTextsOf(tx, tenant, named('policy')),
          known: await catalogs.load(tx, named('catalog')),
        }),
        { readOnly: true },
      );
      const built: (PolicyVersion | null)[] = [];
      // One after another: each takes its time, and others have their turn between.
      for (const { policy, catalog } of versions) {
        const [text, terms] = [texts.get(policy), known.find(catalog)];
        built.push(text === undefined || !terms ? null : await policies.drafts.past(tenant, text, terms));
      }
      return built;
    };
    return new DataLoader(read, { cacheKeyFn: ({ policy, catalog }) => `${policy} ${catalog}` });
  },
);

/** What is said to whoever asks for more than {@link MOST_VERSIONS}. */
export function tooManyVersions(): Error {
  return badInput(`These receipts were made under more than ${MOST_VERSIONS} versions: ask for fewer at once.`);
}
