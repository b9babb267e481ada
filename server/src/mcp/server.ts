// Before everything else, since what the SDK does as it is loaded depends on it.
import './noCodeFromText';
import { McpServer, ResourceNotFoundError, ResourceTemplate, fromJsonSchema } from '@modelcontextprotocol/server';
import type { CallToolResult, jsonSchemaValidator } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { ToolServer } from '../cli/mcp';
import type { Answer, Question } from '../features/agent/question';
import { shortVisible } from '../text/escape';

/*
 * The Model Context Protocol over standard input and output, by the official SDK: revision 2026-07-28, and 2025-11-25 and before
 * for clients that begin with `initialize`. Tools and resources only; nothing is asked of the client: not even its roots, since
 * what is read is decided by whoever starts the process.
 */

/** Read-only, of the workspace alone, and the same for the same files. */
const ANNOTATIONS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The schemas are for the client. What comes in is checked where it is answered, in sentences that a model can use. */
const trusting: jsonSchemaValidator = {
  getValidator: () => (given) => ({ valid: true, data: given as never, errorMessage: undefined }),
};

/** Serves one client. It ends with the streams, which belong to the caller. */
export function serveMcp(tools: ToolServer): void {
  serveStdio(() => makeServer(tools), { onerror: ({ message }) => tools.log(lineOf(message)) });
}

/** What the SDK found wrong with a message can be a page of JSON. */
function lineOf(message: string): string {
  return `protocol: ${shortVisible(message.replace(/\s+/g, ' '), 200)}`;
}

function makeServer(tools: ToolServer): McpServer {
  const server = new McpServer(
    {
      name: 'portolan',
      title: 'Portolan',
      version: tools.version,
      websiteUrl: 'https://github.com/portolan-dev/portolan',
    },
    { instructions: tools.instructions, jsonSchemaValidator: trusting },
  );
  for (const question of tools.questions) addTool(server, tools, question);
  addResources(server, tools);
  return server;
}

function addTool(server: McpServer, tools: ToolServer, question: Question): void {
  const { name, title, description, input, output } = question;
  const config = {
    title,
    description,
    inputSchema: fromJsonSchema({ ...input }, trusting),
    outputSchema: fromJsonSchema({ ...output }, trusting),
    annotations: { title, ...ANNOTATIONS },
  };
  server.registerTool(name, config, async (given) => resultOf(await tools.ask(question, given)));
}

function resultOf(answer: Answer): CallToolResult {
  if (answer.kind === 'refused') return { content: [{ type: 'text', text: answer.because }], isError: true };
  return { content: [{ type: 'text', text: answer.text }], structuredContent: { ...answer.data } };
}

function addResources(server: McpServer, tools: ToolServer): void {
  const document = {
    title: 'Ports of the workspace',
    description:
      'Every service with its ports, who connects to them and how they can be reached, with a chart of connections.',
    mimeType: 'text/markdown',
  };
  server.registerResource('ports', 'portolan://ports', document, async ({ href }) => ({
    contents: [{ uri: href, mimeType: document.mimeType, text: await tools.document() }],
  }));
  const page = {
    title: 'Rule',
    description: 'What a rule reports, why, how to mend it, and when to ignore it.',
    mimeType: 'text/plain',
  };
  const complete = { id: (begun: string) => tools.rules.filter((id) => id.startsWith(begun)) };
  const template = new ResourceTemplate('portolan://rules/{id}', { list: undefined, complete });
  server.registerResource('rule', template, page, ({ href }, { id }) => {
    const text = tools.rule(String(id));
    if (text === undefined) throw new ResourceNotFoundError(href);
    return { contents: [{ uri: href, mimeType: page.mimeType, text }] };
  });
}
