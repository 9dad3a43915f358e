/**
 * Counts what lists without pages really have, while an answer is made: what one caller can make thousands long must not
 * come thousands of times in one answer. Lists say by `longest` among their extensions that they are to be counted.
 */
import {
  defaultFieldResolver,
  isObjectType,
  OperationTypeNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { SpillwayError } from '../errors.js';

/**
 * Makes the long lists of a schema count.
 * @param most how many rows they may have in one answer, all together; the list that goes beyond is refused:
 *   BAD_USER_INPUT, or in a mutation, which has acted by then, OVERLOADED with its outcome unknown
 */
export function countLongLists(schema: GraphQLSchema, most: number): GraphQLSchema {
  // By context: each operation has its own, and each event of a subscription.
  const rows = new WeakMap<object, number>();
  const count = (found: unknown, context: object, { operation }: GraphQLResolveInfo): unknown => {
    if (!Array.isArray(found)) return found;
    const sum = (rows.get(context) ?? 0) + found.length;
    rows.set(context, sum);
    if (sum > most) throw tooLong(most, operation.operation);
    return found;
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (typeof field.extensions.longest !== 'number') continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context: object, info) => {
        const found: unknown = resolve(source, args, context, info);
        return found instanceof Promise
          ? found.then((list: unknown) => count(list, context, info))
          : count(found, context, info);
      };
    }
  }
  return schema;
}

function tooLong(most: number, operation: OperationTypeNode): SpillwayError {
  const what = `The lists without pages in this answer have more than ${most} rows`;
  if (operation !== OperationTypeNode.MUTATION) {
    return new SpillwayError('BAD_USER_INPUT', `${what}: ask for shorter pages around them, or for fewer of them.`);
  }
  const message = `${what}: repeat with the same keys, fewer calls at once or without these lists.`;
  return new SpillwayError('OVERLOADED', message, { outcomeUnknown: true });
}
