import { ErrorCodes, Event } from 'vscode-languageserver';
import type { Message, MessageReader, MessageWriter } from 'vscode-languageserver';
import { problemWith } from './params';
import type { Transport } from './transport';

/**
 * How far a connection is: nothing asked; `initialize` is being answered; it is answered, and `initialized` awaited; in use; `shutdown`
 * was asked for; over.
 */
type Phase = 'new' | 'asked' | 'answered' | 'running' | 'ended' | 'over';

type Id = string | number;

/** What a message is, told by its members alone (JSON-RPC 2.0 §4 and §5). */
type Heard =
  | { readonly kind: 'request'; readonly id: Id; readonly method: string; readonly params: unknown }
  | { readonly kind: 'notification'; readonly method: string; readonly params: unknown }
  | { readonly kind: 'response'; readonly message: Message }
  | { readonly kind: 'none'; readonly id: Id | null; readonly why: string };

interface Line {
  phase: Phase;
  readonly transport: Transport;
  readonly exit: (code: number) => void;
  /** Where the library hears messages. */
  tell: (message: object) => void;
  /** Requests that are not answered yet, by the number under which the library knows them. */
  readonly open: Map<number, { readonly id: Id; readonly method: string }>;
  next: number;
  /** Numbers of our own requests that the client has not answered. */
  readonly asked: Set<unknown>;
  /** What is to be said once the client may be spoken to. */
  held: Message[];
  /** Whether `exit` came while requests were being answered. */
  leaving: boolean;
}

/** How long `exit` waits for answers that are under way, in ms. */
const LAST_ANSWERS_MS = 500;

/**
 * A transport as the library wants it, with what the library leaves to others (LSP 3.17, "Server lifecycle"): who speaks too early
 * or too late is refused, what is no request is answered as such, parameters of the wrong shape never reach a handler, each
 * request has one answer whatever its id, and nothing is said before `initialize` is answered and `initialized` has come. `exit`
 * ends the process: with 0 after `shutdown`, else with 1.
 */
export function withLifecycle(
  transport: Transport,
  exit: (code: number) => void,
): { readonly reader: MessageReader; readonly writer: MessageWriter } {
  const line: Line = {
    phase: 'new',
    transport,
    exit,
    tell: () => undefined,
    open: new Map(),
    next: 0,
    asked: new Set(),
    held: [],
    leaving: false,
  };
  const idle = { onError: Event.None, onClose: Event.None, dispose: () => undefined };
  return {
    reader: {
      ...idle,
      onPartialMessage: Event.None,
      listen(callback) {
        line.tell = callback as (message: object) => void;
        transport.listen({
          message: (value) => hear(line, heardIn(value, line.asked)),
          malformed: (why) => refuse(line, null, ErrorCodes.ParseError, why),
          closed: () => leave(line),
        });
        return { dispose: () => undefined };
      },
    },
    writer: { ...idle, write: (message) => say(line, message), end: () => undefined },
  };
}

function heardIn(value: unknown, asked: ReadonlySet<unknown>): Heard {
  if (Array.isArray(value)) return { kind: 'none', id: null, why: 'Batches of messages are no part of the protocol.' };
  if (typeof value !== 'object' || value === null)
    return { kind: 'none', id: null, why: 'A message must be an object.' };
  const { id, method, params, result, error } = value as Readonly<Record<string, unknown>>;
  const own: Id | undefined = typeof id === 'string' || typeof id === 'number' ? id : undefined;
  if (typeof method === 'string') {
    // `null` is how some clients write that there are none.
    const given = params ?? undefined;
    if (id === undefined) return { kind: 'notification', method, params: given };
    if (own === undefined) return { kind: 'none', id: null, why: 'An id must be a number or a string.' };
    return { kind: 'request', id: own, method, params: given };
  }
  if (method === undefined && (result !== undefined || error !== undefined))
    return { kind: 'response', message: value as Message };
  // An answer without a result, as some clients give where there is nothing to say.
  if (method === undefined && asked.has(id))
    return { kind: 'response', message: { jsonrpc: '2.0', id, result: null } as Message };
  return { kind: 'none', id: own ?? null, why: 'A message must have a method, a result or an error.' };
}

function hear(line: Line, heard: Heard): void {
  if (line.phase === 'over') return;
  switch (heard.kind) {
    case 'none':
      return refuse(line, heard.id, ErrorCodes.InvalidRequest, heard.why);
    case 'response':
      // An answer to nothing that was asked is nobody's.
      return line.asked.delete((heard.message as { readonly id?: unknown }).id) ? line.tell(heard.message) : undefined;
    case 'request':
      return hearRequest(line, heard);
    case 'notification':
      return hearNotification(line, heard);
  }
}

function hearRequest(line: Line, { id, method, params }: Heard & { readonly kind: 'request' }): void {
  const isFirst = method === 'initialize';
  if (line.phase === 'ended') return refuse(line, id, ErrorCodes.InvalidRequest, 'The server was shut down.');
  if (isFirst && line.phase !== 'new')
    return refuse(line, id, ErrorCodes.InvalidRequest, 'The server is initialized already.');
  if (!isFirst && line.phase === 'new')
    return refuse(line, id, ErrorCodes.ServerNotInitialized, 'The server is not initialized yet.');
  const problem = problemWith(method, params);
  if (problem !== undefined) return refuse(line, id, ErrorCodes.InvalidParams, `${method}: ${problem}`);
  if (isFirst) line.phase = 'asked';
  if (method === 'shutdown') {
    line.phase = 'ended';
    line.held = [];
    // What waits for a change would wait for ever.
    for (const number of line.open.keys()) line.tell(cancellationOf(number));
  }
  // The client's own ids may be used twice, or be a number and the same number as text: the library keeps them in one map.
  const number = line.next++;
  line.open.set(number, { id, method });
  // The library takes it that there are capabilities.
  const given = isFirst ? { ...(params as object), capabilities: capabilitiesIn(params) } : params;
  line.tell({ jsonrpc: '2.0', id: number, method, ...(given === undefined ? {} : { params: given }) });
}

function capabilitiesIn(params: unknown): unknown {
  return (params as { readonly capabilities?: unknown }).capabilities ?? {};
}

function hearNotification(line: Line, { method, params }: Heard & { readonly kind: 'notification' }): void {
  if (method === 'exit') return line.phase === 'ended' && line.open.size > 0 ? leaveSoon(line) : leave(line);
  if (line.phase === 'new' || line.phase === 'ended') return;
  if (method === '$/cancelRequest') return cancel(line, params);
  const problem = problemWith(method, params);
  if (problem !== undefined) return complain(line, `portolan: ${method} is passed over: ${problem}`);
  if (method === 'initialized') {
    if (line.phase === 'running') return;
    line.phase = 'running';
    const held = line.held;
    line.held = [];
    for (const message of held) void send(line, message);
  }
  line.tell({ jsonrpc: '2.0', method, ...(params === undefined ? {} : { params }) });
}

function cancel(line: Line, params: unknown): void {
  const id = (params as { readonly id?: unknown } | undefined)?.id;
  for (const [number, request] of line.open) if (request.id === id) line.tell(cancellationOf(number));
}

function cancellationOf(id: number): object {
  return { jsonrpc: '2.0', method: '$/cancelRequest', params: { id } };
}

/** Sends what the library says, as soon as the client may hear it. */
async function say(line: Line, message: Message): Promise<void> {
  if ('method' in message) {
    const isRequest = 'id' in message;
    if (line.phase === 'ended' || line.phase === 'over') return undefined;
    if (isRequest) line.asked.add(message.id);
    if (line.phase === 'running') return send(line, message);
    line.held.push(message);
    return undefined;
  }
  const { id: number, error } = message as Message & { readonly id: number; readonly error?: unknown };
  const request = line.open.get(number);
  if (!request) return undefined;
  line.open.delete(number);
  if (request.method === 'initialize' && line.phase === 'asked') line.phase = error === undefined ? 'answered' : 'new';
  await send(line, { ...message, id: request.id } as Message);
  if (line.leaving && line.open.size === 0) leave(line);
}

function refuse(line: Line, id: Id | null, code: number, message: string): void {
  void send(line, { jsonrpc: '2.0', id, error: { code, message } } as Message);
}

/** Tells in the client's output what went wrong. */
function complain(line: Line, message: string): void {
  void say(line, { jsonrpc: '2.0', method: 'window/logMessage', params: { type: 2, message } } as Message);
}

async function send(line: Line, message: Message): Promise<void> {
  if (line.phase !== 'over') await line.transport.send(message);
}

/** Ends when all that was asked is answered: `shutdown` itself, when `exit` comes in the same breath. */
function leaveSoon(line: Line): void {
  line.leaving = true;
  setTimeout(() => leave(line), LAST_ANSWERS_MS);
}

function leave(line: Line): void {
  if (line.phase === 'over') return;
  const code = line.phase === 'ended' ? 0 : 1;
  line.phase = 'over';
  line.exit(code);
}
