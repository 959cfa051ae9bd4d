/** How the gallery looks: cards side by side where there is room, light or dark as the reader's system is. */
export const galleryStyle = `
:root { color-scheme: light dark; --page: #f5f5f2; --card: #ffffff; --text: #1c1c1a; --quiet: #63635e; --line: #dededa; --link: #0b5394; --warning: #8a1c12; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --card: #212429; --text: #e9e9e6; --quiet: #a5a8ab; --line: #363a40; --link: #8ec1f0; --warning: #ff9d90; }
  .picture img { filter: brightness(0.92); }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 17px/1.55 Georgia, "Times New Roman", serif; }
header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
header p { max-width: 46rem; margin: 0.5rem 0 2rem; color: var(--quiet); }
h1, h2 { font-family: Arial, Helvetica, sans-serif; line-height: 1.25; }
h1 { margin: 0; font-size: 1.9rem; }
h2 { margin: 0.9rem 0 0.3rem; font-size: 1.1rem; }
a { color: var(--link); }
h2 a { color: inherit; text-decoration: none; }
h2 a:hover { text-decoration: underline; }
.number { color: var(--quiet); font-weight: normal; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 1.5rem; }
article { padding: 1rem 1rem 0.8rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
article p { margin: 0 0 0.4rem; font-size: 0.95rem; }
.broken { color: var(--warning); }
.picture { display: block; background: #ffffff; border: 1px solid var(--line); border-radius: 4px; overflow: hidden; }
.picture:hover, .picture:focus-visible { border-color: var(--link); }
.picture img { display: block; width: 100%; height: auto; aspect-ratio: 2; object-fit: contain; background: #ffffff; }
.others { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0.5rem; margin-top: 0.5rem; }
footer { margin-top: 2rem; padding-bottom: 3rem; color: var(--quiet); font-size: 0.9rem; }
@media print {
  body { background: white; }
  article { break-inside: avoid; }
}
`;
