// Put in front of the server in a web worker: what reaches out or makes code of text is printed as an error and stopped.
(() => {
  const caught = (what) => {
    console.error(`trapped: ${what}`);
    throw new Error(`trapped: ${what}`);
  };
  const reaching = [
    'fetch',
    'XMLHttpRequest',
    'WebSocket',
    'EventSource',
    'WebTransport',
    'importScripts',
    'Worker',
    'BroadcastChannel',
    'eval',
  ];
  for (const name of reaching) {
    Object.defineProperty(self, name, {
      value: function () {
        caught(name);
      },
    });
  }
  Object.defineProperty(Object.getPrototypeOf(navigator), 'sendBeacon', { value: () => caught('sendBeacon') });
  for (const sample of [() => 0, async () => 0, function* () {}, async function* () {}]) {
    const { constructor } = sample;
    const stop = () => caught(`new ${constructor.name}`);
    const trapped = new Proxy(constructor, { apply: stop, construct: stop });
    Object.defineProperty(Object.getPrototypeOf(sample), 'constructor', { value: trapped });
    if (constructor === Function) self.Function = trapped;
  }
})();
