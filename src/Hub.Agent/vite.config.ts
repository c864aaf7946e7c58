import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  server: {
    port: 5173,
    proxy: {
      '/api': { target: server },
      '/letter-frame': { target: server },
      '/hubs': { target: server, ws: true },
    },
  },
  // Assets are never inlined as data: URIs; the content security policy allows those for images only.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  // Pure functions: a world of its own for each file costs more than all their tests.
  test: { environment: 'node', include: ['src/**/*.test.ts'], isolate: false },
});
