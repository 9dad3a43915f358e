/**
 * What `node(id)` can find: anything with a globally unique id.
 */
import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType({ description: 'An object with a globally unique, opaque id.' })
export abstract class Node {
  @Field(() => ID, { description: 'Globally unique and opaque.' })
  readonly id!: string;
}
