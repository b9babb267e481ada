// What the generated pages are made of: bundled by tools/generate.mjs, since Node 20 runs no TypeScript.
import { formats as treeFormats, textFormats } from '../../server/src/formats/list';
export { CONFIGURATION_FILES } from '../../server/src/configuration/files';
export { SHAPE } from '../../server/src/configuration/shape';
export { questions } from '../../server/src/features/agent/list';
export { refactorings } from '../../server/src/features/refactor/list';
export { rules } from '../../server/src/rules/list';
export { positionAt } from '../../server/src/text/source';
export { VERSION } from '../../server/src/version';
export { fromScratch } from '../../server/test/fixture/drive';
export { parseFixture, ROOT } from '../../server/test/fixture/parse';
export { toolName } from '../../shared/src/agent';
export { settings } from '../../shared/src/settings';

/** All formats, those of files inside values of others last. */
export const formats = [...treeFormats, ...textFormats];
