/**
 * The subscription to the tenant's policy. Who may watch is decided before the first message and again at each, by the policy
 * of that instant.
 */
import { Resolver, Root, Subscription } from 'type-graphql';
import { authoriseOnPolicy } from '../api/permissions.js';
import { Policy } from '../api/policy.resolver.js';
import type { PoliciesContext } from './live-policies.js';

@Resolver()
export class PolicyChangedResolver {
  @Subscription(() => Policy, {
    description:
      "The tenant's policy as it is now, also after a reconnect; then again whenever another version serves, its file stands " +
      'otherwise to it, or something else is said of either. Takes read on policy.',
    subscribe: ({ context }: { context: PoliciesContext }) => {
      authoriseOnPolicy(context, 'read');
      return context.livePolicies.watch(context);
    },
  })
  policyChanged(@Root() policy: Policy): Policy {
    return policy;
  }
}
