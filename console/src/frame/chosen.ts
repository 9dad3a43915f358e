/** The product that somebody looks at, from one visit to the next. */
import { keptStore } from '../store';

export const product = keptStore<string>('product', '', (value): value is string => value.length <= 100);
