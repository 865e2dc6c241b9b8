import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/shell.js';

const FILE = join(ROOT, 'docs/elements.md');

/** The parts of a custom elements manifest that are told here. */
interface Named {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
}

interface Member extends Named {
  readonly kind: 'field' | 'method';
  readonly attribute?: string;
  readonly readonly?: boolean;
  readonly static?: boolean;
  readonly parameters?: readonly (Named & { readonly optional?: boolean })[];
  readonly return?: { readonly type?: { readonly text: string } };
}

interface Element {
  readonly tagName: string;
  readonly description?: string;
  readonly members?: readonly Member[];
  readonly attributes?: readonly (Named & { readonly fieldName?: string })[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
}

type Row = readonly (string | undefined)[];

const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);

/** A table below a heading; nothing without rows. */
function section(title: string, head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const line = (cells: Row): string =>
    `| ${cells.map((cell) => (cell ?? '').replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [`### ${title}\n`, line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

function described(title: string, column: string, entries: readonly Named[] | undefined): string {
  const rows = (entries ?? []).map(({ name, description }) => [code(name), description]);
  return section(title, [column, 'meaning'], rows);
}

function signature({ name, parameters = [], return: result }: Member): string {
  const list = parameters.map(
    (parameter) =>
      `${parameter.name}${parameter.optional === true || parameter.default !== undefined ? '?' : ''}: ${parameter.type?.text ?? 'unknown'}`,
  );
  return code(`${name}(${list.join(', ')}): ${result?.type?.text ?? 'void'}`);
}

/** Attributes with their properties, then the properties that have no attribute. */
function settings({ members = [], attributes = [] }: Element): readonly Row[] {
  const fields = members.filter(({ kind, static: ofClass }) => kind === 'field' && ofClass !== true);
  const withAttribute = attributes.map(({ name, fieldName, type, default: initial, description }) => {
    const field = fields.find((member) => member.attribute === name || member.name === name);
    const property = fieldName ?? field?.name;
    return [code(name), code(property), code(type?.text ?? field?.type?.text), code(initial), description];
  });
  const told = new Set(withAttribute.map(([, property]) => property));
  const without = fields
    .filter(({ name }) => !told.has(code(name)))
    .map(({ name, type, default: initial, readonly, description }) => [
      '',
      `${code(name)}${readonly === true ? ' (read-only)' : ''}`,
      code(type?.text),
      code(initial),
      description,
    ]);
  return [...withAttribute, ...without];
}

function chapter(element: Element): string {
  const { tagName, description = '', members = [], events = [], cssProperties = [] } = element;
  const methods = members.filter(({ kind, static: ofClass }) => kind === 'method' && ofClass !== true);
  return [
    `## \`<${tagName}>\`\n\n${description}\n`,
    section(
      'Attributes and properties',
      ['attribute', 'property', 'type', 'default', 'meaning'],
      settings(element),
    ),
    section(
      'Methods',
      ['method', 'meaning'],
      methods.map((method) => [signature(method), method.description]),
    ),
    section(
      'Events',
      ['event', 'type', 'meaning'],
      events.map(({ name, type, description: meaning }) => [code(name), code(type?.text), meaning]),
    ),
    described('Slots', 'slot', element.slots),
    described('Parts', 'part', element.cssParts),
    section(
      'Custom properties',
      ['property', 'default', 'meaning'],
      cssProperties.map(({ name, default: initial, description: meaning }) => [
        code(name),
        code(initial),
        meaning,
      ]),
    ),
    described('Custom states', 'state', element.cssStates),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The reference of all elements, from `custom-elements.json`. Needs a build. */
export function elementReference(): string {
  const { modules } = JSON.parse(readFileSync(join(ROOT, 'custom-elements.json'), 'utf8')) as {
    readonly modules: readonly { readonly declarations: readonly Element[] }[];
  };
  const elements = modules
    .flatMap(({ declarations }) => declarations)
    .toSorted((one, other) => one.tagName.localeCompare(other.tagName));
  return [
    '# The elements\n',
    'Made by `npm run docs` from `custom-elements.json`, which editors read too. Events bubble and cross shadow roots.\n',
    ...elements.map(chapter),
  ].join('\n');
}

/** Writes the reference of the elements into the documents. */
export function writeElementReference(): void {
  writeFileSync(FILE, elementReference());
}
