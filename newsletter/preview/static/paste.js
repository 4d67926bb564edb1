// What is pasted from Word or from the web becomes Markdown; of its looks nothing else is kept.

import { parse } from "./painting.js";

const LEFT_OUT = new Set(["STYLE", "SCRIPT", "META", "HEAD", "TITLE", "XML", "O:P", "TEMPLATE"]);
const BLOCKS = /^(P|DIV|H[1-6]|UL|OL|TABLE|TR|BLOCKQUOTE|SECTION|ARTICLE|DL|DD|DT|PRE)$/;
const MARKS = /[\\*_`[\]<]/g;
const BULLET = /^\s*(?:[·•◦▪§o–-]|(\d+|[a-z])[.)])\s+/;

// Both parse in the window of a frame, whose policy lets styles be read.
export function toMarkdown(html, view) {
  const { body } = parse(html, view);
  for (const comment of [...listComments(body)]) comment.remove();
  return tidy(writeChildren(body));
}

// For a field of one line: words alone.
export function toLine(html, view) {
  const { body } = parse(html.replace(/<(?=\/?(?:p|div|br|li|tr|h\d)\b)/gi, " <"), view);
  for (const element of body.querySelectorAll("style, script, template")) element.remove();
  return body.textContent.replace(/\s+/g, " ").trim();
}

function* listComments(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) yield walker.currentNode;
}

function write(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, " ").replace(MARKS, "\\$&");
  if (node.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(node.tagName) || /mso-list:\s*ignore/i.test(node.getAttribute("style") ?? "")) return "";
  const words = writeChildren(node);
  if (node.tagName === "BR") return "\n";
  if (node.tagName === "A") return writeLink(node, words);
  if (node.tagName === "LI") return writeItem(words, node.parentElement?.tagName === "OL");
  if (/MsoListParagraph/.test(node.className)) return writeItem(words, /^\s*\d+[.)]/.test(node.textContent));
  if (/^H[1-6]$/.test(node.tagName)) return `\n\n**${words.replaceAll("**", "").trim()}**\n\n`;
  if (BLOCKS.test(node.tagName)) return `\n\n${words.trim()}\n\n`;
  if (isItalic(node)) return wrap(words, "*");
  return isBold(node) ? wrap(words, "**") : words;
}

const writeChildren = (node) => [...node.childNodes].map(write).join("");

function isBold({ tagName, style }) {
  if (style.fontWeight) return style.fontWeight === "bold" || Number(style.fontWeight) >= 600;
  return tagName === "B" || tagName === "STRONG";
}

const isItalic = ({ tagName, style }) => (style.fontStyle ? style.fontStyle === "italic" : tagName === "I" || tagName === "EM");

// Marks stand right at the words, and spaces outside; a mark never goes over the end of a paragraph.
function wrap(words, mark) {
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(words);
  return inner && !/\n\n/.test(inner) ? `${before}${mark}${inner}${mark}${after}` : words;
}

function writeLink(node, words) {
  const target = node.getAttribute("href") ?? "";
  if (!/^(https?:|mailto:|tel:)/i.test(target) || !words.trim()) return words;
  return wrap(words, "").replace(words.trim(), () => `[${words.trim()}](${target.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)})`);
}

const writeItem = (words, isNumbered) => `\n${isNumbered ? "1." : "-"} ${words.replace(BULLET, "").trim().replace(/\n+/g, "\n  ")}\n`;

const tidy = (text) =>
  text
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n[ \t]+(?![ -])/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/(\n(?:-|1\.) [^\n]*)\n\n(?=(?:-|1\.) )/g, "$1\n")
    .trim();
