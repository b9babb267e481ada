// @ts-check
// The texts of package.json that people read, moved to package.nls.json, where translators find them: the manifest names them
// by key. Whoever adds a command writes its title into package.json, and the next `npm run generate` moves it.

/**
 * Properties that hold words for people wherever they stand, as a string or a list of strings.
 */
const WORDS = new Set([
  'title',
  'shortTitle',
  'label',
  'displayName',
  'description',
  'markdownDescription',
  'contents',
  'placeholder',
  'tooltip',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'enumItemLabels',
  'deprecationMessage',
  'markdownDeprecationMessage',
  'userDescription',
  'altText',
]);

/** Contribution points whose `name` is shown; elsewhere it is an id. */
const NAMED = new Set(['views', 'viewsContainers']);

/** What is read by programs or is the same in every language. */
const LEFT_ALONE = new Set(['inputSchema', 'modelDescription', 'configurationDefaults']);

/** The product's name is a name. */
const NAME = 'Portolan';

/**
 * The manifest with keys in place of texts, and the texts by key in the order in which they are met. What is a key already
 * keeps its text; a text that stands in the manifest itself is newer than the one of its key.
 * The manifest's own `description` stays, since npm shows it as it is written.
 * @param {any} manifest
 * @param {Readonly<Record<string, string>>} known the texts until now
 * @returns {{ manifest: any, texts: Record<string, string> }}
 */
export function withKeys(manifest, known) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  const taken = new Set(keysIn(manifest));
  /** @param {string} key */
  const freeKey = (key) => {
    let free = key;
    for (let n = 2; texts.has(free) || taken.has(free); n++) free = `${key}.${n}`;
    return free;
  };
  /**
   * @param {string} text
   * @param {readonly string[]} path
   */
  const moved = (text, path) => {
    if (text === NAME || text === '') return text;
    const named = keyOf(text);
    const key = named ?? freeKey(path.join('.'));
    const told = named === undefined ? text : known[named];
    if (told === undefined) throw new Error(`it names %${key}%, which package.nls.json does not have`);
    texts.set(key, told);
    return `%${key}%`;
  };
  /**
   * @param {any} value
   * @param {readonly string[]} path
   * @param {string | undefined} point the contribution point
   * @returns {any}
   */
  const walk = (value, path, point) => {
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...path, nameOf(item, i)], point));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => {
      if (LEFT_ALONE.has(key)) return [key, inner];
      const isText = WORDS.has(key) || (key === 'name' && point !== undefined && NAMED.has(point));
      const at = [...path, ...(key === 'properties' ? [] : [short(key)])];
      if (isText && typeof inner === 'string') return [key, moved(inner, at)];
      if (isText && Array.isArray(inner) && inner.every((item) => typeof item === 'string'))
        return [key, inner.map((item, i) => moved(item, [...at, String(i)]))];
      return [key, walk(inner, at, point)];
    });
    return Object.fromEntries(entries);
  };
  const contributes = Object.fromEntries(
    Object.entries(manifest.contributes ?? {}).map(([point, value]) => [point, walk(value, [point], point)]),
  );
  const capabilities = walk(manifest.capabilities, ['capabilities'], undefined);
  return {
    manifest: { ...manifest, ...(manifest.capabilities ? { capabilities } : {}), contributes },
    texts: Object.fromEntries(texts),
  };
}

/**
 * The key that a text of the manifest is.
 * @param {string} text
 */
function keyOf(text) {
  return /^%([\w.-]+)%$/.exec(text)?.[1];
}

/**
 * Every key that the manifest names.
 * @param {any} value
 * @returns {string[]}
 */
export function keysIn(value) {
  if (typeof value === 'string') return [keyOf(value)].filter((key) => key !== undefined);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((inner) => keysIn(inner)) : [];
}

/**
 * What an item of a list is called in the keys of its texts.
 * @param {any} item
 * @param {number} index
 */
function nameOf(item, index) {
  const name = item?.command ?? item?.id ?? item?.view ?? item?.toolReferenceName;
  return typeof name === 'string' ? short(name) : String(index);
}

/** @param {string} key */
function short(key) {
  return key.replace(/^portolan\./, '');
}
