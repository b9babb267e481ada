import type { CommandLine, DeclaredPort, ListenFact, Unknown } from '../../facts';
import type { KnownImage } from '../../lore/images';
import { turnedKnob } from '../../lore/images';
import { say } from '../../text/say';
import { shownReference } from './base';
import type { ImageBase, StageImage } from './stages';

/** Why more may be exposed or listened on than the image's fact lists; `undefined` when it is all. */
export function openness(
  image: StageImage,
  base: ImageBase | undefined,
  exposes: readonly DeclaredPort[],
  listens: readonly ListenFact[],
): Unknown | undefined {
  return (
    image.open ??
    baseOpenness(base) ??
    exposes.find((e) => e.port.open)?.port.open ??
    starterOf(image) ??
    replaced(image, base) ??
    turned(image, base?.known, listens)
  );
}

/** CMD as it counts: an ENTRYPOINT in shell form takes no arguments. */
export function running({ command, entrypoint }: StageImage): CommandLine | undefined {
  return entrypoint?.form === 'shell' ? undefined : command;
}

function baseOpenness(base: ImageBase | undefined): Unknown | undefined {
  if (!base) return undefined;
  const { reference, known, site } = base;
  const shown = shownReference(reference);
  if (!known)
    return {
      because:
        shown === undefined
          ? say`its base image is not known here`
          : say`nothing is known of its base image \`${shown}\``,
      at: site,
    };
  if (!known.exposesComplete) return { because: say`\`${known.repository}\` may expose more`, at: site };
  // What runs on a language base is what the file puts in.
  if (known.kind === 'language-base') return undefined;
  const more = !known.complete || known.multiListener || known.optional.length > 0;
  return more ? { because: say`\`${known.repository}\` may listen on more`, at: site } : undefined;
}

/** The words of a command, those of shell form cut roughly: enough to know programs by their names. */
function roughWords(line: CommandLine | undefined): readonly string[] {
  if (!line) return [];
  const shell = line.form === 'shell' || SHELL.test(line.words[0]?.text ?? '');
  return line.words.flatMap((w) => (shell ? w.text.split(/[\s;&|()"']+/) : [w.text]));
}

const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
const SCRIPT = /\.(?:sh|bash)$|(?:^|\/)(?:docker-)?entrypoint[\w.-]*$/;
const MANAGER =
  /(?:^|\/)(?:supervisord|s6-svscan|runsvdir|foreman|honcho|circusd|monit|concurrently|pm2(?:-runtime|-docker)?|procodile|overmind)$|^\/init$/;

/** Why the stage's own ENTRYPOINT or CMD may start anything: a script or a process manager. */
function starterOf(image: StageImage): Unknown | undefined {
  for (const line of [image.entrypoint, running(image)]) {
    const words = roughWords(line);
    const all = line?.form === 'shell' || line === image.entrypoint || SHELL.test(words[0] ?? '');
    const starter = words.find((w, i) => MANAGER.test(w) || (SCRIPT.test(w) && (all || i === 0)));
    if (line && starter !== undefined) return { because: say`\`${starter}\` may start anything`, at: line.site };
  }
  return undefined;
}

/** A command of its own on an image that brings its program: whether it still is that program, its name tells. */
function replaced(image: StageImage, base: ImageBase | undefined): Unknown | undefined {
  const known = base?.known;
  if (!known || known.kind === 'language-base') return undefined;
  const line = image.entrypoint ?? image.command;
  const words = roughWords(line);
  if (!line || (!image.entrypoint && words[0]?.startsWith('-'))) return undefined;
  const stem = known.repository.slice(known.repository.lastIndexOf('/') + 1).slice(0, 4);
  if (words.some((w) => w.includes(stem) || /apache2|httpd/.test(w))) return undefined;
  return { because: say`it runs \`${words[0] ?? ''}\` instead of what \`${known.repository}\` runs`, at: line.site };
}

/** A variable or a word that moves the port of a known base to where nothing here tells. */
function turned(image: StageImage, known: KnownImage | undefined, listens: readonly ListenFact[]): Unknown | undefined {
  // Nothing is known of a language base that a knob could turn; and where a knob led, evidence says.
  if (!known || known.kind === 'language-base' || listens.some((l) => l.purpose === 'main')) return undefined;
  const words = [image.entrypoint, running(image)].flatMap(roughWords);
  const knob = turnedKnob(known, { env: image.scope.vars.keys(), words });
  return knob === undefined ? undefined : { because: say`\`${knob}\` can move the port of \`${known.repository}\`` };
}
