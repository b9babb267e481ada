// The life cycle of LSP 3.17, row by row, by a client that may also be wrong. docs/editors/protocol.md lists the rows.
import { describe, expect, test } from 'vitest';
import { notification, overWires, request } from './raw';
import type { Raw } from './raw';

const clash = 'services:\n  a: { image: a, ports: ["81:80"] }\n  b: { image: b, ports: ["81:80"] }\n';
const files = { 'compose.yaml': clash };

const code = { notInitialized: -32002, invalidRequest: -32600, noMethod: -32601, invalidParams: -32602 };

const at = (raw: Raw, line = 1, character = 27) => ({
  textDocument: { uri: raw.uri('compose.yaml') },
  position: { line, character },
});

const opened = (raw: Raw, name: string, version = 1, text = clash) =>
  notification('textDocument/didOpen', {
    textDocument: { uri: raw.uri(name), languageId: 'yaml', version, text },
  });

overWires((start, transport) => {
  describe('before `initialize`', () => {
    test('a request is refused as too early, an unknown one too, and notifications are dropped', async () => {
      const raw = await start(files);
      raw.send(notification('initialized', {}));
      raw.send(opened(raw, 'compose.yaml'));
      raw.send(notification('nothing/known', {}));
      for (const method of ['textDocument/hover', 'shutdown', 'nothing/known', '$/nothing']) {
        expect((await raw.ask(method, at(raw))).error?.code).toBe(code.notInitialized);
      }
      // Nothing of that keeps the connection from beginning, and nothing was said unasked.
      expect(raw.said.every((m) => m.error?.code === code.notInitialized)).toBe(true);
      expect((await raw.initialize()).result).toMatchObject({ serverInfo: { name: 'portolan' } });
    });
    test('parameters that are none are refused, and `initialize` may be asked again', async () => {
      const raw = await start(files);
      for (const params of [undefined, null, 7, [], { workspaceFolders: [{}] }, { rootUri: 7 }, { processId: 'x' }]) {
        expect((await raw.ask('initialize', params)).error?.code).toBe(code.invalidParams);
      }
      expect((await raw.ask('initialize', { processId: null, rootUri: null })).result).toBeDefined();
    });
  });

  test('`initialize` is answered once, before anything else is said; nothing else is said before `initialized`', async () => {
    const raw = await start({ ...files, Dockerfile: 'FROM \u0000' });
    const capabilities = {
      workspace: {
        configuration: true,
        didChangeWatchedFiles: { dynamicRegistration: true },
        didChangeConfiguration: { dynamicRegistration: true },
      },
    };
    // All in one breath, and the first document before `initialized`.
    raw.send(request('first', 'initialize', { processId: null, rootUri: raw.uri(), capabilities, trace: 'verbose' }));
    raw.send(opened(raw, 'compose.yaml'));
    await raw.ask('textDocument/hover', at(raw));
    expect((await raw.initialize()).error?.code).toBe(code.invalidRequest);
    expect(raw.said[0]).toMatchObject({ id: 'first', result: { capabilities: {} } });
    expect(raw.said.filter((m) => m.method !== undefined)).toEqual([]);
    raw.send(notification('initialized', {}));
    raw.send(notification('initialized', {}));
    await raw.heard('a registration', (m) => m.method === 'client/registerCapability');
    await raw.ask('textDocument/hover', at(raw));
    // A second `initialized` begins nothing anew.
    expect(raw.said.filter((m) => m.method === 'workspace/configuration')).toHaveLength(1);
  });

  describe('after `shutdown`', () => {
    test('every request is refused, a second `shutdown` too, and nothing is said any more', async () => {
      const raw = await start(files);
      await raw.begin();
      expect(await raw.ask('shutdown')).toMatchObject({ result: null });
      const before = raw.said.length;
      raw.send(opened(raw, 'compose.yaml'));
      for (const method of ['textDocument/hover', 'shutdown', 'initialize', 'nothing/known', '$/nothing']) {
        expect((await raw.ask(method, at(raw))).error?.code).toBe(code.invalidRequest);
      }
      expect(raw.said.slice(before).every((m) => m.method === undefined)).toBe(true);
    });
    test('what was asked before is answered, also what waits for a change', async () => {
      const raw = await start({ 'compose.yaml': 'services: {}\n' });
      await raw.begin({ capabilities: { textDocument: { diagnostic: {} } } });
      await raw.ask('portolan/check');
      raw.send(request('waits', 'workspace/diagnostic', { previousResultIds: [] }));
      raw.send(request('hover', 'textDocument/hover', at(raw)));
      await raw.ask('shutdown');
      await raw.heard('the open pull', (m) => m.id === 'waits');
      expect(raw.answers('hover')).toHaveLength(1);
    });
  });

  describe('methods that nobody knows', () => {
    test('are refused as requests and passed over as notifications, with `$/` and without', async () => {
      const raw = await start(files);
      await raw.begin();
      for (const method of ['$/nothing', 'nothing/known', 'textDocument/formatting', 'toString', '__proto__', '']) {
        raw.send(notification(method, { odd: true }));
        expect((await raw.ask(method, at(raw))).error?.code).toBe(code.noMethod);
      }
      for (const params of [{}, [], 7, null, undefined]) raw.send(notification('$/nothing', params));
      raw.send(notification('$/progress', { token: 'no', value: 1 }));
      raw.send(notification('window/workDoneProgress/cancel', { token: 'no' }));
      expect((await raw.ask('textDocument/hover', at(raw))).result).not.toBeNull();
      expect(raw.said.filter((m) => m.method === 'window/logMessage')).toEqual([]);
    });
  });

  describe('what is no message', () => {
    test('is refused with an id where there is one, and the next request is answered', async () => {
      const raw = await start(files);
      await raw.begin();
      const refused = async (id: string | number | null, value: unknown) => {
        const before = raw.answers(id).length;
        raw.send(value);
        await raw.ask('textDocument/hover', at(raw));
        const answers = raw.answers(id).slice(before);
        expect([value, answers.map((a) => a.error?.code)]).toEqual([value, [code.invalidRequest]]);
      };
      const hover = request(1, 'textDocument/hover', at(raw));
      await refused(null, [hover, { ...hover, id: 2 }]);
      await refused(null, []);
      await refused(null, 7);
      await refused(null, 'hover');
      await refused(null, {});
      await refused(null, { jsonrpc: '2.0', params: {} });
      await refused(null, { ...hover, id: null });
      await refused(null, { ...hover, id: {} });
      await refused(null, { ...hover, id: true });
      await refused(5, { jsonrpc: '2.0', id: 5 });
      await refused(6, { jsonrpc: '2.0', id: 6, method: 7 });
      if (transport.ownFiles) await refused(null, null);
      expect(raw.answers(1)).toEqual([]);
    });
    test('an answer to what was not asked is passed over; one without a result counts as given', async () => {
      const raw = await start(files);
      await raw.begin({
        capabilities: { workspace: { configuration: true } },
        initializationOptions: { fileSystem: true },
      });
      raw.send({ jsonrpc: '2.0', id: 77, result: null });
      raw.send({ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'x' } });
      raw.send({ jsonrpc: '2.0', id: 'x', error: 'no object' });
      const asked = await raw.heard('the settings', (m) => m.method === 'workspace/configuration');
      raw.send({ jsonrpc: '2.0', id: asked.id });
      await raw.heard('diagnostics', (m) => m.method === 'textDocument/publishDiagnostics');
      expect(raw.answers(77)).toEqual([]);
    });
  });

  describe('parameters', () => {
    const wrong = (raw: Raw): Readonly<Record<string, readonly unknown[]>> => {
      const textDocument = { uri: raw.uri('compose.yaml') };
      const start = { line: 0, character: 0 };
      const places = [
        undefined,
        null,
        [],
        'x',
        {},
        { textDocument },
        { position: start },
        { textDocument: {}, position: start },
        { textDocument: 'compose.yaml', position: start },
        { textDocument: { uri: 7 }, position: start },
        { textDocument, position: [] },
        { textDocument, position: { line: -1, character: 0 } },
        { textDocument, position: { line: 0, character: 1.5 } },
        { textDocument, position: { line: '0', character: 0 } },
        { textDocument, position: { line: null, character: 0 } },
        { textDocument, position: { line: Number.NaN, character: 0 } },
      ];
      const ranges = [{ textDocument }, { textDocument, range: start }, { textDocument, range: { start } }];
      return {
        'textDocument/hover': places,
        'textDocument/definition': places,
        'textDocument/completion': places,
        'textDocument/references': [...places, { textDocument, position: start }],
        'textDocument/rename': [
          ...places,
          { textDocument, position: start },
          { textDocument, position: start, newName: 80 },
        ],
        'textDocument/codeAction': [...ranges, { textDocument, range: { start, end: start } }],
        'textDocument/inlayHint': ranges,
        'textDocument/documentSymbol': [undefined, {}, { textDocument: null }],
        'textDocument/diagnostic': [undefined, {}, { textDocument: { uri: null } }],
        'workspace/diagnostic': [undefined, {}, { previousResultIds: [null] }],
        'workspace/symbol': [undefined, {}, { query: 7 }],
        'callHierarchy/incomingCalls': [{}, { item: {} }, { item: textDocument }],
        'portolan/rendered/document': [undefined, {}, { uri: 7 }],
        'portolan/ask': [undefined, {}, { question: 7 }],
        'portolan/explainFinding': [undefined, { uri: 'file:///a' }],
        'portolan/rulePage': [undefined, { rule: null }],
        'portolan/whyIndexed': [undefined, {}],
      };
    };
    test('of the wrong shape are refused with one answer that says what is wrong', async () => {
      const raw = await start(files);
      await raw.begin({ capabilities: { textDocument: { diagnostic: {} } } });
      for (const [method, all] of Object.entries(wrong(raw))) {
        for (const params of all) {
          const { error } = await raw.ask(method, params);
          expect([method, params, error?.code]).toEqual([method, params, code.invalidParams]);
          expect(error?.message).toMatch(/`params/);
        }
      }
      expect((await raw.ask('textDocument/hover', at(raw))).result).not.toBeNull();
    });
    test('that point nowhere are answered with nothing', async () => {
      const raw = await start(files);
      await raw.begin();
      for (const [line, character] of [
        [99, 0],
        [1, 2 ** 31],
        [2 ** 53, 0],
      ] as const) {
        expect((await raw.ask('textDocument/hover', at(raw, line, character))).result).toBeNull();
      }
      for (const uri of ['', ':', 'no uri', '%', 'file:', 'file:///%ff%00', 'http://[', 'untitled:x', 'git:/a?b#c']) {
        const params = { textDocument: { uri }, position: { line: 0, character: 0 } };
        expect([uri, (await raw.ask('textDocument/hover', params)).result]).toEqual([uri, null]);
        const actions = { ...params, range: { start: params.position, end: params.position }, context: {} };
        expect((await raw.ask('textDocument/codeAction', actions)).result).toEqual([]);
      }
    });
    test('of notifications that are wrong are told in the output and change nothing', async () => {
      const raw = await start(files);
      await raw.begin();
      await raw.ask('portolan/check');
      const textDocument = { uri: raw.uri('compose.yaml'), version: 1 };
      const bad: readonly (readonly [string, unknown])[] = [
        ['textDocument/didOpen', undefined],
        ['textDocument/didOpen', { textDocument }],
        ['textDocument/didOpen', { textDocument: { ...textDocument, text: 7 } }],
        ['textDocument/didChange', { textDocument, contentChanges: {} }],
        ['textDocument/didChange', { textDocument, contentChanges: [{ range: {}, text: '' }] }],
        ['textDocument/didChange', { textDocument: { uri: textDocument.uri }, contentChanges: [{ text: '' }] }],
        ['textDocument/didClose', {}],
        ['textDocument/didSave', null],
        ['workspace/didChangeWatchedFiles', { changes: [{}] }],
        ['workspace/didChangeWorkspaceFolders', { event: {} }],
        ['workspace/didChangeConfiguration', undefined],
        ['$/setTrace', {}],
        ['$/progress', 7],
      ];
      for (const [method, params] of bad) raw.send(notification(method, params));
      expect((await raw.ask('portolan/check')).result).toEqual({ files: 1, findings: 1 });
      const told = raw.said.filter((m) => m.method === 'window/logMessage').map((m) => m.params as { message: string });
      expect(told.map((t) => /portolan: (\S+) is passed over: `params/.exec(t.message)?.[1])).toEqual(
        bad.map(([method]) => method),
      );
    });
  });

  describe('each request has one answer', () => {
    test('cancelled before, while and after it is answered, twice, and with ids that nobody knows', async () => {
      const raw = await start(files);
      await raw.begin();
      const cancel = (id: unknown) => raw.send(notification('$/cancelRequest', { id }));
      for (const id of ['unknown', 0, -1, null, {}, undefined]) cancel(id);
      for (const params of [undefined, null, [], 7]) raw.send(notification('$/cancelRequest', params));
      cancel('early');
      const ids = ['early', 'now', 'late', 'twice', 7, '7', 7.5];
      raw.send(opened(raw, 'compose.yaml'));
      for (const id of ids) {
        raw.send(request(id, 'textDocument/hover', at(raw)));
        if (id !== 'early' && id !== 'late') cancel(id);
        if (id === 'twice') cancel(id);
      }
      await raw.heard('the answer to late', (m) => m.id === 'late');
      cancel('late');
      await raw.ask('textDocument/hover', at(raw));
      for (const id of ids) {
        const [answer, ...more] = raw.answers(id);
        expect([id, more]).toEqual([id, []]);
        if (answer?.error) expect(answer.error.code).toBe(-32800);
      }
      expect(raw.answers('early')[0]?.result).not.toBeUndefined();
    });
    test('also when an id is used for two at once', async () => {
      const raw = await start(files);
      await raw.begin();
      for (let i = 0; i < 3; i++) raw.send(request('same', 'textDocument/hover', at(raw)));
      await raw.ask('textDocument/hover', at(raw));
      expect(raw.answers('same')).toHaveLength(3);
    });
    test('while the index is made, and with tokens for progress and partial results', async () => {
      const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}/compose.yaml`, clash]));
      const raw = await start({ ...files, ...many });
      await raw.begin();
      const tokens = { workDoneToken: 'w', partialResultToken: 7 };
      const asked = Array.from({ length: 20 }, (_, i) => `r${i}`);
      const hover = { ...at(raw), ...tokens };
      for (const [i, id] of asked.entries()) {
        if (i % 2 === 0) raw.send(request(id, 'textDocument/hover', hover));
        else raw.send(request(id, 'workspace/symbol', { query: '81', ...tokens }));
        if (i % 3 === 0) raw.send(notification('$/cancelRequest', { id }));
      }
      await raw.ask('portolan/check');
      await raw.ask('textDocument/hover', hover);
      expect(asked.map((id) => raw.answers(id).length)).toEqual(asked.map(() => 1));
    });
  });

  describe('documents', () => {
    const change = (raw: Raw, name: string, version: number, text: string) =>
      notification('textDocument/didChange', {
        textDocument: { uri: raw.uri(name), version },
        contentChanges: [{ text }],
      });
    const close = (raw: Raw, name: string) =>
      notification('textDocument/didClose', { textDocument: { uri: raw.uri(name) } });
    const findings = async (raw: Raw) => ((await raw.ask('portolan/check')).result as { findings: number }).findings;
    const fine = clash.replace('b, ports: ["81', 'b, ports: ["82');

    test('that are not open cannot change or close; opened and closed twice they are as told last', async () => {
      const raw = await start(files);
      await raw.begin();
      raw.send(change(raw, 'compose.yaml', 2, fine));
      raw.send(close(raw, 'compose.yaml'));
      raw.send(notification('textDocument/didSave', { textDocument: { uri: raw.uri('compose.yaml') } }));
      expect(await findings(raw)).toBe(1);
      raw.send(opened(raw, 'compose.yaml', 1, clash));
      raw.send(opened(raw, 'compose.yaml', 9, fine));
      expect(await findings(raw)).toBe(0);
      raw.send(close(raw, 'compose.yaml'));
      raw.send(close(raw, 'compose.yaml'));
      expect(await findings(raw)).toBe(1);
    });
    test('may skip versions, repeat them, and go back', async () => {
      const raw = await start(files);
      await raw.begin();
      raw.send(opened(raw, 'compose.yaml', 5));
      for (const [version, text] of [
        [9, fine],
        [9, clash],
        [3, fine],
        [-1, clash],
        [0, fine],
      ] as const)
        raw.send(change(raw, 'compose.yaml', version, text));
      expect(await findings(raw)).toBe(0);
      raw.send(
        notification('textDocument/didChange', {
          textDocument: { uri: raw.uri('compose.yaml'), version: 10 },
          contentChanges: [],
        }),
      );
      expect(await findings(raw)).toBe(0);
    });
    test('of other schemes are no part of the workspace and harm nothing', async () => {
      const raw = await start(files);
      await raw.begin();
      const uris = [
        'untitled:Untitled-1',
        `git:${raw.uri('compose.yaml').slice(5)}?%7B%22ref%22%3A%22~%22%7D`,
        `vscode-notebook-cell:${raw.uri('n.ipynb').slice(5)}#W0sZmlsZQ%3D%3D`,
        'oil:///x/',
        'not a uri',
        '',
      ];
      for (const uri of uris) {
        const textDocument = { uri, languageId: 'dockercompose', version: 1, text: clash };
        raw.send(notification('textDocument/didOpen', { textDocument }));
        const params = { textDocument: { uri }, position: { line: 1, character: 27 } };
        expect((await raw.ask('textDocument/hover', params)).result).toBeNull();
        expect((await raw.ask('textDocument/documentSymbol', params)).result).toEqual([]);
      }
      expect(await findings(raw)).toBe(1);
    });
    test('of ten megabytes arrive whole', async () => {
      const raw = await start(files);
      await raw.begin();
      const text = `${clash}# ${'ü😀y'.repeat(1_500_000)}\n`;
      raw.send(opened(raw, 'compose.yaml', 1, text));
      const end = { line: 3, character: 4 * 1_500_000 + 2 };
      const range = { start: { line: 3, character: 0 }, end };
      raw.send(
        notification('textDocument/didChange', {
          textDocument: { uri: raw.uri('compose.yaml'), version: 2 },
          contentChanges: [{ range, text: '# short' }],
        }),
      );
      expect(await findings(raw)).toBe(1);
      expect((await raw.ask('textDocument/hover', at(raw))).result).not.toBeNull();
    });
  });
});
