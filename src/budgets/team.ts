/**
 * A team as the contract shows it.
 */
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import type { Team as CoreTeam } from '../policy/team-tree.js';

/** What one line of a policy each can say of a team. */
const MOST_NAMED = 5_000;

@ObjectType({ description: 'A team that the policy names: whom its g2 lines put into it, for budgets to count by.' })
export class Team {
  @Field(() => ID, { description: 'team:<name>.' }) name!: string;
  @Extensions({ longest: MOST_NAMED })
  @Field(() => [ID], { description: 'The teams that it is in.' })
  parents!: readonly string[];
  @Extensions({ longest: MOST_NAMED })
  @Field(() => [ID], { description: 'The teams that are in it.' })
  children!: readonly string[];
  @Extensions({ longest: MOST_NAMED })
  @Field(() => [ID], {
    description: 'The subjects, and groups as group:<name>, that lines put into it; who is in a group, tokens say.',
  })
  named!: readonly string[];

  /** A team as the policy has it. */
  static of({ name, parents, children, members }: CoreTeam): Team {
    return Object.assign(new Team(), { name, parents, children, named: members });
  }
}
