// Questions of language models through a connection: about the index when it is there, unsaved texts included.
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { expect, test } from 'vitest';
import { askMethod } from '../../../shared/src/agent';
import type { AskResult } from '../../../shared/src/agent';
import { overTransports } from './client';
import { shop } from './shop';

overTransports((start) => {
  test('a model is answered, and what it cannot ask is refused in a sentence', async () => {
    const client = await start(shop);
    const ask = (question: string, input: unknown = {}) =>
      client.connection.sendRequest<AskResult>(askMethod, { question, input });
    const services = await ask('list_services', { environment: 'local' });
    expect(services).toEqual({
      refused: false,
      text: [
        'Services: 2. Environments: `cluster`, `local`.',
        '- service `api` (`local`) compose.yaml:2:3',
        '  3000/tcp compose.yaml:7:15',
        '    open through 8080 of the host, for service `api`: every interface of the host [public]',
        '    used by `web` (`API_URL`)',
        '- service `web` (`local`) compose.yaml:8:3',
        '  80/tcp compose.yaml:13:13',
        '    open through 80 of the host, for service `web`: every interface of the host [public]',
      ].join('\n'),
    });
    expect((await ask('trace_port', { file: 'k8s/api.yaml:14' })).text).toContain('service 80 of Service `api`');
    expect(await ask('list_services', { service: 'wbe' })).toEqual({
      refused: true,
      text: 'There is no service `wbe`; did you mean `web`?',
    });
    expect((await ask('no_such_question')).refused).toBe(true);
    expect((await ask('list_services', [])).refused).toBe(true);
    const source = new CancellationTokenSource();
    const late = client.connection.sendRequest(askMethod, { question: 'list_services', input: {} }, source.token);
    source.cancel();
    // It may have been answered already.
    await late.catch((error: unknown) => expect(error).toMatchObject({ code: -32800 }));
  });

  test('asked at once, it waits for the index', async () => {
    const client = await start(shop, { cold: true });
    const { text } = await client.connection.sendRequest<AskResult>(askMethod, {
      question: 'list_services',
      input: {},
    });
    expect(text).toMatch(/^Services: 4\./);
  });
});
