import { defineConfig } from 'vite';

// The loader keeps one name for good, because site owners paste it into their pages.
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2021',
    lib: { entry: 'loader/widget.ts', formats: ['iife'], name: 'CrmHubLoader', fileName: () => 'widget.js' },
  },
});
