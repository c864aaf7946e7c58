import { defineConfig } from 'vite';

// The hub serves this folder's dist/ under /widget/: dist/chat/index.html at /widget/chat, dist/assets/* at /widget/assets/*.
export default defineConfig({
  base: '/widget/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2021',
    // An inlined asset would need data: in the page's content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: 'chat/index.html' },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
