// How inquirer is bundled: without its question that opens an editor, which needs tables of character sets.

/** For esbuild's list of plugins. */
export const inquirer = {
  name: 'inquirer',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@inquirer\/editor$/ }, ({ path }) => ({ path, namespace: 'no-editor' }));
    onLoad({ filter: /.*/, namespace: 'no-editor' }, () => ({
      contents: "export default () => { throw new Error('kind-audit asks nothing in an editor'); };",
    }));
  },
};
