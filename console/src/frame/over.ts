/** What lies over the page: the palette, the list of keys, or nothing. */
import { store } from '../store';

export const over = store<'palette' | 'keys' | null>(null);
