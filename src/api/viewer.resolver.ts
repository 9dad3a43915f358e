/**
 * Who the caller is, and what the live policy lets them do.
 */
import { Ctx, Extensions, Field, FieldResolver, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { Account } from '../books/account.js';
import { MOST_SOURCES } from '../books/decision-parts.js';
import { MAX_GROUPS } from '../server/token.js';
import type { Context } from './context.js';
import { EVERY_PERMISSION } from '../policy/policy-object.js';
import { ownAddress } from './permissions.js';

@ObjectType({ description: 'One thing that the policy lets the caller do.' })
export class ViewerPermission {
  @Field(() => String, { description: 'To what, such as account:self or product:codex.' }) object!: string;
  @Field(() => String, { description: 'What, such as use or purchase.' }) action!: string;
}

@ObjectType({ description: 'The caller.' })
export class Viewer {
  @Field(() => ID, { description: 'The tenant of the token.' }) tenant!: string;
  @Field(() => ID, { description: 'The subject of the token.' }) subject!: string;
  @Extensions({ rows: MAX_GROUPS })
  @Field(() => [ID], { description: 'The groups of the token.' })
  groups!: readonly string[];
  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [String], { description: 'The roles that the policy gives.' })
  roles!: readonly string[];
  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [ViewerPermission], {
    description: "What the policy gives; reading one's own account and checking on it need no line.",
  })
  permissions!: readonly ViewerPermission[];
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { nullable: true, description: 'Who the caller is, and what they may do.' })
  viewer(@Ctx() { caller, policy: { permissions } }: Context): Viewer {
    const { tenant, subject, groups } = caller;
    if (caller.operator) return { tenant, subject, groups, roles: [], permissions: EVERY_PERMISSION };
    const roles = permissions.rolesOf(caller);
    return { tenant, subject, groups, roles, permissions: permissions.permissionsOf(caller) };
  }

  @FieldResolver(() => Account, { nullable: true, description: "The caller's own account; null before its first use." })
  account(@Ctx() context: Context): Promise<Account | null> {
    return context.loaders.accountAt.load(ownAddress(context));
  }
}
