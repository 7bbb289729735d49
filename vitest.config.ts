import { defineConfig } from "vitest/config";

// Tests that start a real browser are kept apart: they run one file at a time, so that two cores are enough.
const BROWSER_TESTS = ["**/*.e2e.test.ts", "forge-ui/test/**/*.test.ts"];
const IGNORED = ["**/node_modules/**", "**/target*/**", "**/dist/**", "**/.venv/**"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["**/*.test.ts"],
          exclude: [...IGNORED, ...BROWSER_TESTS],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "browser",
          // Software rendering on shared cores takes its time.
          expect: { poll: { timeout: 30_000 } },
          include: BROWSER_TESTS,
          exclude: IGNORED,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
