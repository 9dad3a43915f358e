/** Which tenants an owner that is bound by row-level security names for itself: those that have a folder. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TENANT_NAME } from '../catalog/catalog-shape.js';

/** The tenants with a folder in the policy folder; a link to a folder counts, as a mounted ConfigMap has it. */
export function tenantFolders(policyDir: string): string[] {
  const isFolder = (name: string) => statSync(join(policyDir, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return readdirSync(policyDir).filter((name) => TENANT_NAME.test(name) && isFolder(name));
}
