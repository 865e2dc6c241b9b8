import js from '@eslint/js';
import { configs as lit } from 'eslint-plugin-lit';
import { configs as wc } from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const ownedByScope = (name, method) => ({
  selector: `CallExpression[callee.property.name='${name}'], CallExpression[callee.name='${name}']`,
  message: `Use Scope.${method} (src/core/scope.ts): whatever is acquired belongs to a scope that gives it back.`,
});

export default tseslint.config(
  {
    ignores: [
      'dist',
      'src/train/kernels/assembly',
      'node_modules',
      'runs',
      'demo/dist',
      'docs/api',
      'coverage',
      'test/package/apps',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // The house writes no "!"; a cast of an in-range element of a typed array is its way.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // The DOM's maps of events grow by merging.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'worklets/**/*.ts', 'demo/**/*.ts'],
    ignores: ['demo/vite.config.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/core/scope.ts', 'src/train/**', 'src/analyze/**', 'src/files/**', 'src/node/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        ownedByScope('addEventListener', 'listen'),
        ownedByScope('setTimeout', 'timeout'),
        ownedByScope('setInterval', 'interval'),
      ],
    },
  },
  { files: ['src/components/**/*.ts'], extends: [lit['flat/recommended'], wc['flat/recommended']] },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
