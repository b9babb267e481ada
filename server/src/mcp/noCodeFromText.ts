/*
 * Imported before the SDK: its parsers (zod 4) would make functions of text to be faster, or try at least whether they may. That
 * is asked for nowhere in Portolan, and forbidden in some places where it runs. zod looks for its settings here.
 */
Reflect.set(globalThis, '__zod_globalConfig', { jitless: true });
