// Nunjucks templates, markdown-it with its typographer; tag pages, feeds and an index of tags
// for related posts are made once a build.
const slugify = (s) => s.toLowerCase().replace(/œ/g, "oe").normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
  .replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
module.exports = async function (cfg) {
  const rss = await import("@11ty/eleventy-plugin-rss");
  const hl = await import("@11ty/eleventy-plugin-syntaxhighlight");
  cfg.addPlugin(rss.default);
  cfg.addPlugin(hl.default);
  cfg.amendLibrary("md", (md) => md.set({ typographer: true, html: true }));
  cfg.addFilter("tagslug", slugify);
  cfg.addFilter("ymd", (d) => d.toISOString().slice(0, 10));
  cfg.addFilter("iso", (d) => d.toISOString());
  const posts = (api) => api.getFilteredByGlob("src/posts/*.md").sort((a, b) => b.date - a.date);
  let index = null;
  cfg.on("eleventy.before", () => { index = null; });
  const build = (api) => {
    const map = new Map();
    for (const p of posts(api)) for (const t of p.data.topics) {
      if (!map.has(t)) map.set(t, []);
      map.get(t).push(p);
    }
    return map;
  };
  cfg.addCollection("articles", posts);
  cfg.addCollection("topicList", (api) => [...build(api)].map(([name, list]) => ({ name, list, slug: slugify(name) })));
  cfg.addCollection("topicPages", (api) => {
    const out = [];
    for (const [name, list] of build(api)) {
      const total = Math.ceil(list.length / 10), slug = slugify(name);
      for (let n = 0; n < total; n++)
        out.push({ name, slug, number: n + 1, total, items: list.slice(n * 10, n * 10 + 10),
          url: n ? `/tags/${slug}/page/${n + 1}/` : `/tags/${slug}/`,
          prev: n === 1 ? `/tags/${slug}/` : n > 1 ? `/tags/${slug}/page/${n}/` : null,
          next: n + 1 < total ? `/tags/${slug}/page/${n + 2}/` : null });
    }
    return out;
  });
  cfg.addCollection("feeds", (api) => {
    const all = posts(api), out = [{ title: "all", path: "/feeds/all.atom.xml", items: all.slice(0, 20) }];
    for (const l of ["fr", "en"])
      out.push({ title: l, path: `/feeds/${l}.atom.xml`, items: all.filter((p) => p.data.langcode === l).slice(0, 20) });
    for (const [name, list] of build(api))
      out.push({ title: name, path: `/feeds/tag/${slugify(name)}.atom.xml`, items: list.slice(0, 20) });
    return out;
  });
  cfg.addCollection("years", (api) => {
    const map = new Map();
    for (const p of posts(api)) {
      const y = p.date.getUTCFullYear();
      if (!map.has(y)) map.set(y, []);
      map.get(y).push(p);
    }
    return [...map].map(([year, items]) => ({ year, items }));
  });
  cfg.addFilter("related", (all, url, topics) => {
    if (!index) {
      index = new Map();
      for (const p of all) for (const t of p.data.topics) {
        if (!index.has(t)) index.set(t, []);
        index.get(t).push(p);
      }
    }
    const score = new Map();
    for (const t of topics) for (const p of index.get(t) || []) if (p.url !== url) score.set(p, (score.get(p) || 0) + 1);
    return [...score].sort((a, b) => b[1] - a[1]).slice(0, 5).map((x) => x[0]);
  });
  return { dir: { input: "src", output: process.env.BENCH_OUTPUT || "_site" }, markdownTemplateEngine: false, htmlTemplateEngine: "njk" };
};
