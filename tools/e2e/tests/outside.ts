/// <reference types="mocha" />
// What only a Node host can do: change files behind VS Code's back.
import * as fs from 'node:fs';
import { at, eventually, findings, indexed } from './util';

suite('changes from outside', () => {
  suiteSetup(indexed);

  test('a file that another program writes', async () => {
    const uri = at('outside.yaml');
    fs.writeFileSync(uri.fsPath, 'a: 9999\n');
    await eventually('a finding', () => findings(uri).length === 1);
    fs.rmSync(uri.fsPath);
    await eventually('no finding', () => findings(uri).length === 0);
  });
});
