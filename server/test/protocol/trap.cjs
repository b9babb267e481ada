// Preloaded into every Node server of the protocol suite: whoever runs a program, opens a socket or makes code of text is
// written down in the file that PORTOLAN_TRAP_LOG names, and stopped. Worker threads load it too.
'use strict';
const fs = require('node:fs');

/** @param {string} what */
function caught(what) {
  fs.appendFileSync(String(process.env['PORTOLAN_TRAP_LOG']), `${what}\n`);
  throw new Error(`trapped: ${what}`);
}

/**
 * @param {string} name
 * @param {any} object
 * @param {readonly string[]} keys
 */
function trap(name, object, keys) {
  for (const key of keys) {
    if (typeof object[key] !== 'function') continue;
    Object.defineProperty(object, key, { value: () => caught(`${name}.${key}`), configurable: true });
  }
}

// Tells that the trap is set.
fs.appendFileSync(String(process.env['PORTOLAN_TRAP_LOG']), '');

/** @param {any} object */
const functionsOf = (object) => Object.keys(object).filter((key) => typeof object[key] === 'function');

const childProcess = require('node:child_process');
trap('child_process', childProcess, functionsOf(childProcess));
trap('cluster', require('node:cluster'), ['fork']);

const net = require('node:net');
trap('net', net, ['connect', 'createConnection', 'createServer']);
trap('net.Socket', net.Socket.prototype, ['connect']);
trap('net.Server', net.Server.prototype, ['listen']);
trap('dgram', require('node:dgram'), ['createSocket']);
trap('tls', require('node:tls'), ['connect', 'createServer']);
for (const name of ['http', 'https']) trap(name, require(`node:${name}`), ['request', 'get', 'createServer']);
trap('http2', require('node:http2'), ['connect', 'createServer', 'createSecureServer']);
const dns = require('node:dns');
const look = (/** @type {any} */ object) =>
  functionsOf(object).filter((key) => /^(?:lookup|resolve|reverse)/.test(key));
trap('dns', dns, look(dns));
trap('dns.promises', dns.promises, look(dns.promises));
trap('globalThis', globalThis, ['fetch', 'WebSocket', 'EventSource']);

const vm = require('node:vm');
trap('vm', vm, functionsOf(vm));
trap('globalThis', globalThis, ['eval']);
// Functions are made of text by four constructors, and each is found by way of any function of its kind.
for (const sample of [() => 0, async () => 0, function* () {}, async function* () {}]) {
  const { constructor } = sample;
  const stop = () => caught(`new ${constructor.name}`);
  const trapped = new Proxy(constructor, { apply: stop, construct: stop });
  Object.defineProperty(Object.getPrototypeOf(sample), 'constructor', { value: trapped });
  if (constructor === Function) Object.defineProperty(globalThis, 'Function', { value: trapped });
}

const threads = require('node:worker_threads');
threads.Worker = new Proxy(threads.Worker, {
  construct: (target, [script, options], made) =>
    options?.eval ? caught('new Worker of text') : Reflect.construct(target, [script, options], made),
});
