import type { Change } from '../../facts';
import type { Chart, Site } from '../../model/chart';
import { say } from '../../text/say';
import type { ComposeFolder } from './composeFolder';
import { composeFolderAt, settingVariable, stateOfName } from './composeFolder';
import type { LiteralPort } from './literals';
import { chainOf, isLiteralSite, literalAt } from './literals';
import type { Refactoring, RefactoringKind, Rewrite } from './refactoring';

/** A number of a Compose file becomes a variable with that number as its default. */
export const extractComposeVariable: RefactoringKind = {
  id: 'extract-compose-variable',
  kind: 'refactor.extract',
  docs: {
    title: 'Extract a port to a variable (Compose)',
    text: 'On a number in a Compose file: writes `${API_PORT:-3000}` in its place and sets `API_PORT=3000` in the `.env` beside the file, which is made where there is none. A variable that has the number already is used. A second action does the same for every other place of the file that means this port. `.env` is left alone where it is given to containers by `env_file`, which would see the new variable. Not offered where projects of other folders read the file too.',
  },
  at(snapshot, place) {
    const literal = literalAt(snapshot, place);
    const folder = literal && composeFolderAt(snapshot, place);
    const choice = folder && choiceFor(folder, literal);
    if (!choice) return [];
    const others = chainOf(snapshot, literal)
      .slice(1)
      .filter((s) => s.span.uri === place.uri && isLiteralSite(snapshot, s));
    const [own] = literal.found;
    const sites = own ? [own.site] : [];
    return [
      extraction(folder, choice, literal, sites),
      ...(others.length > 0 ? [extraction(folder, choice, literal, [...sites, ...others])] : []),
    ];
  },
};

/** The variable that is used, and whether `.env` gives it the value. */
interface Choice {
  readonly name: string;
  readonly set: 'there' | 'new' | 'default';
}

function choiceFor(folder: ComposeFolder, { number, found }: LiteralPort): Choice | undefined {
  const [first] = found;
  const names = first ? namesFor(first, number) : [];
  for (const name of names) {
    const state = stateOfName(folder, name, number);
    if (state !== 'taken') return { name, set: state === 'there' ? 'there' : folder.isGiven ? 'default' : 'new' };
  }
  return undefined;
}

/** Names for the variable of a port: `API_PORT` for a published one, `API_CONTAINER_PORT` for one inside. */
function namesFor({ chart, site }: { readonly chart: Chart; readonly site: Site }, number: number): readonly string[] {
  const stop = chart.stops.get(site.stops[0] ?? '');
  const [platform, service] = stop?.key.split('/') ?? [];
  if (!stop || platform !== 'compose' || !service) return [];
  const word = service
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_');
  const isHost = stop.layer === 'host';
  const base = `${word}_${isHost ? '' : 'CONTAINER_'}PORT`;
  const beside = [...chart.stops.values()].some(
    (s) =>
      s.key === stop.key && (s.layer === 'host') === isHost && s.port.kind === 'number' && s.port.number !== number,
  );
  const numbered = `${base}_${number}`;
  return [...(beside ? [] : [base]), numbered, ...[2, 3, 4].map((n) => `${numbered}_${n}`)];
}

function extraction(
  folder: ComposeFolder,
  { name, set }: Choice,
  { number }: LiteralPort,
  sites: readonly Site[],
): Refactoring {
  const others = sites.length - 1;
  return {
    title: others === 0 ? titleOf(name, set, number) : titleOfAll(name, set, number, others),
    creates: set === 'new' && !folder.file,
    rewrite: (): Rewrite => {
      const setting = set === 'new' ? settingVariable(folder, name, number) : { changes: [] };
      const uses = sites.map((s): Change => ({ kind: 'replace', at: s.span, text: `\${${name}:-${number}}` }));
      return { ...setting, changes: [...uses, ...setting.changes] };
    },
  };
}

function titleOf(name: string, set: Choice['set'], number: number): string {
  if (set === 'there') return say`Use variable \`${name}\` of .env for port ${number}`;
  return set === 'new'
    ? say`Extract port ${number} to variable \`${name}\` in .env`
    : say`Extract port ${number} to variable \`${name}\` with a default`;
}

function titleOfAll(name: string, set: Choice['set'], number: number, others: number): string {
  if (others === 1) {
    if (set === 'there') return say`Use variable \`${name}\` of .env for port ${number}, and in 1 other use of it`;
    return set === 'new'
      ? say`Extract port ${number} to variable \`${name}\` in .env, and 1 other use of it`
      : say`Extract port ${number} to variable \`${name}\` with a default, and 1 other use of it`;
  }
  if (set === 'there')
    return say`Use variable \`${name}\` of .env for port ${number}, and in ${others} other uses of it`;
  return set === 'new'
    ? say`Extract port ${number} to variable \`${name}\` in .env, and ${others} other uses of it`
    : say`Extract port ${number} to variable \`${name}\` with a default, and ${others} other uses of it`;
}
