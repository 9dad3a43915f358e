/** Which keys may stand at a path of a text, as its shape says: for what was probably meant by one that may not. */
import type { z } from 'zod';

/** None where any name may stand there, or where the shape has several forms. */
export function keysAt(shape: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: z.core.$ZodType | undefined = bare(shape);
  for (const step of path) {
    if (at === undefined) return [];
    const { def }: { def: z.core.$ZodTypes['_zod']['def'] } = (at as z.core.$ZodTypes)._zod;
    if (def.type === 'object') at = def.shape[String(step)];
    else if (def.type === 'record') at = def.valueType;
    else if (def.type === 'array') at = def.element;
    else return [];
    at = at && bare(at);
  }
  const { def } = (at as z.core.$ZodTypes | undefined)?._zod ?? {};
  return def?.type === 'object' ? Object.keys(def.shape) : [];
}

/** Without what only says that it may be missing, or what is made of it. */
function bare(shape: z.core.$ZodType): z.core.$ZodType {
  const { def } = (shape as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
      return bare(def.innerType);
    case 'pipe':
      return bare(def.in);
    default:
      return shape;
  }
}
