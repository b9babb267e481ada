// @ts-check
// What the SDK of the Model Context Protocol takes from its surroundings, in place of its own choice for Node: that brings a
// validator that makes functions of text (a third of the bundle), which nobody here calls.

/** Made for whoever names no validator of its own. */
export class DefaultJsonSchemaValidator {
  getValidator() {
    throw new Error('there is no validator');
  }
}

export { default as process } from 'node:process';
