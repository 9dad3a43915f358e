/** Asks the server whose token this is. Its answer alone counts: claims may have other names, or be worth nothing. */
import { WhoIsThisDocument, type WhoIsThisQuery } from '../gql/graphql';
import { settings } from '../settings';
import { SignInProblem } from './token';

export interface Who {
  tenant: string;
  subject: string;
  groups: readonly string[];
}

interface Answer {
  data?: WhoIsThisQuery | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/**
 * @returns who it is; null where the server does not take the token
 * @throws SignInProblem where it does not answer, or answers otherwise
 */
export async function askWho(token: string): Promise<Who | null> {
  const query = WhoIsThisDocument.toString();
  // A server that takes trusted documents only knows it by its hash.
  const sha256Hash = String(WhoIsThisDocument.__meta__?.['documentId']).replace('sha256:', '');
  const extensions = settings.nonce === '' ? {} : { persistedQuery: { version: 1, sha256Hash } };
  let answer: Answer;
  try {
    const response = await fetch(settings.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, operationName: 'WhoIsThis', extensions }),
    });
    if (response.status === 401) return null;
    answer = (await response.json()) as Answer;
  } catch {
    throw new SignInProblem('Spillway does not answer. Try again in a moment.');
  }
  if (answer.data?.viewer) return answer.data.viewer;
  const [problem] = answer.errors ?? [];
  if (problem?.extensions?.code === 'UNAUTHENTICATED') return null;
  throw new SignInProblem(problem?.message ?? 'Spillway gave no answer to who this is.');
}
