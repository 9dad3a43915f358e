/**
 * How the size of a request or of usage is told by decisions and charges, as they are stored.
 */
import type { SizeTold } from '../core/size.js';
import { nano, type Stored } from './codec.js';

/** How a rate card judged the size. */
export interface PriceSize extends SizeTold {
  card: string;
}

/** The same, as decisions and charges store it. */
export const sizeDocument = ({ card, dimension, limit, counted, above }: PriceSize): Stored<PriceSize> => {
  return { card, dimension, limit: limit.toString(), counted: counted.toString(), above };
};
export const sizeFrom = ({ limit, counted, ...size }: Stored<PriceSize>): PriceSize => {
  return { ...size, limit: nano(limit), counted: nano(counted) };
};
