/** How inputs name an account, the same for all of them. */
import { Field, ID, InputType } from 'type-graphql';
import type { AccountArgs } from './permissions.js';

@InputType()
export abstract class AccountInput implements AccountArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'An acc_ id, or an address such as subject:alice or pool:engineering.',
  })
  account?: string | null;
  @Field(() => ID, { nullable: true, description: 'The subject whose account it is.' }) subject?: string | null;
  @Field(() => ID, { nullable: true, description: 'The name of a pool.' }) pool?: string | null;
}
