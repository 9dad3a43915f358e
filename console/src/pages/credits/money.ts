/** Amounts that are typed, and prices as they are read. */

/** What a field must look like before the server is asked. */
export const CREDITS = /^\d{1,10}(\.\d{1,9})?$/;

export const NOT_A_NUMBER = 'Write a number, such as 50 or 12.5.';

/** "$2.00", exact: the amount is a decimal string. */
export const priceText = ({ amount, currency }: { amount: string; currency: string }): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount as never);
