import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{src,bots,connectors,migrations,web}/**/*.test.ts',
      'test/{kit,arch,contract,e2e,fault}/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'test/bench/**', 'web/dist/**'],
    globalSetup: ['test/kit/global-setup.ts'],
    setupFiles: ['test/kit/setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // No module keeps state of its own, so files may share one; that is more than twice as fast.
    isolate: false,
    // Far beyond what any takes: on a busy machine a slow test is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
