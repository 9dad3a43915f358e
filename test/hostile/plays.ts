/** Every curated case, ready to be played against a server, by group. A document is played over all transports. */
import { argumentCases } from './cases/arguments.js';
import { bodyCases } from './cases/bodies.js';
import { documentCases } from './cases/documents.js';
import { frameCases, socketCases } from './cases/sockets.js';
import { tokenCases } from './cases/tokens.js';
import { wireCases } from './cases/wire.js';
import { playWire } from './bare-wire.js';
import type { DocumentCase, TokenCase } from './hostile-case.js';
import { complaintsAboutCase } from './judge.js';
import type { Operation } from './operations.js';
import { playFrame, playSocket, playToken } from './play-socket.js';
import type { Target } from './target.js';
import { openSocket, sendForEvents, type Http, type Socket } from './transports.js';

/** One case on one transport: plays it and says what is wrong. */
export interface Play {
  title: string;
  play: () => Promise<string[]>;
}

export const GROUPS = [
  'numbers',
  'texts',
  'ids',
  'instants',
  'documents',
  'bodies',
  'wire',
  'tokens',
  'sockets',
  'floods',
] as const;
export type Group = (typeof GROUPS)[number];

export interface Arena {
  target: Target;
  http: Http;
  socket: Socket;
  operations: Operation[];
}

const VIEWER = '{"query":"{ viewer { subject } }"}';
/** Messages that come at once. */
const FLOOD = 100;
const AT_ONCE = 8;
const ACCOUNT = '{"query":"{ viewer { account { id } } }"}';

/** How many cases each group has, and all of their plays. @param share as `argumentCases` takes it */
export function playsOf(arena: Arena, share: number): Record<Group, { cases: number; plays: Play[] }> {
  const { target, http } = arena;
  const floods = socketCases.filter(({ then = [] }) => then.length >= FLOOD);
  const others = socketCases.filter((hostile) => !floods.includes(hostile));
  const documents = (cases: readonly DocumentCase[]) => ({
    cases: cases.length,
    plays: cases.flatMap((hostile) => playsOfDocument(arena, hostile)),
  });
  const { numbers, texts, ids, instants } = argumentCases(arena.operations, share);
  return {
    numbers: documents(numbers),
    texts: documents(texts),
    ids: documents(ids),
    instants: documents(instants),
    documents: documents(documentCases),
    bodies: all(bodyCases, (hostile) => async () => complaintsAboutCase(hostile, await http.send(hostile))),
    wire: all(wireCases, (hostile) => () => playWire(target, hostile)),
    tokens: { cases: tokenCases.length, plays: tokenCases.flatMap((hostile) => playsOfToken(arena, hostile)) },
    sockets: all(
      [
        ...others.map((hostile) => ({ title: hostile.title, play: () => playSocket(target, hostile) })),
        ...Object.entries(frameCases).map(([title, hostile]) => ({
          title: `a frame ${title}`,
          play: () => playFrame(target, hostile),
        })),
      ],
      ({ play }) => play,
    ),
    floods: all(floods, (hostile) => async () => {
      const complaints = await playSocket(target, hostile);
      // What is left in the server's queues is done before others come.
      await http.send({ body: ACCOUNT });
      return complaints;
    }),
  };
}

/** Plays all, some at once (floods one by one), and tells what is wrong by title. */
export async function playAll(plays: readonly Play[], group: Group): Promise<string[]> {
  const complaints: string[] = [];
  const waiting = plays.values();
  const worker = async () => {
    for (const { title, play } of waiting) {
      const found = await play().catch((error: unknown) => [String(error)]);
      complaints.push(...found.map((complaint) => `${title}: ${complaint}`));
    }
  };
  await Promise.all(Array.from({ length: group === 'floods' ? 1 : AT_ONCE }, worker));
  return complaints;
}

function all<Case extends { title: string }>(cases: readonly Case[], play: (hostile: Case) => Play['play']) {
  return { cases: cases.length, plays: cases.map((hostile) => ({ title: hostile.title, play: play(hostile) })) };
}

function playsOfDocument({ target, http, socket }: Arena, hostile: DocumentCase): Play[] {
  const { title, body, over, closes } = hostile;
  const judged = (send: () => ReturnType<Socket['send']>) => async () => complaintsAboutCase(hostile, await send());
  // A socket that will be closed is nobody else's.
  const alone = async () => {
    const own = openSocket(target);
    return own.send(body).finally(() => own.close());
  };
  const ways = {
    http: judged(() => http.send({ body })),
    socket: judged(closes === undefined ? () => socket.send(body) : alone),
    // Nothing closes a stream but its end.
    stream: async () => complaintsAboutCase({ ...hostile, closes: undefined }, await sendForEvents(target, body)),
  };
  return (['http', 'socket', 'stream'] as const)
    .filter((way) => over === undefined || over === way)
    .map((way) => ({ title: `${title} (${way})`, play: ways[way] }));
}

function playsOfToken({ target, http }: Arena, hostile: TokenCase): Play[] {
  const { title, authorization, over } = hostile;
  const overHttp = async () => {
    const header = ((await authorization()) ?? undefined) as string | undefined;
    const outcome = await http.send({ body: VIEWER, headers: { authorization: header } });
    return complaintsAboutCase({ status: 401, code: 'UNAUTHENTICATED' }, outcome);
  };
  const plays = [{ title: `${title} (socket)`, play: () => playToken(target, hostile) }];
  return over === 'socket' ? plays : [{ title: `${title} (http)`, play: overHttp }, ...plays];
}
