import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import hljs from "highlight.js/lib/core";
import json from "highlight.js/lib/languages/json";
import shell from "highlight.js/lib/languages/shell";
import typescript from "highlight.js/lib/languages/typescript";
import { Marked, type MarkedExtension } from "marked";
import temml from "temml";
import { escapeHtml } from "./figureHtml.js";

hljs.registerLanguage("typescript", typescript);
hljs.registerLanguage("json", json);
hljs.registerLanguage("shell", shell);

/** Turns Markdown into HTML. */
export interface MarkdownReader {
  /** Paragraphs, lists, and so on. */
  blocks(text: string): string;
  /** What stands within a line. */
  line(text: string): string;
}

/** Code in the colours of its language, as HTML. */
export function highlighted(code: string, language = "typescript"): string {
  return hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : escapeHtml(code);
}

/**
 * Markdown to HTML, with math as MathML, highlighted code, pictures inside, and links from notebook to notebook as from
 * page to page.
 *
 * @param folder  what the addresses of pictures are relative to
 */
export function markdownReader(folder: string): MarkdownReader {
  const marked = new Marked(mathExtension(), {
    walkTokens(token) {
      if (token.type === "link") token.href = token.href.replace(/^([\w./-]+)\.ipynb(#|$)/, "$1.html$2");
      if (token.type === "image") token.href = inlineImage(token.href, folder);
    },
    renderer: {
      code: ({ text, lang }) => `<pre class="code"><code>${highlighted(text, languageOf(lang))}</code></pre>\n`,
    },
  });
  return {
    blocks: (text) => marked.parse(text, { async: false }),
    line: (text) => marked.parseInline(text, { async: false }),
  };
}

function languageOf(name: string | undefined): string {
  return (
    { ts: "typescript", js: "typescript", javascript: "typescript", sh: "shell", bash: "shell" }[name ?? ""] ??
    name ??
    ""
  );
}

function inlineImage(href: string, folder: string): string {
  const file = join(folder, href);
  const types: Record<string, string> = { ".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml" };
  const type = types[extname(href)];
  if (!type || /^[a-z]+:/i.test(href) || !existsSync(file)) return href;
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}

/** `$…$` within a line, `$$…$$` on lines of its own. A dollar before a blank or a digit is money. */
function mathExtension(): MarkedExtension {
  const render = (tex: string, displayMode: boolean) =>
    temml.renderToString(tex, { displayMode, throwOnError: false, annotate: false });
  return {
    extensions: [
      {
        name: "displayMath",
        level: "block",
        start: (source) => source.match(/^ {0,3}\$\$/m)?.index,
        tokenizer(source) {
          const match = /^ {0,3}\$\$([\s\S]+?)\$\$[ \t]*(?:\n|$)/.exec(source);
          return match ? { type: "displayMath", raw: match[0], text: match[1].trim() } : undefined;
        },
        renderer: (token) => `<p class="math">${render(token.text, true)}</p>\n`,
      },
      {
        name: "inlineMath",
        level: "inline",
        start: (source) => source.indexOf("$"),
        tokenizer(source) {
          const match = /^\$(?!\s)((?:\\.|[^\\$\n])+?)(?<!\s)\$(?!\d)/.exec(source);
          return match ? { type: "inlineMath", raw: match[0], text: match[1] } : undefined;
        },
        renderer: (token) => render(token.text, false),
      },
    ],
  };
}
