/** How a notebook's page looks: one column to read, and to print. */
export const pageStyle = `
:root { color-scheme: light; }
body { margin: 0; background: white; color: #1a1a1a; font: 17px/1.6 Georgia, "Times New Roman", serif; }
main { max-width: 900px; margin: 0 auto; padding: 0 1.25rem 3rem; }
nav { display: grid; grid-template-columns: 1fr auto 1fr; gap: 1rem; max-width: 900px; margin: 0 auto; padding: 0.9rem 1.25rem; font: 0.8rem/1.4 Arial, Helvetica, sans-serif; }
nav > :last-child { text-align: right; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
main + nav { border-top: 1px solid #ddd; margin-bottom: 2rem; }
section { margin: 1rem 0; }
h1, h2, h3, h4 { font-family: Arial, Helvetica, sans-serif; line-height: 1.25; margin: 2rem 0 0.75rem; }
h1 { font-size: 1.9rem; } h2 { font-size: 1.4rem; } h3 { font-size: 1.15rem; }
a { color: #0b5394; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid #ddd; color: #444; }
table { border-collapse: collapse; font-size: 0.95em; }
th, td { padding: 0.3rem 0.8rem; border-bottom: 1px solid #ddd; text-align: left; }
th { border-bottom-width: 2px; }
code, pre { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.85rem; }
pre { margin: 0.5rem 0; line-height: 1.45; overflow-x: auto; }
pre.code { padding: 0.7rem 0.9rem; background: #f6f8fa; border-radius: 4px; }
pre.output { padding: 0.2rem 0.9rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.stderr { background: #fff8e6; }
pre.error { background: #fdeceb; color: #8a1c12; }
:not(pre) > code { padding: 0.1em 0.3em; background: #f3f3f3; border-radius: 3px; }
.figure { margin: 0.75rem 0; }
.math { overflow-x: auto; text-align: center; }
img { max-width: 100%; }
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  pre { white-space: pre-wrap; }
  .figure, pre { break-inside: avoid; }
  .modebar, nav { display: none; }
}
`;
