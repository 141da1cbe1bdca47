import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { fakeMedia } from "./dev/fakeMedia.ts";

/** Where `npm run dev` finds a running `ringbook serve`. */
const server = process.env.RINGBOOK_DEV_SERVER ?? "http://127.0.0.1:8790";

export default defineConfig({
  plugins: [react(), fakeMedia()],
  base: "./",
  build: {
    target: ["chrome123", "safari17.5"],
    // The content security policy allows files of our own only: no inline script, no data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // What the first screen needs is one file: by itself it would be eighty, each of which the web view asks for on its
    // own, and half of the time until the inbox is shown goes into that.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", test: /\/src\/main\.tsx$/ }] } } },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      // The interface's port answers its own pages only: what comes through here speaks as one of them.
      "/api": { target: server, changeOrigin: true, headers: { origin: server } },
      "/media": { target: server, changeOrigin: true },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // Nothing else runs meanwhile; by default one processor would stay idle, which is half of a small computer.
    maxWorkers: "100%",
    // Shared and slow machines: a component test waits for work, not for a clock.
    testTimeout: 60_000,
    css: { modules: { classNameStrategy: "non-scoped" } },
  },
});
