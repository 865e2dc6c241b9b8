/** What the manifest says of the package as it is published: the elements alone, each in the module that registers it. */
const REGISTERED_BY = {
  'emotion-call-panel': 'dist/call-panel.js',
  'emotion-timeline': 'dist/timeline.js',
};
const moduleOf = ({ tagName }) => REGISTERED_BY[tagName] ?? 'dist/elements.js';

const isPublic = ({ name, privacy }) => !name.startsWith('#') && (privacy ?? 'public') === 'public';
const withoutOrigin = (member) =>
  Object.fromEntries(Object.entries(member).filter(([key]) => key !== 'inheritedFrom'));

/** What its default tells of a parameter that names no type: lint has it so where the default does. */
function typed(parameter) {
  const isText = parameter.type === undefined && /^['"]/.test(parameter.default ?? '');
  return isText ? { ...parameter, type: { text: 'string' } } : parameter;
}
const withParameters = (member) =>
  member.parameters === undefined ? member : { ...member, parameters: member.parameters.map(typed) };

function published(declaration) {
  return {
    ...declaration,
    attributes: declaration.attributes?.map(withoutOrigin),
    members: declaration.members?.filter(isPublic).map(withoutOrigin).map(withParameters),
    superclass: { name: 'LitElement', package: 'lit' },
  };
}

function exportsOf({ name, tagName, path }) {
  const declaration = { name, module: path };
  return [
    { kind: 'js', name, declaration },
    { kind: 'custom-element-definition', name: tagName, declaration },
  ];
}

const asPublished = {
  name: 'as-published',
  packageLinkPhase({ customElementsManifest }) {
    const elements = customElementsManifest.modules
      .flatMap(({ declarations }) => declarations)
      .filter(({ tagName }) => tagName !== undefined)
      .sort((one, other) => one.tagName.localeCompare(other.tagName));
    const paths = [...new Set(elements.map(moduleOf))].sort();
    customElementsManifest.modules = paths.map((path) => {
      const registered = elements.filter((element) => moduleOf(element) === path);
      return {
        kind: 'javascript-module',
        path,
        declarations: registered.map(published),
        exports: registered.flatMap(({ name, tagName }) => exportsOf({ name, tagName, path })),
      };
    });
  },
};

export default {
  globs: ['src/components/**/*.ts'],
  litelement: true,
  plugins: [asPublished],
};
