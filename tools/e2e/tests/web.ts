/// <reference types="mocha" />
// What VS Code loads as `extensionTestsPath` in a web worker extension host: no files, no require of other files.
import 'mocha/mocha'; // the browser build, which defines the global `mocha`
import { RESULT_MARK } from '../lib/results.mjs';
import { count, Silent } from './mocha';

/** Called by VS Code; the window ends with this promise. */
export function run(): Promise<void> {
  mocha.setup({ ui: 'tdd', timeout: 60_000, retries: 1, reporter: Silent as never, grep: TITLES });
  require('./all');
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failed) => {
      console.log(`${RESULT_MARK}${JSON.stringify(result)}`);
      if (failed > 0) reject(new Error(`${failed} tests failed`));
      else resolve();
    });
    const result = count(runner);
  });
}
