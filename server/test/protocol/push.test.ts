// Diagnostics that are pushed, or pulled where a client only pulls, and that nothing stale is left of them.
import { describe, expect, test } from 'vitest';
import { brief, overProfiles, textIn, until } from './client';
import { ours, pulls } from './profiles';

const compose = (...ports: readonly number[]) =>
  `services:\n${ports.map((p, i) => `  s${i}:\n    image: example/s${i}\n    ports: ["${p}:80"]\n`).join('')}`;
const clash = compose(8080, 8080);
const fine = compose(8080, 8081);
const at = '7:14 host-port-collision';

overProfiles((start, transport, profile) => {
  const isPulled = pulls(profile);
  const { workspace, textDocument } = profile.capabilities;

  test('are sent for files that nobody opened, only for those with findings', async () => {
    const client = await start({ 'a/compose.yaml': clash, 'b/compose.yaml': fine, 'README.md': '' });
    expect(client.problems()).toEqual({ 'a/compose.yaml': [at] });
    expect([...client.published.keys()]).toEqual([client.uri('a/compose.yaml')]);
    expect(client.result.capabilities.diagnosticProvider !== undefined).toBe(isPulled);
    expect(client.result.capabilities.positionEncoding).toBe('utf-16');
  });

  test('say rule, page, range, source and every place that contradicts', async () => {
    const client = await start({ 'compose.yaml': clash });
    const [diagnostic] = client.published.get(client.uri('compose.yaml'))?.diagnostics ?? [];
    expect(diagnostic).toMatchObject({
      code: 'host-port-collision',
      source: 'portolan',
      severity: 1,
      codeDescription: { href: 'https://github.com/portolan-dev/portolan/blob/main/docs/rules/host-port-collision.md' },
    });
    expect(textIn(clash, diagnostic!.range)).toBe('8080');
    expect(diagnostic!.message).toMatch(/8080/);
    if (!textDocument) return expect(diagnostic).not.toHaveProperty('relatedInformation');
    expect(diagnostic).toMatchObject({
      relatedInformation: [{ location: { uri: client.uri('compose.yaml'), range: { start: { line: 3 } } } }],
    });
    expect(textIn(clash, diagnostic!.relatedInformation![0]!.location.range)).toBe('8080');
  });

  test('have no related places for a client that cannot show them', async () => {
    const client = await start(
      { 'compose.yaml': clash },
      { capabilities: { textDocument: { publishDiagnostics: { relatedInformation: false } } } },
    );
    expect(client.problems()).toEqual({ 'compose.yaml': [at] });
    expect(client.published.get(client.uri('compose.yaml'))?.diagnostics[0]).not.toHaveProperty('relatedInformation');
  });

  test('follow the open document, with its version, and the file once it is closed without saving', async () => {
    const client = await start({ 'compose.yaml': clash });
    client.open('compose.yaml');
    client.change('compose.yaml', fine);
    await client.settled();
    expect(client.problems()).toEqual({});
    const told = () => client.published.get(client.uri('compose.yaml'));
    if (!isPulled) expect(told()).toMatchObject({ version: 2, diagnostics: [] });
    client.edit('compose.yaml', { start: { line: 6, character: 13 }, end: { line: 6, character: 17 } }, '8080');
    await client.settled();
    if (!isPulled) expect(told()).toMatchObject({ version: 3 });
    expect(client.problems()).toEqual({ 'compose.yaml': [at] });
    client.close('compose.yaml');
    await client.settled();
    expect(client.problems()).toEqual({ 'compose.yaml': [at] });
  });

  test.skipIf(isPulled)('are not sent again when nothing changed', async () => {
    const client = await start({ 'compose.yaml': clash, 'k/compose.yaml': clash });
    const before = client.pushes();
    client.open('compose.yaml');
    client.change('compose.yaml', `${clash}# a comment\n`);
    client.watch(['changed', 'k/compose.yaml'], ['created', 'k'], ['changed', 'compose.yaml']);
    await client.settled();
    await client.check();
    expect(client.pushes()).toBe(before);
  });

  describe('nothing stale', () => {
    test('after a save: events about an open document change nothing', async () => {
      const client = await start({ 'compose.yaml': clash });
      client.open('compose.yaml');
      client.change('compose.yaml', fine);
      client.write('compose.yaml', fine);
      client.watch(['changed', 'compose.yaml']);
      await client.settled();
      expect(client.problems()).toEqual({});
      client.close('compose.yaml');
      await client.settled();
      expect(client.problems()).toEqual({});
    });
    test('after changes from outside, creations and deletions', async () => {
      const client = await start({ 'compose.yaml': fine });
      client.write('compose.yaml', clash);
      client.watch(['changed', 'compose.yaml']);
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
      client.remove('compose.yaml');
      client.watch(['deleted', 'compose.yaml']);
      await client.settled();
      expect(client.problems()).toEqual({});
      client.write('compose.yaml', clash);
      client.watch(['created', 'compose.yaml']);
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
    });
    test('after a file that others read changes', async () => {
      const files = { '.env': 'P=8081\n', 'compose.yaml': clash.replace('8080', '${P}'), '.gitignore': '.env\n' };
      const client = await start(files);
      expect(client.problems()).toEqual({});
      client.write('.env', 'P=8080\n');
      client.watch(['changed', '.env']);
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
      client.open('.env', 'P=9\n', 'dotenv');
      await client.settled();
      expect(client.problems()).toEqual({});
      client.close('.env');
      client.remove('.env');
      client.watch(['deleted', '.env']);
      await client.settled();
      expect(Object.values(client.problems()).flat().join()).not.toContain('host-port-collision');
    });
    test('after folders come, go and are moved, with one event each', async () => {
      const client = await start({ 'a/b/compose.yaml': clash });
      client.write('c/d/compose.yaml', clash);
      client.watch(['created', 'c']);
      await client.settled();
      expect(client.problems()).toEqual({ 'a/b/compose.yaml': [at], 'c/d/compose.yaml': [at] });
      client.remove('a');
      client.watch(['deleted', 'a']);
      await client.settled();
      expect(client.problems()).toEqual({ 'c/d/compose.yaml': [at] });
    });
    test('after a checkout: many files at once, in any order, some twice, ignore files too', async () => {
      const many = Array.from({ length: 60 }, (_, i) => `p${i}/compose.yaml`);
      const client = await start(Object.fromEntries(many.map((n, i) => [n, i % 2 ? clash : fine])));
      expect(Object.keys(client.problems())).toHaveLength(30);
      client.open('p1/compose.yaml');
      for (const [i, n] of many.entries()) {
        if (i % 3 === 0) client.remove(n);
        else client.write(n, i % 2 ? fine : clash);
      }
      client.write('.gitignore', 'p4/\n');
      for (const [i, n] of many.entries()) client.watch([i % 3 === 0 ? 'deleted' : 'changed', n]);
      client.watch(['created', '.gitignore']);
      for (const n of many) client.watch(['changed', n]);
      await client.settled();
      const expected = many.filter((n, i) => n === 'p1/compose.yaml' || (i % 2 === 0 && i % 3 !== 0 && i !== 4));
      expect(Object.keys(client.problems()).sort()).toEqual(expected.sort());
    });
    test('after packages are installed: their files are no part of the workspace', async () => {
      const client = await start({ 'compose.yaml': fine });
      for (let i = 0; i < 20; i++) client.write(`node_modules/p${i}/docker-compose.yml`, clash);
      client.watch(['created', 'node_modules']);
      for (let i = 0; i < 20; i++) client.watch(['created', `node_modules/p${i}/docker-compose.yml`]);
      client.open('node_modules/p1/docker-compose.yml');
      await client.settled();
      client.close('node_modules/p1/docker-compose.yml');
      await client.settled();
      expect(client.problems()).toEqual({});
    });
    test.skipIf(profile !== ours || !transport.ownFiles)('where the server is asked to watch by itself', async () => {
      const initializationOptions = { ...ours.initializationOptions, watchFiles: true };
      const client = await start({ 'a/compose.yaml': fine, '.gitignore': 'ignored\n' }, { initializationOptions });
      expect(client.registrations).not.toContain('workspace/didChangeWatchedFiles');
      const becomes = (found: Record<string, string[]>) =>
        until(() => JSON.stringify(client.problems()) === JSON.stringify(found), JSON.stringify(found));
      client.write('a/compose.yaml', clash);
      await becomes({ 'a/compose.yaml': [at] });
      // A folder that is new, one in it, one that goes and comes again under its name.
      client.write('b/c/compose.yaml', clash);
      await becomes({ 'a/compose.yaml': [at], 'b/c/compose.yaml': [at] });
      client.write('b/c/compose.yaml', fine);
      client.remove('a');
      await becomes({});
      client.write('a/compose.yaml', fine);
      await client.settled();
      await new Promise((resolve) => setTimeout(resolve, 400));
      client.write('a/compose.yaml', clash);
      await becomes({ 'a/compose.yaml': [at] });
      client.remove('a/compose.yaml');
      await becomes({});
    });
    test('without a watcher: a save makes the server look again', async () => {
      const { workspace: _, ...rest } = { workspace: {}, textDocument: {} };
      const client = await start({ 'compose.yaml': fine, 'other.yaml': '' }, { capabilities: rest });
      expect(client.result.capabilities.textDocumentSync).toMatchObject({ save: true });
      expect(client.registrations).toEqual([]);
      client.open('other.yaml');
      client.write('compose.yaml', clash);
      await client.connection.sendNotification('textDocument/didSave', {
        textDocument: { uri: client.uri('other.yaml') },
      });
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
    });
  });

  describe('documents outside of the workspace', () => {
    test('are no part of it and harm nothing', async () => {
      const client = await start({ 'in/compose.yaml': clash, 'out/compose.yaml': clash }, { folders: ['in'] });
      client.open('out/compose.yaml');
      const untitled = { uri: 'untitled:Untitled-1', languageId: 'dockercompose', version: 1, text: clash };
      await client.connection.sendNotification('textDocument/didOpen', { textDocument: untitled });
      const git = { uri: 'git:/in/compose.yaml?%7B%22ref%22%3A%22~%22%7D', languageId: 'yaml', version: 1, text: fine };
      await client.connection.sendNotification('textDocument/didOpen', { textDocument: git });
      await client.settled();
      expect(client.problems()).toEqual({ 'in/compose.yaml': [at] });
      for (const uri of [untitled.uri, git.uri, client.uri('out/compose.yaml')]) {
        const hover = { textDocument: { uri }, position: { line: 3, character: 13 } };
        expect(await client.connection.sendRequest('textDocument/hover', hover)).toBeNull();
      }
    });
    test('are all there is without a folder', async () => {
      const client = await start({ 'compose.yaml': clash }, { folders: [] });
      client.open('compose.yaml');
      await client.settled();
      expect(client.problems()).toEqual({});
      expect(await client.check()).toEqual({ files: 0, findings: 0 });
    });
  });

  describe.skipIf(!workspace?.workspaceFolders)('folders', () => {
    test('come and go', async () => {
      const client = await start({ 'a/compose.yaml': clash, 'b/compose.yaml': clash }, { folders: ['a'] });
      const folder = (name: string) => ({ name, uri: client.uri(name) });
      const change = (event: object) =>
        client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
      expect(Object.keys(client.problems())).toEqual(['a/compose.yaml']);
      await change({ added: [folder('b')], removed: [] });
      await client.settled();
      expect(Object.keys(client.problems())).toEqual(['a/compose.yaml', 'b/compose.yaml']);
      await change({ added: [], removed: [folder('a')] });
      await client.settled();
      expect(Object.keys(client.problems())).toEqual(['b/compose.yaml']);
      await change({ added: [], removed: [folder('b')] });
      await client.settled();
      expect(client.problems()).toEqual({});
    });
    test('may lie in one another', async () => {
      const client = await start({ 'compose.yaml': clash, 'in/compose.yaml': clash }, { folders: ['in', '', 'in'] });
      expect(client.problems()).toEqual({ 'compose.yaml': [at], 'in/compose.yaml': [at] });
      const event = { added: [], removed: [{ name: '', uri: client.uri('') }] };
      await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
      await client.settled();
      expect(client.problems()).toEqual({ 'in/compose.yaml': [at] });
    });
    test('do not mix: the same project in two of them is two projects', async () => {
      const client = await start(
        { 'a/compose.yaml': compose(80), 'b/compose.yaml': compose(80) },
        { folders: ['a', 'b'] },
      );
      expect(client.problems()).toEqual({});
    });
  });

  test.skipIf(isPulled)('one file has one address, however it is spelled', async () => {
    const odd = (uri: string) =>
      uri.replace('/x', '/%78').replace('%2B', '+').replace('+', '%2b').replace('file:', 'FILE:');
    const name = 'x+y (1)/compose.yaml';
    const client = await start({ [name]: clash }, { spell: odd });
    expect(client.published.size).toBe(1);
    client.open(name);
    client.change(name, fine);
    await client.settled();
    expect([...client.published.values()].map((p) => [brief(p.diagnostics), p.version])).toEqual([[[], 2]]);
    client.close(name);
    client.watch(['changed', name]);
    await client.settled();
    expect([...client.published.values()].map((p) => brief(p.diagnostics))).toEqual([[at]]);
  });

  test('positions count UTF-16 units, and CRLF is one line break', async () => {
    const text = '# 😀 ü\r\nservices: {"😀": {image: a, ports: ["80:1"]}, b: {image: b, ports: ["80:1"]}}\r\n';
    const client = await start({ 'compose.yaml': text });
    const line = text.split('\r\n')[1] ?? '';
    expect(client.published.get(client.uri('compose.yaml'))?.diagnostics[0]?.range).toEqual({
      start: { line: 1, character: line.lastIndexOf('80:1') },
      end: { line: 1, character: line.lastIndexOf('80:1') + 2 },
    });
  });

  describe('settings', () => {
    test.skipIf(profile !== ours)(
      'come with `initialize`, are asked for, and take effect when they change',
      async () => {
        let rules: Record<string, string> = { 'host-port-collision': 'warning' };
        const client = await start(
          { 'compose.yaml': clash },
          { configuration: () => ({ rules }), initializationOptions: { fileSystem: true, pushDiagnostics: true } },
        );
        const severity = () => client.published.get(client.uri('compose.yaml'))?.diagnostics[0]?.severity;
        await until(() => severity() === 2);
        expect(client.registrations).toContain('workspace/didChangeConfiguration');
        rules = { 'host-port-collision': 'off' };
        await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
        await until(() => client.problems()['compose.yaml'] === undefined);
      },
    );
    test('that are pushed count for a client that cannot be asked', async () => {
      const capabilities = { textDocument: {} };
      const client = await start({ 'compose.yaml': clash, 'x/compose.yaml': clash }, { capabilities });
      const settings = { portolan: { exclude: ['/x'], rules: { 'host-port-collision': 'info' } } };
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
      expect(client.published.get(client.uri('compose.yaml'))?.diagnostics[0]?.severity).toBe(3);
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
      await client.settled();
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
    });
    test('that make no sense are told in the output and count as not given', async () => {
      const settings = { rules: { 'no-such-rule': 'off' }, exclude: 7 };
      const client = await start({ 'compose.yaml': clash }, { initializationOptions: { fileSystem: true, settings } });
      expect(client.problems()).toEqual({ 'compose.yaml': [at] });
      expect(client.complaints.splice(0)).toEqual([
        '`portolan.rules` names `no-such-rule`, which is not a rule.',
        '`portolan.exclude` must be a list of strings.',
      ]);
    });
  });

  test('what could not be read is told in the output, once', async () => {
    const client = await start({ 'compose.yaml': fine });
    client.write('Dockerfile', Uint8Array.from([0x46, 0xff, 0xfe]));
    client.watch(['created', 'Dockerfile']);
    await client.settled();
    await client.check();
    expect(client.output.filter((l) => l.startsWith('Left out'))).toEqual([
      `Left out: ${client.uri('Dockerfile')}: it is not valid UTF-8`,
    ]);
  });
});
