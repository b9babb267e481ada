// @ts-check
// What the SDK of the Model Context Protocol takes from its surroundings, in place of its own choice for Node: that brings a
// validator that makes functions of text (a third of the bundle), which nobody here calls.
import process from 'node:process';

// The SDK's parsers would make functions of text as well, or try whether they may; zod 4 keeps its settings here.
Object.assign(Reflect.get(globalThis, '__zod_globalConfig') ?? setting(), { jitless: true });

function setting() {
  const made = {};
  Reflect.set(globalThis, '__zod_globalConfig', made);
  return made;
}

/** Made by whoever names no validator of its own. */
export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error('there is no validator');
  }
}

export { process };
