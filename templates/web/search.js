// Full-text search over static files. No library, nothing evaluated, nothing of the index parsed as markup.
// The format of the files is described in newsletter/outputs/search/. One hash names each file and begins it:
// a file of another build is noticed, and the page asks to be loaded again.
"use strict";
{
const get = (id) => document.getElementById(id), box = get("search"), files = new Map(), utf = new TextDecoder();
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const encode = (word) => new TextEncoder().encode(word);
const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/\u0640/g, "");
const split = (s) => (fold(s).match(/[\p{L}\p{N}]+/gu) || []).map((w) => [...w].slice(0, 30).join(""));
const facetOf = (name) => name.slice(0, name.indexOf(":"));

// --- files

async function load(path, hash) {
  const answer = await fetch(hash ? `${path}?v=${hash}` : path, hash ? {} : { cache: "no-cache" });
  if (!answer.ok) throw Error(path);
  const isJson = path.endsWith(".json"), content = isJson ? await answer.json() : new Uint8Array(await answer.arrayBuffer());
  if (hash && hash !== (isJson ? content.v : hex(content.subarray(0, 3)))) throw Error(path);
  return content;
}
function read(path, hash = "") {
  const url = path + hash;
  if (!files.has(url)) files.set(url, load(path, hash).catch((e) => { files.delete(url); throw e; }));
  return files.get(url);
}
class Reader {
  constructor(bytes, at) { this.bytes = bytes; this.at = at; }
  int() {
    let value = 0, shift = 0, b;
    do { b = this.bytes[this.at++]; value |= (b & 127) << shift; shift += 7; } while (b > 127);
    return value;
  }
}
// The last of a sorted list that is not after a word.
const place = (list, word) => list.findLastIndex(([first]) => first <= word);

// --- segments: which entry each document is of, and what it weighs: title 3, point 1.5, anything else 1

const open = () => read("index.json");
async function openSegment([name, hash]) {
  const { align } = await open(), table = await read(`${name}/segment.json`, hash);
  if (table.of) return table;
  const entries = [];
  let end = 0;
  for (const [period, year, record, ...sizes] of table.issues) {
    let at = end;
    for (let n = 0; n < sizes.length; n += 2) entries.push([at, at + sizes[n + 1], at += sizes[n], period, record, n / 2, year]);
    end = at + (align - at % align) % align;
  }
  const weight = new Float32Array(end).fill(1), of = new Uint32Array(end);
  entries.forEach(([from, plain, to], e) => { of.fill(e, from, to); weight.fill(1.5, plain, to); weight[from] = 3; });
  return Object.assign(table, { name, of, weight, entries });
}

// --- words of the archive: as typed, or near to it where no entry has them

async function rowsNear(letters) {
  const { words } = await open(), found = words.slice(Math.max(0, place(words, letters)), place(words, `${letters}\uffff`) + 1);
  const own = await Promise.all(found.map(([first, hash]) => read(`w/${hex(encode(first))}.json`, hash)));
  return own.flatMap((file) => file.words).map(([w, s, n]) => ({ w, s: s || w, n }));
}
const begins = (a, b) => { let k = 0; while (k < a.length && a[k] === b[k]) k++; return k; };
// How many letters to change, add, leave out or swap (Damerau and Levenshtein).
function distance(a, b) {
  let before, last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
async function lookUp(term) {
  const { word } = term, { bare } = await open(), most = word.length > 7 ? 2 : 1;
  let rows = await rowsNear(word), found = rows.filter(({ w }) => w === word);
  if (bare && word.length > 3 && !(found.length && term.phrase)) found = rows.filter(({ w }) => w.startsWith(word));
  const near = !found.length;
  if (near) {
    rows = (await Promise.all([word.slice(0, 2), word[1] + word[0]].map(rowsNear))).flat();
    const best = (score) => rows.map((row) => [score(row.w), row]).filter(([d]) => d <= most)
      .sort(([a, { n }], [b, other]) => a - b || other.n - n).slice(0, 3).map(([, row]) => row);
    const isLike = (w) => begins(w, word) >= Math.max(4, word.length - 4, w.length - 4);
    const like = best((w) => (isLike(w) ? -begins(w, word) : 9));
    found = [...best((w) => (Math.abs(w.length - word.length) > most ? 9 : distance(w, word))), ...like];
  }
  if (term.phrase) found.splice(1);
  const stems = [...new Set(found.map(({ s }) => s))], shown = [...new Set(found.map(({ w }) => w))];
  const forms = rows.filter(({ s }) => stems.includes(s)).map(({ w }) => w);
  return { ...term, near, stems, shown, forms, weight: 30 - Math.max(...found.map(({ n }) => n)) };
}
async function suggest() {
  const typed = get("q").value, [, before, word] = /^(.*?)([\p{L}\p{M}\p{N}]*)$/su.exec(typed), letters = fold(word);
  if (letters.length < 2) return;
  const rows = (await rowsNear(letters)).filter(({ w }) => w.startsWith(letters)).sort((a, b) => b.n - a.n).slice(0, 8);
  if (get("q").value === typed) get("near").replaceChildren(...rows.map(({ w }) => new Option("", before + w)));
}

// --- postings

async function postings(segment, stem, needsPlaces) {
  const shard = segment.shards[place(segment.shards, stem)];
  if (!shard) return null;
  const path = `${segment.name}/${hex(encode(shard[0]))}`, key = encode(stem), word = [];
  const [bytes, places] = await Promise.all([read(`${path}.bin`, shard[1]), needsPlaces && read(`${path}.pos`, shard[1])]);
  const head = new Reader(bytes, 3);
  let count = head.int(), at = head.int() + head.at, from = 3;
  while (count--) {
    word.length = head.int();
    for (let more = head.int(); more--;) word.push(bytes[head.at++]);
    const length = head.int(), size = head.int(), own = head.int();
    if (word.length === key.length && key.every((b, k) => b === word[k])) return readList(new Reader(bytes, at), length, places && new Reader(places, from), own);
    at += size; from += own;
  }
  return null;
}
// Documents, whether each has the stem more than once, and where: its places end where those of the next begin.
function readList(reader, count, places, size) {
  const docs = new Uint32Array(count), many = new Uint8Array(count), ends = new Uint32Array(count), all = new Uint32Array(size);
  for (let i = 0, d = 0, n = 0; i < count; i++) {
    const v = reader.int();
    docs[i] = d += v >> 1; many[i] = v & 1;
    for (let at = 0, p = 0; places && !(p & 1);) { p = places.int(); all[n++] = at += p >> 1; }
    ends[i] = n;
  }
  return { docs, many, ends, all };
}
// Keep the documents in which the words of a phrase are at their distances; stop words between them are counted.
function keepPhrase(terms, lists) {
  const kept = terms.map(() => ({ docs: [], many: [] })), at = terms.map(() => 0), [first] = lists;
  const has = ({ ends, all }, x, p) => { for (let i = x && ends[x - 1]; i < ends[x]; i++) if (all[i] === p) return true; };
  for (let x = 0; x < first.docs.length; x++) {
    const d = first.docs[x], isThere = lists.every(({ docs }, k) => { while (docs[at[k]] < d) at[k]++; return docs[at[k]] === d; });
    for (let i = x && first.ends[x - 1]; isThere && i < first.ends[x]; i++) {
      if (!lists.every((list, k) => has(list, at[k], first.all[i] + terms[k].at - terms[0].at))) continue;
      kept.forEach(({ docs, many }, k) => { docs.push(d); many.push(lists[k].many[at[k]]); });
      break;
    }
  }
  return kept;
}
// Of each term the lists of its stems in a segment.
async function fetchLists(segment, terms) {
  const lists = await Promise.all(terms.map(async ({ stems, phrase }) =>
    (await Promise.all(stems.map((stem) => postings(segment, stem, phrase)))).filter(Boolean)));
  if (lists.some((own) => !own.length)) return null;
  for (const phrase of new Set(terms.map((term) => term.phrase).filter(Boolean))) {
    const own = terms.filter((term) => term.phrase === phrase);
    keepPhrase(own, own.map((term) => lists[terms.indexOf(term)][0])).forEach((list, k) => { lists[terms.indexOf(own[k])] = [list]; });
  }
  return lists;
}

// --- facets: of entries, lists of them by value; of points, the number of the value that each document has

async function readFacets(segment) {
  if (segment.lists) return segment;
  const bytes = await read(`${segment.name}/facets.bin`, segment.facets), reader = new Reader(bytes, 3), size = segment.of.length;
  const lists = new Map(), points = { point: new Uint16Array(size), owner: new Uint16Array(size) }, names = [""];
  for (let n = reader.int(); n--;) {
    const length = reader.int(), name = utf.decode(bytes.subarray(reader.at, reader.at += length)), list = [];
    const own = reader.int() && points[facetOf(name)];
    if (own) names.push(name); else lists.set(name, list);
    for (let k = reader.int(), at = 0; k--;) {
      at += reader.int();
      if (own) own.fill(names.length - 1, at, at += reader.int()); else list.push(at);
    }
  }
  segment.entries.forEach((entry, e) => { const name = `year:${entry[6]}`; lists.set(name, lists.get(name) || []).get(name).push(e); });
  return Object.assign(segment, { lists, points, names });
}

// --- a query

function parse(query, stop) {
  return query.split('"').flatMap((part, n, all) => {
    const words = split(part), phrase = n % 2 && n < all.length - 1 && words.length > 1 ? n : 0;
    return words.map((word, at) => ({ word, at, phrase })).filter(({ word }) => !stop.includes(word));
  });
}
// Yields after each segment, the newest first: the best hits so far, how many entries there are, counts by value.
async function* search(query, limit, chosen, counts) {
  const { stop, segments } = await open(), terms = await Promise.all(parse(query, stop).map(lookUp));
  const wanted = terms.filter(({ stems }) => stems.length), result = { terms, hits: [], total: 0, limit, counts };
  const loads = wanted.length ? segments.map(async (one) => {
    const segment = await openSegment(one);
    return Promise.all([segment, fetchLists(segment, wanted), (counts || chosen.length) && readFacets(segment)]);
  }) : [];
  loads.forEach((loading) => loading.catch(() => {}));
  for (const loading of loads) {
    const [segment, lists] = await loading;
    if (lists) collect(result, segment, weigh(segment, wanted, lists), chosen);
    yield result;
  }
  result.done = true;
  yield result;
}
// The score of each entry by its best document for each word, none if it has not all; of each document by its words.
function weigh({ of, weight, entries }, terms, lists) {
  const score = new Float32Array(entries.length), doc = new Float32Array(of.length), reached = new Uint8Array(score.length);
  terms.forEach((term, t) => {
    const best = new Float32Array(score.length);
    for (const { docs, many } of lists[t]) for (let x = 0; x < docs.length; x++) {
      const d = docs[x], w = term.weight * weight[d] * (many[x] ? 1.3 : 1);
      doc[d] += w;
      if (w > best[of[d]]) best[of[d]] = w;
    }
    for (let e = 0; e < best.length; e++) if (best[e]) { score[e] += best[e]; reached[e]++; }
  });
  for (let e = 0; e < score.length; e++) if (reached[e] < terms.length) score[e] = 0;
  return { score, doc };
}
// Add the entries of a segment that have, of each facet in which values are chosen, one of them; those of points must be
// on one point with a word of the query. A value is counted by what is chosen in the other facets: as if it were chosen.
function collect(result, { entries, lists, points, names }, { score, doc }, chosen) {
  const { hits, limit, counts } = result, facets = [...new Set(chosen.map(facetOf))];
  const picked = (facet) => chosen.filter((name) => facetOf(name) === facet);
  const allow = (facet) => (facets.includes(facet) ? picked(facet).map((name) => names.indexOf(name)) : null);
  const kinds = allow("point"), owners = allow("owner"), missed = new Uint32Array(entries.length);
  // A bit for each facet of entries that has none of the values chosen.
  facets.forEach((facet, bit) => {
    const has = new Set(picked(facet).flatMap((name) => lists.get(name) || []));
    if (!points[facet]) for (let e = 0; e < missed.length; e++) if (!has.has(e)) missed[e] |= 1 << bit;
  });
  const last = names && new Int32Array(names.length).fill(-1), tally = names && new Uint32Array(names.length);
  const count = (value, e) => { if (last[value] !== e) { last[value] = e; tally[value]++; } };
  // Of two that are as good the newer is first: segments come so, and here the last entry.
  for (let e = score.length - 1; e >= 0; e--) {
    let best = -1;
    for (let d = entries[e][0]; score[e] && d < entries[e][2]; d++) {
      if (!doc[d]) continue;
      if (names) {
        const kind = points.point[d], owner = points.owner[d], ofOwner = !owners || owners.includes(owner), ofKind = !kinds || kinds.includes(kind);
        if (ofOwner && !missed[e]) count(kind, e);
        if (ofKind && !missed[e]) count(owner, e);
        if (!ofOwner || !ofKind) continue;
      }
      if (best < 0 || doc[d] > doc[best]) best = d;
    }
    if (best < 0) missed[e] = ~0;
    if (missed[e]) continue;
    result.total++;
    const worth = score[e] + doc[best] / 2;
    if (hits.length < limit || worth > hits[limit - 1].worth) {
      hits.push({ entry: entries[e], text: best - entries[e][0], worth });
      hits.sort((a, b) => b.worth - a.worth).splice(limit);
    }
  }
  if (!counts) return;
  const add = (name, n) => { if (n && name) counts.set(name, (counts.get(name) || 0) + n); };
  names.forEach((name, value) => add(name, tally[value]));
  for (const [name, list] of lists) {
    const others = ~(1 << facets.indexOf(facetOf(name)));
    add(name, list.filter((e) => !(missed[e] & others)).length);
  }
}

// --- the page

const number = new Intl.NumberFormat(document.documentElement.lang);
const say = (key, values) => box.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const make = (name, ...inside) => { const made = document.createElement(name); made.append(...inside); return made; };
const SHOWN = 10, VALUES = 12;
let limit = SHOWN, chosen = [], turn = 0;

// The text around the first word that was looked for, all of them marked.
function markWords(text, forms) {
  const pieces = text.split(/([\p{L}\p{M}\p{N}\u0640]+)/u), isHit = (piece) => forms.has(split(piece)[0]);
  const from = Math.max(0, pieces.findIndex(isHit) - 30), shown = pieces.slice(from, from + 80);
  return [from ? "… " : "", ...shown.map((piece) => (isHit(piece) ? make("mark", piece) : piece)), from + 80 < pieces.length ? " …" : ""];
}
async function showHit({ entry, text }, forms) {
  const [, , , period, hash, n] = entry, { title, day, entries } = await read(`r/${period}.json`, hash);
  const [path, texts, anchors, lang, dir, note] = entries[n], anchor = anchors[text - texts.length + anchors.length];
  const link = make("a", texts[0]), sentence = make("p", ...markWords(texts[text], forms)), facts = make("p", [title, day, note].filter(Boolean).join(" · "));
  link.href = `../${path}${anchor ? `#${anchor}` : ""}`;
  [link, sentence].forEach((one) => Object.assign(one, { lang, dir }));
  facts.className = "facts";
  return make("li", make("h3", link), text ? sentence : "", facts);
}
async function show({ terms, hits, total }, mine) {
  const forms = new Set(terms.flatMap((term) => term.forms)), items = await Promise.all(hits.map((hit) => showHit(hit, forms)));
  if (mine !== turn) return;
  get("found").replaceChildren(...items);
  get("results").hidden = !items.length && !chosen.length;
  get("more").hidden = total <= items.length;
}
// What was found, and what was taken instead of words that no entry has.
function tell({ terms, total, hits }) {
  const missed = terms.filter(({ near }) => near).map(({ word, shown }) => say(shown.length ? "instead" : "missing", { word, words: shown.join(", ") }));
  const count = total ? say("count", { count: number.format(total), shown: number.format(hits.length) }) : say("none");
  return [...missed, terms.length ? count : say("common")].join(" ");
}
async function showFacets(counts) {
  const { labels } = await open(), groups = { point: [], owner: [], theme: [] }, focused = document.activeElement.value;
  chosen.forEach((name) => counts.set(name, counts.get(name) || 0));
  for (const value of counts) (groups[facetOf(value[0])] ||= []).push(value);
  const sets = Object.entries(groups).filter(([, values]) => values.length).map(([facet, values]) => {
    values.sort((a, b) => (facet === "year" ? b[0].localeCompare(a[0]) : b[1] - a[1]));
    const rows = values.filter(([name], i) => i < VALUES || chosen.includes(name)).map(([name, n]) => {
      const tick = Object.assign(make("input"), { type: "checkbox", name: "in", value: name, checked: chosen.includes(name) });
      return make("label", tick, ` ${labels[name] || name.slice(facet.length + 1)} (${number.format(n)})`);
    });
    return make("fieldset", make("legend", labels[facet] || facet), ...rows);
  });
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
    for await (const result of search(query, limit, chosen, counts)) {
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
  } catch {
    if (mine === turn) get("status").textContent = say("failed");
  }
}
function start() {
  box.append(get("form").content);
  if (location.protocol === "file:") { get("status").textContent = say("file"); return; }
  box.querySelector("form").onsubmit = (event) => { event.preventDefault(); limit = SHOWN; chosen = []; run(true); };
  get("q").addEventListener("focus", async () => (await open()).segments.forEach(openSegment), { once: true });
  get("q").oninput = () => suggest().catch(() => {});
  get("narrow").ontoggle = () => { if (get("narrow").open) run(); };
  get("facets").onchange = () => {
    chosen = [...get("facets").querySelectorAll(":checked")].map(({ value }) => value);
    limit = SHOWN; run();
  };
  get("more").onclick = async () => {
    const before = limit;
    limit += SHOWN; await run();
    get("found").querySelectorAll("a")[before]?.focus();
  };
  const asked = new URLSearchParams(location.search);
  get("q").value = asked.get("q") || ""; chosen = asked.getAll("in");
  if (chosen.length) get("narrow").open = true; else if (get("q").value) run();
}
start();
}
