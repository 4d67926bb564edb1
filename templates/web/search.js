// Full-text search over static files. No library, nothing evaluated, nothing of the index parsed as markup.
// The format of the files is described in newsletter/outputs/search/. One hash names each file and begins it:
// a file of another build is noticed, and the page asks to be loaded again.
"use strict";
{
const box = document.getElementById("search"), get = (id) => document.getElementById(id);
const utf = new TextDecoder(), bytesOf = new TextEncoder(), files = new Map();
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/\u0640/g, "");
const split = (s) => (fold(s).match(/[\p{L}\p{N}]+/gu) || []).map((w) => [...w].slice(0, 30).join(""));
const number = new Intl.NumberFormat(document.documentElement.lang);

// --- files

async function fetchFile(path, hash) {
  const answer = await fetch(hash ? `${path}?v=${hash}` : path, hash ? {} : { cache: "no-cache" });
  if (!answer.ok) throw new Error(path);
  const bytes = new Uint8Array(await answer.arrayBuffer()), isJson = path.endsWith(".json");
  const content = isJson ? JSON.parse(utf.decode(bytes)) : bytes;
  if (hash && hash !== (isJson ? content.v : hex(bytes.subarray(0, 3)))) throw new Error(`${path} is of another build`);
  return content;
}
function read(path, hash) {
  const url = path + hash;
  if (!files.has(url)) files.set(url, fetchFile(path, hash).catch((e) => { files.delete(url); throw e; }));
  return files.get(url);
}
class Reader {
  constructor(bytes, at) { this.bytes = bytes; this.at = at; }
  int() {
    let value = 0, shift = 0, b;
    do { b = this.bytes[this.at++]; value |= (b & 127) << shift; shift += 7; } while (b > 127);
    return value >>> 0;
  }
  text(length) { return utf.decode(this.bytes.subarray(this.at, this.at += length)); }
}
// The last of a sorted list that is not after a word.
function place(list, word) {
  let low = 0, high = list.length;
  while (low < high) { const mid = (low + high) >> 1; if (list[mid][0] <= word) low = mid + 1; else high = mid; }
  return low - 1;
}

// --- segments: which entry each document is of, and what it weighs: title 3, point 1.5, anything else 1

const open = () => read("index.json", "");
async function openSegment([name, hash], align) {
  const table = await read(`${name}/segment.json`, hash);
  if (table.of) return table;
  const starts = [], ends = [], issues = [];
  let end = 0;
  for (const [period, year, record, ...sizes] of table.issues) {
    let at = end;
    for (let i = 0; i < sizes.length; i += 2) {
      starts.push([at, sizes[i + 1]]); issues.push([period, year, record, i / 2]); ends.push(at += sizes[i]);
    }
    end += Math.ceil((at - end) / align) * align;
  }
  const weight = new Float32Array(end).fill(1), of = new Uint32Array(end);
  starts.forEach(([at, plain], i) => {
    of.fill(i, at, ends[i]); weight.fill(1.5, at + plain, ends[i]); weight[at] = 3;
  });
  return Object.assign(table, { name, of, weight, issues, ends, starts: starts.map(([at]) => at) });
}

// --- words of the archive: as typed, or near to it where no entry has them

async function rowsNear(word, letters) {
  const { words } = await open(), from = Math.max(0, place(words, letters)), to = place(words, `${letters}\uffff`);
  const found = words.slice(from, Math.max(from, to) + 1);
  const read1 = ([first, hash]) => read(`w/${hex(bytesOf.encode(first))}.json`, hash);
  return (await Promise.all(found.map(read1))).flatMap((f) => f.words).map(([w, s, n]) => ({ w, s: s || w, n }));
}
const begins = (a, b) => { let k = 0; while (k < a.length && a[k] === b[k]) k++; return k; };
// Letters to change, add, leave out or swap (Damerau and Levenshtein); 9 if there are more than `most`.
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return 9;
  let before, last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return 9;
    [before, last] = [last, row];
  }
  return last[b.length] > most ? 9 : last[b.length];
}
async function lookUp(word) {
  const { bare } = await open(), rows = await rowsNear(word, word), most = word.length > 7 ? 2 : 1;
  let found = rows.filter(({ w }) => w === word || (bare && word.length > 3 && w.startsWith(word)));
  let near = false;
  if (!found.length) {
    near = true;
    const swapped = word[1] + word[0], letters = [word.slice(0, 2), swapped];
    const all = (await Promise.all(letters.map((two) => rowsNear(word, two)))).flat();
    const shared = ({ w }) => begins(w, word) >= Math.max(4, word.length - 4, w.length - 4);
    const slips = all.map((row) => ({ ...row, d: distance(row.w, word, most) }));
    const close = slips.filter(({ d }) => d < 9).sort((a, b) => a.d - b.d || b.n - a.n).slice(0, 3);
    const forms = all.filter(shared).sort((a, b) => begins(b.w, word) - begins(a.w, word) || b.n - a.n).slice(0, 3);
    found = [...close, ...forms];
    rows.push(...all);
  }
  const stems = [...new Set(found.map(({ s }) => s))];
  const forms = rows.filter(({ s }) => stems.includes(s)).map(({ w }) => w);
  return { word, near, stems, forms, shown: [...new Set(found.map(({ w }) => w))], weight: 30 - Math.max(0, ...found.map(({ n }) => n)) };
}
async function suggest() {
  const typed = get("q").value, word = split(typed.split(/\s/).pop())[0] || "";
  if (word.length < 2) return;
  const rows = (await rowsNear(word, word)).filter(({ w }) => w.startsWith(word)).sort((a, b) => b.n - a.n).slice(0, 8);
  const before = typed.slice(0, typed.search(/\S*$/)), quote = /\S*$/.exec(typed)[0].startsWith('"') ? '"' : "";
  if (get("q").value === typed) get("near").replaceChildren(...rows.map(({ w }) => new Option("", before + quote + w)));
}

// --- postings

async function postings(segment, stem, needsPlaces) {
  const shard = segment.shards[place(segment.shards, stem)];
  if (!shard) return null;
  const path = `${segment.name}/${hex(bytesOf.encode(shard[0]))}`, key = bytesOf.encode(stem), word = new Uint8Array(256);
  const [bytes, places] = await Promise.all([read(`${path}.bin`, shard[1]), needsPlaces && read(`${path}.pos`, shard[1])]);
  const head = new Reader(bytes, 3), count = head.int(), length = head.int();
  for (let i = 0, at = head.at + length, from = 3; i < count; i++) {
    const common = head.int(), more = head.int();
    for (let k = 0; k < more; k++) word[common + k] = bytes[head.at++];
    const docs = head.int(), size = head.int(), own = head.int();
    if (common + more === key.length && key.every((b, k) => b === word[k])) {
      return { ...readDocs(new Reader(bytes, at), docs), ...(places && readPlaces(new Reader(places, from), docs, own)) };
    }
    at += size; from += own;
  }
  return null;
}
function readDocs(reader, count) {
  const docs = new Uint32Array(count), many = new Uint8Array(count);
  for (let i = 0, d = 0; i < count; i++) { const v = reader.int(); docs[i] = d += v >>> 1; many[i] = v & 1; }
  return { docs, many };
}
function readPlaces(reader, count, size) {
  const first = new Uint32Array(count + 1), places = new Uint32Array(size);
  let n = 0;
  for (let i = 0; i < count; i++) {
    let at = 0, v;
    do { v = reader.int(); places[n++] = at += v >>> 1; } while (!(v & 1));
    first[i + 1] = n;
  }
  return { first, places };
}
// One list of several stems, for a word that was not found as typed.
function merge(lists) {
  const kept = lists.filter(Boolean);
  if (kept.length < 2) return kept[0];
  const all = new Map();
  for (const { docs, many, first, places } of kept) docs.forEach((d, i) => {
    const one = all.get(d) || { many: 0, places: [] };
    one.many |= many[i]; if (first) one.places.push(...places.subarray(first[i], first[i + 1]));
    all.set(d, one);
  });
  const docs = [...all.keys()].sort((a, b) => a - b), rows = docs.map((d) => all.get(d)), first = [0];
  rows.forEach((row) => first.push(first.at(-1) + row.places.length));
  return { docs, many: rows.map((row) => row.many), first, places: rows.flatMap((row) => row.places) };
}
// Keep the documents in which the words of a phrase stand at their distances; stop words between them are counted.
function keepPhrase(terms, lists) {
  const own = terms.map(({ at }, i) => ({ at, list: lists[i] }));
  if (own.some(({ list }) => !list)) return lists.map(() => null);
  const at = own.map(() => 0), kept = own.map(() => []), base = own[0];
  base.list.docs.forEach((d, x) => {
    let starts = base.list.places.slice(base.list.first[x], base.list.first[x + 1]).map((p) => p - base.at);
    at[0] = x;
    for (let k = 1; k < own.length && starts.length; k++) {
      const { list } = own[k];
      while (at[k] < list.docs.length && list.docs[at[k]] < d) at[k]++;
      if (list.docs[at[k]] !== d) { starts = []; break; }
      const there = list.places.slice(list.first[at[k]], list.first[at[k] + 1]);
      starts = starts.filter((p) => there.includes(p + own[k].at));
    }
    if (starts.length) kept.forEach((list, k) => list.push(at[k]));
  });
  return own.map(({ list }, k) => ({ docs: kept[k].map((i) => list.docs[i]), many: kept[k].map((i) => list.many[i]) }));
}
async function fetchLists(segment, terms) {
  const load = (term) => Promise.all(term.stems.map((stem) => postings(segment, stem, term.phrase))).then(merge);
  const lists = await Promise.all(terms.map(load));
  for (const phrase of new Set(terms.map((term) => term.phrase).filter(Boolean))) {
    const mine = terms.map((_, i) => i).filter((i) => terms[i].phrase === phrase);
    const kept = keepPhrase(mine.map((i) => terms[i]), mine.map((i) => lists[i]));
    mine.forEach((i, k) => { lists[i] = kept[k]; });
  }
  return lists;
}

// --- facets: of entries, lists of them by value; of points, the number of the value that each document has

async function readFacets(segment) {
  if (segment.values) return segment.values;
  const bytes = await read(`${segment.name}/facets.bin`, segment.facets), reader = new Reader(bytes, 3), size = segment.of.length;
  const entries = new Map(), of = { point: new Uint16Array(size), owner: new Uint16Array(size) }, names = { point: [""], owner: [""] };
  for (let n = reader.int(); n--;) {
    const name = reader.text(reader.int()), facet = facetOf(name), isOfPoints = reader.int(), list = [];
    if (isOfPoints) names[facet].push(name); else entries.set(name, list);
    for (let k = reader.int(), at = 0; k--;) {
      at += reader.int();
      if (isOfPoints) of[facet].fill(names[facet].length - 1, at, at += reader.int()); else list.push(at);
    }
  }
  segment.issues.forEach(([, year], e) => entries.set(`year:${year}`, [...(entries.get(`year:${year}`) || []), e]));
  return (segment.values = { entries, of, names });
}

// --- a query

function parse(query, stop) {
  return query.split('"').flatMap((part, n, all) => {
    const words = split(part), phrase = n % 2 && n < all.length - 1 && words.length > 1 ? n : 0;
    return words.map((word, at) => ({ word, at, phrase })).filter(({ word }) => !stop.includes(word));
  });
}
// Yields after each segment, the newest first: the best hits so far, how many entries there are, counts by value.
async function* search(query, { limit, chosen, counts }) {
  const meta = await open(), typed = parse(query, meta.stop);
  const terms = await Promise.all(typed.map(async (one) => ({ ...one, ...await lookUp(one.word) })));
  const wanted = terms.filter(({ stems }) => stems.length);
  const result = { terms, hits: [], total: 0, done: !wanted.length || !meta.segments.length };
  if (result.done) { yield result; return; }
  const loads = meta.segments.map(async (one) => {
    const segment = await openSegment(one, meta.align);
    return Promise.all([segment, fetchLists(segment, wanted), counts || chosen.length ? readFacets(segment) : null]);
  });
  loads.forEach((load) => load.catch(() => {}));
  for (const load of loads) {
    const [segment, lists, facets] = await load;
    collect(result, segment, weigh(segment, wanted, lists), facets, { chosen, counts, limit });
    result.done = load === loads.at(-1);
    yield result;
  }
}
// The score of each entry with all words, by its best document for each; and of each document, by its words.
function weigh(segment, terms, lists) {
  const { of, weight } = segment, entry = new Float32Array(segment.starts.length), doc = new Float32Array(of.length);
  const reached = new Uint8Array(entry.length);
  for (let t = 0; t < terms.length; t++) {
    if (!lists[t]) return null;
    const { docs, many } = lists[t];
    for (let x = 0, last = -1, top = 0; x < docs.length; x++) {
      const d = docs[x], e = of[d];
      if (reached[e] < t) continue;
      const w = terms[t].weight * weight[d] * (many[x] ? 1.3 : 1);
      if (e !== last) { last = e; top = 0; reached[e] = t + 1; }
      doc[d] += w;
      if (w > top) { entry[e] += w - top; top = w; }
    }
  }
  return { entry, doc, reached, all: terms.length };
}
// Add the entries of a segment that have all words, and everything chosen: one of its points, where that is of points.
function collect(result, segment, score, facets, { chosen, counts, limit }) {
  if (!score) return;
  const ofEntries = chosen.filter((name) => !facets.of[facetOf(name)]).map((name) => new Set(facets.entries.get(name)));
  const ofPoints = chosen.filter((name) => facets.of[facetOf(name)]);
  const namesOf = (d) => ["point", "owner"].map((facet) => facets.names[facet][facets.of[facet][d]]);
  const found = new Uint8Array(score.entry.length), add = (name, n) => n && counts.set(name, (counts.get(name) || 0) + n);
  for (let e = 0; e < found.length; e++) {
    if (score.reached[e] !== score.all || ofEntries.some((list) => !list.has(e))) continue;
    const seen = new Set();
    let best = -1;
    for (let d = segment.starts[e]; d < segment.ends[e]; d++) {
      if (!score.doc[d]) continue;
      const names = facets ? namesOf(d) : [];
      if (!ofPoints.every((name) => names.includes(name))) continue;
      if (counts) names.forEach((name) => name && seen.add(name));
      if (best < 0 || score.doc[d] > score.doc[best]) best = d;
    }
    if (best < 0) continue;
    found[e] = 1;
    seen.forEach((name) => add(name, 1));
    result.total++;
    result.hits.push({ segment, e, best, score: score.entry[e] + score.doc[best] / 2 });
  }
  if (counts) for (const [name, list] of facets.entries) add(name, list.filter((e) => found[e]).length);
  // Of two that are as good the newer is first: segments come so, and a segment's entries the other way round.
  result.hits.sort((a, b) => b.score - a.score || (a.segment === b.segment ? b.e - a.e : 0)).splice(limit);
}

// --- the page

const say = (key, values = {}) => box.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const make = (name, ...inside) => { const made = document.createElement(name); made.append(...inside); return made; };
const facetOf = (name) => name.slice(0, name.indexOf(":"));
const SHOWN = 10, VALUES = 12;
let limit = SHOWN, chosen = [], turn = 0;

// The text around the first word that was looked for, all of them marked.
function markWords(text, forms) {
  const pieces = text.split(/([\p{L}\p{M}\p{N}\u0640]+)/u), isHit = (piece) => forms.has(split(piece)[0]);
  const hit = Math.max(0, pieces.findIndex(isHit)), from = Math.max(0, hit - 30), to = hit + 50;
  const shown = pieces.slice(from, to).map((piece) => (isHit(piece) ? make("mark", piece) : piece));
  return [from ? "… " : "", ...shown, to < pieces.length ? " …" : ""];
}
async function showHit({ segment, e, best }, forms) {
  const [period, , hash, n] = segment.issues[e], record = await read(`r/${period}.json`, hash);
  const [path, texts, anchors, lang, dir] = record.entries[n], d = best - segment.starts[e];
  const anchor = anchors[d - texts.length + anchors.length], link = make("a", texts[0]), item = make("li", make("h3", link));
  link.href = `../${path}${anchor ? `#${anchor}` : ""}`;
  if (d) item.append(make("p", ...markWords(texts[d], forms)));
  item.append(Object.assign(make("p", `${record.title} · ${record.day}`), { className: "facts" }));
  return Object.assign(item, lang && { lang, dir });
}
async function show(result, mine) {
  const forms = new Set(result.terms.flatMap((term) => term.forms));
  const items = await Promise.all(result.hits.map((hit) => showHit(hit, forms)));
  if (mine !== turn) return;
  get("found").replaceChildren(...items);
  get("results").hidden = !items.length && !chosen.length;
  get("more").hidden = result.total <= items.length;
}
// What was found, and what was taken instead of words that no entry has.
function tell({ terms, total, hits }) {
  const missed = terms.filter(({ near }) => near).map(({ word, shown }) =>
    shown.length ? say("instead", { word, words: shown.join(", ") }) : say("missing", { word }));
  const count = total ? say("count", { count: number.format(total), shown: number.format(hits.length) }) : say("none");
  return [...missed, terms.length ? count : say("common")].join(" ");
}
async function showFacets(counts) {
  const { labels } = await open(), groups = new Map([["point", []], ["owner", []], ["theme", []]]);
  for (const [name, n] of counts) groups.set(facetOf(name), [...(groups.get(facetOf(name)) || []), [name, n]]);
  const sets = [...groups].filter(([, values]) => values.length).map(([facet, values]) => {
    values.sort((a, b) => (facet === "year" ? b[0].localeCompare(a[0]) : b[1] - a[1]));
    const rows = values.slice(0, VALUES).map(([name, n]) => {
      const tick = Object.assign(make("input"), { type: "checkbox", name: "in", value: name, checked: chosen.includes(name) });
      return make("label", tick, ` ${labels[name] || name.slice(facet.length + 1)} (${number.format(n)})`);
    });
    return make("fieldset", make("legend", labels[facet] || facet), ...rows);
  });
  const focused = document.activeElement?.value;
  get("facets").replaceChildren(...sets);
  get("facets").querySelector(`[value="${CSS.escape(focused || "-")}"]`)?.focus();
}
async function run(moves) {
  const query = get("q").value.trim(), mine = ++turn, counts = get("narrow").open ? new Map() : null;
  const address = new URLSearchParams([["q", query], ...chosen.map((name) => ["in", name])]);
  history.replaceState(null, "", query ? `?${address}` : location.pathname);
  get("status").textContent = "";
  if (!query) return;
  performance.mark("search");
  try {
    let drawn = false;
    for await (const result of search(query, { limit, chosen, counts })) {
      if (mine !== turn) return;
      if (!drawn && result.hits.length) { drawn = true; performance.mark("first"); show(result, mine); }
      if (!result.done) continue;
      performance.mark("all");
      await show(result, mine);
      if (counts) await showFacets(counts);
      get("status").textContent = tell(result);
      if (moves) get(result.total ? "heading" : "q").focus();
      performance.mark("shown");
    }
  } catch (error) {
    if (mine === turn) get("status").textContent = say("failed");
  }
}
function start() {
  box.append(get("form").content);
  if (location.protocol === "file:") { get("status").textContent = say("file"); return; }
  const begin = () => { limit = SHOWN; chosen = []; };
  box.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); begin(); run(true); });
  get("q").addEventListener("focus", async () => {
    const meta = await open();
    meta.segments.forEach((one) => openSegment(one, meta.align));
  }, { once: true });
  get("q").addEventListener("input", () => suggest().catch(() => {}));
  get("narrow").addEventListener("toggle", () => { if (get("narrow").open) run(false); });
  get("facets").addEventListener("change", () => {
    chosen = [...get("facets").querySelectorAll(":checked")].map(({ value }) => value);
    limit = SHOWN; run(false);
  });
  get("more").addEventListener("click", async () => {
    const before = limit;
    limit += SHOWN; await run(false);
    get("found").querySelectorAll("a")[before]?.focus();
  });
  const asked = new URLSearchParams(location.search);
  get("q").value = asked.get("q") || ""; chosen = asked.getAll("in");
  if (get("q").value) { get("narrow").open = chosen.length > 0; run(false); }
}
start();
}
