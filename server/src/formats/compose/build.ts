import type { BuildRequest } from '../../facts';
import { hasTemplate, isPartial, isRemote, keyValues, placeOf } from '../../lore/compose';
import { decoded } from '../../syntax/decode';
import type { Node } from '../../syntax/tree';
import { get, isNull, scalar } from '../../syntax/tree';
import type { MappedText } from '../../text/mapped';
import { say } from '../../text/say';
import type { Uri } from '../../text/span';
import { joinUri } from '../../text/uri';
import { locatedText, textAt } from './values';

/** What `build` asks for (formats.md §2.8); paths start at the project directory. */
export function buildOf(service: Node, directory: Uri): BuildRequest | undefined {
  const build = get(service, 'build');
  if (build === undefined || isNull(build)) return undefined;
  const target = locatedText(get(build, 'target'));
  const targetKnown = target !== undefined || isNull(get(build, 'target'));
  return {
    dockerfile: targetKnown
      ? dockerfileOf(build, directory)
      : { kind: 'unknown', because: say`its build target is not known here` },
    ...(target && target.value !== '' ? { target } : {}),
    args: argsOf(get(build, 'args')),
    site: placeOf(build),
    named:
      (textAt(get(build, 'dockerfile')) ?? textAt(build.kind === 'map' ? get(build, 'context') : build))?.whole ??
      placeOf(build),
    certainty: 'certain',
  };
}

function dockerfileOf(build: Node, directory: Uri): BuildRequest['dockerfile'] {
  const inline = scalar(get(build, 'dockerfile_inline'));
  if (inline)
    return hasTemplate(inline.value)
      ? unknown(say`it is written with template syntax`)
      : { kind: 'inline', text: decoded(inline) };
  const context = textAt(build.kind === 'map' ? get(build, 'context') : build);
  if (!context && build.kind !== 'map') return unknown(say`its build context is no text`);
  const folder = context?.text ?? '.';
  const file = textAt(get(build, 'dockerfile'))?.text ?? 'Dockerfile';
  if (isRemote(folder)) return unknown(say`its build context is not in the workspace`);
  if (isPartial(folder) || isPartial(file) || folder.startsWith('~'))
    return unknown(say`its build context is not known here`);
  const slashes = (path: string) => path.replace(/\\/g, '/');
  return { kind: 'file', uri: joinUri(joinUri(directory, slashes(folder)), slashes(file)) };
}

function unknown(because: string): BuildRequest['dockerfile'] {
  return { kind: 'unknown', because };
}

function argsOf(node: Node | undefined): ReadonlyMap<string, MappedText | undefined> {
  return new Map(
    keyValues(node).pairs.map((p) => [p.key.text, p.value && !isPartial(p.value.text) ? p.value : undefined]),
  );
}
