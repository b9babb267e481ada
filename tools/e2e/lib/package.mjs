// @ts-check
// Packages the extension as users get it.
import path from 'node:path';
import { packVsix } from '../../package/vsix.mjs';
import { extensionFolder, outFolder } from './places.mjs';

/** Writes the package of the built extension into `outFolder` and returns its path; throws if that fails. */
export function packageExtension() {
  const vsix = path.join(outFolder, 'portolan.vsix');
  packVsix(extensionFolder, vsix);
  return vsix;
}
