import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';

// The page asks Prometheus under /prom.
const proxy = { '/prom': { target: process.env.PROMETHEUS ?? 'http://127.0.0.1:19090', rewrite: (p) => p.replace(/^\/prom/, '') } };

export default defineConfig({
  plugins: [react()],
  preview: { host: '127.0.0.1', port: 15174, proxy },
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  build: { target: 'esnext', minify: false, chunkSizeWarningLimit: 9000 },
});
