/** Puts one policy's questions to Casbin in a thread of its own. */
import { answer } from '../../in-thread.js';
import { proveLines } from './prove-policy.js';

await answer(proveLines);
