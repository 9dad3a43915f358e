/**
 * `npm run -s token`: prints a token for the development secret, and nothing else. With a JWKS URL configured there is
 * no secret to sign with, and it says so.
 */
import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../processes/config.js';
import { signToken } from '../server/token.js';
import { isOperator, isSubject } from '../text.js';

const USAGE = `Usage: spillway token --tenant acme --subject alice [options]
       npm run -s token -- --tenant acme --subject alice [options]

Prints a token for the development secret, and nothing else.

  --tenant   the tenant the token is for
  --subject  who it speaks for; bare, such as alice, or operator:<name> for the operator,
             which takes SPILLWAY_OPERATOR_JWT_SECRET
  --group    a group of the subject; may be repeated (default: none)
  --hours    how long it is valid (default 12, at most 8760, and SPILLWAY_TOKEN_MAX_HOURS)

Exit code: 0 with a token; 1 where none can be made, as where tokens come from an issuer
           (SPILLWAY_JWKS_URL, SPILLWAY_ISSUERS_FILE).
`;

function tenantSecret({ tokenKey }: Pick<Config, 'tokenKey'>): string {
  if (tokenKey && 'secret' in tokenKey) return tokenKey.secret;
  const issuers = tokenKey ? 'the issuer behind SPILLWAY_JWKS_URL' : 'the issuers of SPILLWAY_ISSUERS_FILE';
  throw new Error(`Tokens come from ${issuers}, not from here.`);
}

function operatorSecret({ operatorKey }: Pick<Config, 'operatorKey'>): string {
  if (operatorKey && 'secret' in operatorKey) return operatorKey.secret;
  throw new Error(
    operatorKey
      ? "The operator's tokens come from the issuer behind SPILLWAY_OPERATOR_JWKS_URL, not from here."
      : "There is no operator's key: set SPILLWAY_OPERATOR_JWT_SECRET, here and where Spillway runs.",
  );
}

/** @returns the token; @throws Error with a sentence for a person */
async function makeToken(args: string[]): Promise<string> {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      subject: { type: 'string' },
      group: { type: 'string', multiple: true, default: [] },
      hours: { type: 'string', default: '12' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return USAGE;
  const { tenant, subject, group: groups } = values;
  const hours = Number(values.hours);
  if (!tenant || !subject) throw new Error(`Give --tenant and --subject.\n\n${USAGE}`);
  if (!(hours > 0 && hours <= 8760)) throw new Error('--hours is a number above 0 and at most 8760.');
  const operator = isOperator(subject);
  const wrong = [...(operator ? [] : [subject]), ...groups].find((name) => !isSubject(name));
  if (wrong !== undefined)
    throw new Error(`"${wrong}" cannot name a subject or a group: names stand bare, like alice.`);
  const { issuer, audience, claims, tokenMaxHours, ...keys } = readConfig();
  if (tokenMaxHours !== null && hours > tokenMaxHours) {
    throw new Error(`--hours is at most ${tokenMaxHours}: a longer token is refused (SPILLWAY_TOKEN_MAX_HOURS).`);
  }
  return signToken({
    secret: operator ? operatorSecret(keys) : tenantSecret(keys),
    issuer,
    audience,
    claims,
    tenant,
    subject,
    groups,
    expiresInSeconds: Math.ceil(hours * 3600),
  });
}

try {
  process.stdout.write(`${(await makeToken(process.argv.slice(2))).trimEnd()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
