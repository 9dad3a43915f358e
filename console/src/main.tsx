/** Starts the page: who is signed in, the client, the routes. */
import './style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setNonce } from 'get-nonce';
import { App } from './app';
import { arrive } from './session/arrival';
import { resume } from './session/session';
import { settings } from './settings';

setNonce(settings.nonce);
resume();
arrive();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
