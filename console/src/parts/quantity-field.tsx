/** A whole number of one dimension. */
import { TextField } from './fields';

interface QuantityFieldProps {
  dimension: string;
  quantity: string;
  set: (value: string) => void;
}

export function QuantityField({ dimension, quantity, set }: QuantityFieldProps) {
  const valid = /^\d{1,18}$/.test(quantity);
  return (
    <TextField
      label={dimension}
      inputMode="numeric"
      value={quantity}
      onChange={(event) => set(event.target.value.replace(/\D/g, '').slice(0, 18) || '0')}
      problem={valid ? null : 'A whole number.'}
    />
  );
}
