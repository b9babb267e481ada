/// <reference types="mocha" />
// What VS Code loads as `extensionTestsPath` in a Node extension host.
import Mocha from 'mocha';
import * as fs from 'node:fs';
import { count, Silent } from './mocha';

/** Called by VS Code; the window ends with this promise. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, retries: 1, reporter: Silent as never, grep: TITLES });
  mocha.suite.emit('pre-require', globalThis, '', mocha); // defines suite() and test() before the tests are loaded
  require('./all');
  require('./outside');
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failed) => {
      const file = process.env['PORTOLAN_E2E_RESULTS'];
      if (file) fs.writeFileSync(file, JSON.stringify(result));
      if (failed > 0) reject(new Error(`${failed} tests failed`));
      else resolve();
    });
    const result = count(runner);
  });
}
