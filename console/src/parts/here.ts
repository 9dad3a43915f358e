/** The pages of the account that is shown: one's own, or another's under its own address. */
import { useScope } from '../scope';

/** Where a page of this account is, as a link takes it. */
export function useHere(): (page: '/usage' | '/decisions' | '/credits' | '/ledger') => { to: '/'; params: never } {
  const { account } = useScope();
  return (page) => {
    const place =
      account === null ? { to: page, params: {} } : { to: `/accounts/$account${page}`, params: { account } };
    return place as { to: '/'; params: never };
  };
}
