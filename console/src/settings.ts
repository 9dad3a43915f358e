/** What the server says about itself, as it lies in the page. */

/** Somebody whom a development server gives a token. */
export interface DemoSubject {
  tenant: string;
  subject: string;
}

export interface OidcSettings {
  issuer: string;
  clientId: string;
  audience: string;
  scope: string;
  token: NeededClaims;
}

/** What an access token of that issuer must say for the server to take it. */
export interface NeededClaims {
  audience: string;
  tenantClaim: string;
  subjectClaim: string;
  groupsClaim: string;
  /** The longest life of a token; null: any. */
  maxHours: number | null;
}

export interface Settings {
  /** Where GraphQL is, as a path. */
  endpoint: string;
  /** Who can be picked without a sign-in; nobody in production. */
  subjects: readonly DemoSubject[];
  production: boolean;
  /** Whether /graphiql is there. */
  graphiql: boolean;
  oidc: OidcSettings | null;
  /** For style elements that a library adds. */
  nonce: string;
}

const UNSAID: Settings = {
  ...{ endpoint: '/graphql', subjects: [], production: false, graphiql: true, oidc: null, nonce: '' },
};

const given = JSON.parse(document.getElementById('settings')?.textContent ?? 'null') as Partial<Settings> | null;

export const settings: Settings = { ...UNSAID, ...given };
