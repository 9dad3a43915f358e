/**
 * The formats that policies may be written in; a further one is a folder beside `casbin` and a line here. A tenant
 * without any policy file is told that the first format's is missing.
 */
import { casbinFormat } from './casbin/casbin-format.js';
import type { PolicyFormat } from './policy-format.js';

export const POLICY_FORMATS: readonly [PolicyFormat, ...PolicyFormat[]] = [casbinFormat];
