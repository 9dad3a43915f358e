/**
 * Who the caller is, and what the live policy lets them do.
 */
import { Ctx, Extensions, Field, FieldResolver, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { Account } from '../books/account.js';
import { MOST_SOURCES } from '../books/decision-parts.js';
import { MAX_GROUPS } from '../server/token.js';
import type { Context } from './context.js';
import { mayDo, ownAddress, permissionsOf } from './permissions.js';

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
    description:
      "What the policy gives; reading one's own account and checking on it need no line. Of a scoped token: all that it " +
      'may do.',
  })
  permissions!: readonly ViewerPermission[];
}

@Resolver(() => Viewer)
export class ViewerResolver {
  @Query(() => Viewer, { nullable: true, description: 'Who the caller is, and what they may do.' })
  viewer(@Ctx() context: Context): Viewer {
    const { caller, policy } = context;
    const { tenant, subject, groups, operator } = caller;
    const roles = operator ? [] : policy.permissions.rolesOf(caller);
    return { tenant, subject, groups, roles, permissions: permissionsOf(context) };
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: "The caller's own account; null before its first use, and where the token's scope has no read.",
  })
  async account(@Ctx() context: Context): Promise<Account | null> {
    const own = ownAddress(context);
    return mayDo(context, own, 'read') ? context.loaders.accountAt.load(own) : null;
  }
}
