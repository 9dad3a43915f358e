import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where the API of a development server is; `npm run console` passes it. */
const server = process.env['SPILLWAY_URL'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
  server: {
    port: 5173,
    // The server compares a page's origin with its own host: the host stays what the browser asked for.
    proxy: {
      '/graphql': { target: server, ws: true, changeOrigin: false },
      '/dev/token': { target: server, changeOrigin: false },
    },
  },
});
