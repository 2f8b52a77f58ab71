/** Text of VitePress's search box, and the text that replaces it. */
const changes: readonly (readonly [RegExp, string])[] = [
  // The box contains controls, so it is a dialog and not a button.
  [
    /role="button"\s+:aria-owns="[^"]*"\s+aria-expanded="true"\s+aria-haspopup="listbox"\s+aria-labelledby="[^"]*"/,
    'role="dialog" aria-modal="true" aria-label="Search"',
  ],
  // Results are links, which options of a listbox must not contain: the list becomes a plain list.
  [/:role="results\?\.length \? 'listbox' : undefined"\s+:aria-labelledby="[^"]*"/, 'aria-label="Results"'],
  [/:aria-selected="[^"]*"\s+role="option"/, ''],
  [/:aria-activedescendant="[^"]*"\s+aria-autocomplete="both"\s+:aria-controls="[^"]*"/, ''],
  // Removes the label, so that the text of a result is its accessible name.
  [/:aria-label="\[\.\.\.p\.titles, p\.title\]\.join\(' > '\)"/, ''],
  // An element with a label needs a role.
  [/<kbd :aria-label=/g, '<kbd role="img" :aria-label='],
  [/<span class="title-icon">/, '<span class="title-icon" aria-hidden="true">'],
];

/** Vite plugin that transforms the text of modules. */
export interface TextPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  transform(code: string, id: string): string | undefined;
}

/** Returns a Vite plugin that corrects the roles in VitePress's search box. It fails if VitePress has changed them. */
export function accessibleSearch(): TextPlugin {
  return {
    name: 'accessible-search',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('VPLocalSearchBox.vue')) return undefined;
      return changes.reduce((text, [pattern, replacement]) => {
        if (text.search(pattern) < 0)
          throw new Error(`The search box of VitePress has changed: it does not match ${pattern}.`);
        return text.replace(pattern, replacement);
      }, code);
    },
  };
}
