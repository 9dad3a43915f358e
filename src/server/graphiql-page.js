/**
 * The script of GraphiQL's page, as the browser runs it: it asks for a token, and then shows GraphiQL, whose calls all
 * carry that token. Before there is one it sends no call. It keeps the token in memory only, and no link leads away.
 */
const { endpoint, operations, subjects } = JSON.parse(document.getElementById('settings').textContent);
const caller = document.getElementById('caller');
const form = document.querySelector('form');

let token = '';
let shown = false;

/** What a token says of itself; the server alone checks it. */
function claimsOf(jwt) {
  const bytes = atob(jwt.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0))));
}

async function use(jwt) {
  const { tenant, sub, exp } = claimsOf(jwt);
  token = jwt;
  caller.textContent = `${sub} of ${tenant}, until ${new Date(exp * 1000).toLocaleTimeString()}`;
  if (shown) return;
  shown = true;
  await showGraphiql();
}

async function demoToken(who) {
  const headers = { 'content-type': 'application/json', 'x-spillway-dev': '1' };
  const response = await fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify(who) });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.errors[0].message);
  return answer.token;
}

for (const { tenant, subject } of subjects) {
  const button = document.createElement('button');
  button.textContent = `${subject} of ${tenant}`;
  button.onclick = () =>
    demoToken({ tenant, subject })
      .then(use)
      .catch((error) => (caller.textContent = `No token: ${error.message}`));
  form.before(button);
}

form.onsubmit = (event) => {
  event.preventDefault();
  const pasted = form.elements.token.value.trim().replace(/^bearer +/i, '');
  form.reset();
  use(pasted).catch(() => (caller.textContent = 'That is no token. A token has three parts with points between.'));
};

/** The headers of one call: those of the editor win, so that another token can be tried there. */
function headersOf(own = {}) {
  const headers = new Headers({ 'content-type': 'application/json', authorization: `Bearer ${token}` });
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  return headers;
}

async function post(operation, headers) {
  const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(operation) });
  return response.json();
}

/** Runs a subscription over a socket of its own (graphql-transport-ws), which ends with it. */
function subscribe(payload, authorization) {
  const socket = new WebSocket(new URL(endpoint, location.href.replace(/^http/, 'ws')), 'graphql-transport-ws');
  const arrived = [];
  let wake = () => {};
  const put = (message) => {
    arrived.push(message);
    wake();
  };
  const send = (message) => socket.send(JSON.stringify(message));
  socket.onopen = () => send({ type: 'connection_init', payload: { authorization } });
  socket.onmessage = ({ data }) => put(JSON.parse(data));
  socket.onclose = ({ code, reason }) => put({ type: 'closed', payload: [{ message: `${code} ${reason}` }] });

  async function* events() {
    for (;;) {
      while (arrived.length === 0) await new Promise((resolve) => (wake = resolve));
      const { type, payload: content } = arrived.shift();
      if (type === 'connection_ack') send({ id: '1', type: 'subscribe', payload });
      if (type === 'ping') send({ type: 'pong' });
      if (type === 'next') yield content;
      if (type === 'error' || type === 'closed') yield { errors: content };
      if (['error', 'closed', 'complete'].includes(type)) return socket.close();
    }
  }
  const running = events();
  const end = running.return.bind(running);
  // A generator ends only between two events, and the next one may never come.
  running.return = (value) => {
    socket.close(1000);
    return end(value);
  };
  return running;
}

function fetcher(operation, { headers: own, documentAST } = {}) {
  const headers = headersOf(own);
  const asked = documentAST?.definitions.find(
    ({ kind, name }) =>
      kind === 'OperationDefinition' && (!operation.operationName || name?.value === operation.operationName),
  );
  if (asked?.operation === 'subscription') return subscribe(operation, headers.get('authorization'));
  return post(operation, headers);
}

/** The packaged editor names its makers in links; on this page no link leads to another host. */
function unlinkOthers() {
  for (const link of document.querySelectorAll('a[href]')) {
    if (link.origin !== location.origin) link.removeAttribute('href');
  }
}

async function showGraphiql() {
  const folder = new URL('.', import.meta.url);
  const workers = { json: 'jsonWorker.js', graphql: 'graphqlWorker.js' };
  globalThis.MonacoEnvironment = {
    getWorker: (_, label) => new Worker(new URL(workers[label] ?? 'editorWorker.js', folder), { type: 'module' }),
  };
  const changed = { subtree: true, childList: true, attributeFilter: ['href'] };
  new MutationObserver(unlinkOthers).observe(document.body, changed);
  const { React, createRoot, Ruru } = await import(new URL('ruru.js', folder).href);
  const main = document.querySelector('main');
  main.replaceChildren();
  const defaultTabs = operations.map((query) => ({ query }));
  createRoot(main).render(
    React.createElement(Ruru, {
      fetcher,
      defaultTabs,
      defaultQuery: operations[0],
      isHeadersEditorEnabled: true,
      debugTools: [],
    }),
  );
}
