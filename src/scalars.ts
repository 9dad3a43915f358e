/**
 * The scalars of the contract. Amounts and counters cross the wire as text, for JSON numbers lose digits.
 */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { formatCredits, MAX_NANO, parseCredits } from './core/amounts.js';

const MAX_UINT64 = 2n ** 63n - 1n;

/** Nano-credits inside (`bigint`), credits outside (`"12.5"`). */
export const Credits = new GraphQLScalarType<bigint, string>({
  name: 'Credits',
  description: `An amount of credits: a decimal string with at most 9 fraction digits, no exponent and no sign ("12.5"). As an input at most ${formatCredits(MAX_NANO)}.`,
  serialize: (value) => {
    const nano = asBigint(value, 'Credits');
    if (nano < 0n) throw new Error('Credits cannot be negative');
    return formatCredits(nano);
  },
  parseValue: (value) => readCredits(value),
  parseLiteral: (node) => readCredits(textOf(node, false), node),
});

/** Nano-credits inside, credits with a sign where negative outside. */
export const SignedCredits = new GraphQLScalarType<bigint, string>({
  name: 'SignedCredits',
  description: 'A change of credits: as Credits, with a leading minus where negative ("-12.5").',
  serialize: (value) => formatCredits(asBigint(value, 'SignedCredits')),
  parseValue: () => {
    throw new GraphQLError('SignedCredits is never an input.');
  },
});

/** A count or sequence number below 2^63. */
export const Uint64 = new GraphQLScalarType<bigint, string>({
  name: 'Uint64',
  description:
    'A whole number from 0 to 2^63-1. Reads a decimal string, or a JSON integer up to 2^53-1; writes a decimal string.',
  serialize: (value) => asBigint(value, 'Uint64').toString(),
  parseValue: (value) => readUint64(value),
  parseLiteral: (node) => readUint64(textOf(node, true), node),
});

/** ISO 8601, UTC, milliseconds. */
export const DateTime = GraphQLDateTime;

function asBigint(value: unknown, name: string): bigint {
  if (typeof value !== 'bigint') throw new Error(`${name} carries a bigint, not a ${typeof value}`);
  return value;
}

function textOf(node: ValueNode, integers: boolean): unknown {
  if (node.kind === Kind.STRING || (integers && node.kind === Kind.INT)) return node.value;
  return null;
}

/** @param node where it stands in a document: graphql-js takes such an error as it is */
function readCredits(value: unknown, node?: ValueNode): bigint {
  const nano = typeof value === 'string' ? parseCredits(value) : null;
  if (nano !== null) return nano;
  throw new GraphQLError(
    `Credits must be a decimal string such as "12.5": at most ${formatCredits(MAX_NANO)}, with at most 9 fraction digits, no sign, no exponent.`,
    { nodes: node },
  );
}

function readUint64(value: unknown, node?: ValueNode): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === 'string' && /^(?:0|[1-9][0-9]{0,18})$/.test(value)) {
    const count = BigInt(value);
    if (count <= MAX_UINT64) return count;
  }
  throw new GraphQLError('Uint64 must be a whole number from 0 to 2^63-1; above 2^53-1 it must be a string.', {
    nodes: node,
  });
}
