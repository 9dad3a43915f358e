/** What the server answers to one operation of a page, held back or changed on its way: for what cannot be had at will. */
import type { SitePage } from './site.js';

type Json = Record<string, unknown>;

/**
 * Changes the answers to some operations until the answer is called.
 * @param edit gets the `data` of an answer, to be changed in place; may wait
 */
export async function changeAnswers(
  page: SitePage,
  operations: readonly string[],
  edit: (data: Json) => void | Promise<void>,
): Promise<() => Promise<void>> {
  const url = '**/graphql';
  let open = true;
  await page.route(url, async (route) => {
    const { operationName = '' } = (route.request().postDataJSON() ?? {}) as { operationName?: string };
    if (!open || !operations.includes(operationName)) return route.continue();
    // A page that has gone meanwhile wants no answer.
    const response = await route.fetch().catch(() => null);
    const json = (await response?.json().catch(() => null)) as { data: Json } | null | undefined;
    if (!response || !json) return;
    await edit(json.data);
    return route.fulfill({ response, json }).catch(() => {});
  });
  return async () => {
    open = false;
    await page.unroute(url);
  };
}
