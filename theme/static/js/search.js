// Finds posts by the index that the build made, in the page, with nobody else asked. Words,
// and what a result looks like, are in the page.
const one = (name) => document.querySelector(name);
const form = one(".search-form"), parts = one(".search-parts");
parts.outerHTML = parts.textContent; // which a browser without scripts, or without styles, would show in vain
form.append(one(".search-filters"));
const status = one(".search-status");
const list = one(".search-results"), more = one(".search-more");
const codes = [...form.querySelectorAll("[name=lang]")].map((each) => each.value).filter(Boolean);
const site = new URL(list.dataset.site, document.baseURI);
const base = new URL(list.dataset.index, document.baseURI);
const PART = "\ue000"; // as in plugins/search/records.py
const AT_ONCE = 10, BEFORE = 8, WORDS = 32;
let pagefind, turn = 0;

async function index() {
  const { createInstance } = await import(new URL("pagefind.js", base));
  return createInstance({ basePath: base.href, noWorker: true });
}

const ELIDED = /(?<![\p{L}\p{N}_'’])([cdjlmnst]|(?:jus|lors|puis|quoi)?qu)['’] ?(?=[\p{L}\p{N}_]|$)/giu;
const INNER = /(?<=[\p{L}\p{N}_])['’](?=[\p{L}\p{N}_])/gu;

// In the index "l' été" is two words and "don't" has a typed apostrophe; on the page they are
// what they are in the post.
const set = (text) => text.replace(ELIDED, "$1’").replace(INNER, "’");
// What is asked for, in words: "l" alone would find every word that it begins.
const plain = (text) => text.replace(ELIDED, "").replace(INNER, "");

const marker = (lang) => {
  const found = one(`.search-marker[data-lang="${lang}"]`);
  return found ? found.content.cloneNode(true) : "";
};

// The words around most of what was found, in one part of the text, which has one language.
function excerpt(content, locations, own) {
  const words = content.match(/\S+\s*/gu) ?? [];
  const others = codes.filter((code) => code !== own);
  const ends = words.flatMap((word, at) => (word.trim() === PART ? [at] : []));
  const part = (at) => ends.filter((end) => end < at).length;
  const shown = locations.filter((at) => part(at) <= others.length).sort((a, b) => a - b);
  const near = (from) => shown.filter((at) => at >= from && at < from + WORDS - BEFORE && part(at) === part(from));
  const best = shown.reduce((kept, at) => (near(at).length > near(kept).length ? at : kept), shown[0] ?? 0);
  const [first, end] = [(ends[part(best) - 1] ?? -1) + 1, ends[part(best)] ?? words.length];
  const from = Math.max(first, best - BEFORE), to = Math.min(end, from + WORDS);
  const nodes = [from > first ? "… " : ""];
  for (let at = from; at < to; at++) {
    const word = set(words[at]);
    if (!shown.includes(at)) { nodes.push(word); continue; }
    const mark = document.createElement("mark");
    mark.textContent = word.trimEnd();
    nodes.push(mark, word.slice(mark.textContent.length));
  }
  return { lang: [own, ...others][part(best)], nodes: to < end ? [...nodes, "…"] : nodes };
}

function entry({ raw_url, meta, filters, content, locations }) {
  const made = one(".search-result").content.cloneNode(true);
  const [article, link, date, text] = [".entry", "a", ".meta", ".excerpt"].map((each) => made.querySelector(each));
  const [lang] = filters.lang, found = excerpt(content, locations, lang);
  article.lang = link.hreflang = lang;
  link.href = new URL(raw_url, site);
  link.textContent = set(meta.title);
  link.after(" ", marker(lang));
  if (meta.date) date.textContent = meta.date;
  else date.remove();
  text.append(...found.nodes);
  if (found.lang !== lang) {
    text.className = "other-summary";
    text.lang = text.dataset.lang = found.lang;
    text.prepend(marker(found.lang), " ");
  }
  return made;
}

async function add(results, now) {
  const at = list.children.length;
  const found = await Promise.all(results.slice(at, at + AT_ONCE).map((each) => each.data()));
  if (now !== turn) return;
  list.append(...found.map(entry));
  more.hidden = list.children.length >= results.length;
  more.onclick = () => add(results, now).then(() => list.children[at + AT_ONCE]?.querySelector("a").focus(), failed);
}

function failed(error) {
  pagefind = undefined; // to be loaded again
  more.hidden = true;
  status.textContent = status.dataset.failed;
  console.warn(error);
}

function count(counts) {
  const all = Object.values(counts).reduce((sum, each) => sum + each, 0);
  for (const each of form.querySelectorAll("[name=lang]"))
    each.parentElement.querySelector(".count").textContent = each.value ? (counts[each.value] ?? 0) : all;
}

async function show() {
  const now = ++turn, asked = new URLSearchParams(location.search);
  const [q, lang, tag] = ["q", "lang", "tag"].map((each) => asked.get(each)?.trim() ?? "");
  form.elements.q.value = q;
  for (const each of form.querySelectorAll("[name=lang]")) each.checked = each.value === lang;
  if (form.elements.tag) form.elements.tag.value = tag;
  list.replaceChildren();
  more.hidden = true;
  status.textContent = "";
  for (const each of form.querySelectorAll(".count")) each.textContent = "";
  if (!q && !lang && !tag) return;
  status.textContent = status.dataset.waiting;
  try {
    pagefind ??= await index();
    const search = (chosen) => pagefind.search(plain(q) || null, {
      filters: tag ? { ...chosen, tag } : chosen, sort: q ? {} : { date: "desc" },
    });
    const all = await search(codes.length ? { lang: { any: codes } } : {});
    const { results } = lang ? await search({ lang }) : all;
    if (now !== turn) return;
    count(all.filters.lang ?? {});
    await add(results, now);
    if (now !== turn) return;
    const { none, one, many } = status.dataset;
    status.textContent = results.length > 1 ? many.replace("#", results.length) : results.length ? one : none;
  } catch (error) {
    if (now === turn) failed(error);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = [...new FormData(form)].filter(([, value]) => value.trim());
  const address = `?${new URLSearchParams(asked)}`;
  if (address !== (location.search || "?")) history.pushState(null, "", address);
  show();
});
form.addEventListener("change", (event) => {
  if (event.target.name !== "q") form.requestSubmit();
});
addEventListener("popstate", show);
one(".search-engine")?.remove();
show();
