/** What the manifest says of the package as it is published: the elements alone, in the module that registers them. */
const PUBLISHED = 'dist/elements.js';

const isPublic = ({ name, privacy }) => !name.startsWith('#') && (privacy ?? 'public') === 'public';
const withoutOrigin = (member) =>
  Object.fromEntries(Object.entries(member).filter(([key]) => key !== 'inheritedFrom'));

function published(declaration) {
  return {
    ...declaration,
    attributes: declaration.attributes?.map(withoutOrigin),
    members: declaration.members?.filter(isPublic).map(withoutOrigin),
    superclass: { name: 'LitElement', package: 'lit' },
  };
}

const asPublished = {
  name: 'as-published',
  packageLinkPhase({ customElementsManifest }) {
    const elements = customElementsManifest.modules
      .flatMap(({ declarations }) => declarations)
      .filter(({ tagName }) => tagName !== undefined)
      .sort((one, other) => one.tagName.localeCompare(other.tagName));
    const exported = elements.flatMap(({ name, tagName }) => {
      const declaration = { name, module: PUBLISHED };
      return [
        { kind: 'js', name, declaration },
        { kind: 'custom-element-definition', name: tagName, declaration },
      ];
    });
    customElementsManifest.modules = [
      {
        kind: 'javascript-module',
        path: PUBLISHED,
        declarations: elements.map(published),
        exports: exported,
      },
    ];
  },
};

export default {
  globs: ['src/components/**/*.ts'],
  litelement: true,
  plugins: [asPublished],
};
