/** Styles that increase the contrast of text in the default theme, and hide the shortcut in the search button. */
export const css = `
:root { --vp-button-brand-bg: #3a5ccc; --vp-button-brand-hover-bg: #2f4bab; --vp-c-brand-1: #2f4bab; }
.dark:root { --vp-button-brand-bg: #3a5ccc; --vp-c-brand-1: #a8b1ff; }
.vp-doc [class*='language-'] > span.lang { color: var(--vp-c-text-2); }
.DocSearch-Button .DocSearch-Button-Keys { display: none; }
.VPHome .vp-doc.container { max-width: 1152px; }
`;
