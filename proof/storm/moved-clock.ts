/**
 * Loaded into a process of a storm before the product: its clock is that of the storm (storm-clock.ts) from the first
 * instant on. The product tells the time by `Date.now()`, and knows nothing of it.
 */
import { movedFrom, termsIn } from './storm-clock.js';

const terms = termsIn(import.meta.url);
const machine = Date.now.bind(Date);
Date.now = () => movedFrom(terms, machine());
