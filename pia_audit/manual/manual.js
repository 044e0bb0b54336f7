// Shows one page of the manual at a time, and finds words in all of them. Text only ever goes in as text.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const make = (tag, kind, text) => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  for (const shown of all(".js, .tools")) shown.hidden = false;

  // --- light and dark, as in the reports ---------------------------------------------------------------------
  const theme = document.getElementById("theme");
  const remembered = { get: () => { try { return localStorage.getItem("pia-audit-theme") || ""; } catch { return ""; } },
    set: (value) => { try { localStorage.setItem("pia-audit-theme", value); } catch { /* a file may keep nothing */ } } };
  const lit = (value) => { if (value) document.documentElement.dataset.theme = value; else delete document.documentElement.dataset.theme; };
  theme.value = remembered.get();
  lit(theme.value);
  theme.addEventListener("change", () => { lit(theme.value); remembered.set(theme.value); });

  // --- one page at a time ------------------------------------------------------------------------------------
  const articles = all("article");
  const links = all(".menu a");
  const title = document.title;
  const side = document.querySelector(".side");
  const menu = document.querySelector(".menu");
  const narrow = matchMedia("(max-width: 860px)");
  const fold = () => { menu.open = !narrow.matches; };
  narrow.addEventListener("change", fold);
  fold();

  const show = (moved) => {
    const wanted = decodeURIComponent(location.hash.slice(1)) || data.start;
    const place = document.getElementById(wanted);
    if (place && place.id === "main") return;
    const article = (place && place.closest("article")) || document.getElementById(data.start);
    for (const one of articles) one.hidden = one !== article;
    for (const link of links) {
      const id = decodeURIComponent(link.hash.slice(1));
      if (id === article.id) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
      link.parentElement.classList.toggle("open", id === article.id);
    }
    const current = document.querySelector('.menu [aria-current="page"]');
    const seen = current.getBoundingClientRect();
    if (seen.top < 57 || seen.bottom > innerHeight) side.scrollTop += seen.top - innerHeight / 3;
    document.title = `${article.querySelector("h1").textContent} | ${title}`;
    if (!moved) return;
    if (narrow.matches) menu.open = false;
    const at = place && place !== article ? place : article.querySelector("h1");
    at.tabIndex = -1;
    if (at.tagName !== "H1") at.scrollIntoView();
    else if (narrow.matches) article.scrollIntoView();
    else scrollTo(0, 0);
    at.focus({ preventScroll: true });
  };
  addEventListener("hashchange", () => show(true));
  show(Boolean(location.hash));

  // --- printing: the page that is shown, or all of them --------------------------------------------------------
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("print-all").addEventListener("click", () => {
    for (const one of articles) one.hidden = false;
    addEventListener("afterprint", () => show(false), { once: true });
    print();
  });

  // --- searching -----------------------------------------------------------------------------------------------
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const sections = articles.flatMap((article) => {
    const out = [];
    const page = article.querySelector("h1").textContent;
    for (const part of article.children) {
      if (/^H[12]$/.test(part.tagName)) out.push({ article, page, id: part.tagName === "H1" ? article.id : part.id, head: part.textContent, text: "" });
      else if (out.length && !part.matches(".around")) out[out.length - 1].text += ` ${part.textContent.replace(/\s+/g, " ").trim()}`;
    }
    return out;
  });
  const field = document.getElementById("words");
  const list = document.querySelector(".hits");
  const status = document.querySelector(".side .shown");
  // letter by letter, so that a place in what is compared is the same place in what is shown
  const alike = (text) => Array.from({ length: text.length }, (_, n) => { const one = folded(text[n]); return one.length === 1 ? one : text[n]; }).join("");
  const snippet = (text, wanted) => {
    const low = alike(text);
    const at = Math.max(0, Math.min(...wanted.map((w) => low.indexOf(w)).filter((n) => n >= 0), low.length));
    const from = at === low.length ? 0 : Math.max(0, at - 24);
    const cut = text.slice(from, from + 96).trim();
    return (from ? "…" : "") + cut + (from + 96 < text.length ? "…" : "");
  };
  const marked = (into, text, wanted) => {
    const low = alike(text);
    let done = 0;
    while (done < text.length) {
      const next = wanted.map((w) => [low.indexOf(w, done), w.length]).filter(([n]) => n >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) break;
      into.append(text.slice(done, next[0]), make("mark", "", text.slice(next[0], next[0] + next[1])));
      done = next[0] + next[1];
    }
    into.append(text.slice(done));
    return into;
  };
  const search = () => {
    const wanted = folded(field.value).trim().split(/\s+/).filter(Boolean);
    list.replaceChildren();
    list.hidden = menu.hidden = wanted.length > 0;
    list.hidden = !list.hidden;
    status.textContent = "";
    if (!wanted.length) return;
    const found = [];
    for (const section of sections) {
      section.low ||= folded(`${section.page} ${section.head} ${section.text}`);
      if (!wanted.every((w) => section.low.includes(w))) continue;
      const heads = folded(`${section.page} ${section.head}`);
      found.push([wanted.filter((w) => heads.includes(w)).length, section]);
    }
    found.sort((a, b) => b[0] - a[0]);
    status.textContent = found.length ? words.hits.replace("{count}", found.length) : words.none;
    for (const [, section] of found.slice(0, 40)) {
      const link = make("a");
      link.href = `#${section.id}`;
      if (section.article.lang) link.lang = section.article.lang;
      link.append(make("b", "", section.head === section.page ? section.page : `${section.page} › ${section.head}`));
      link.append(marked(make("span", ""), snippet(section.text, wanted), wanted));
      const item = make("li");
      item.append(link);
      list.append(item);
    }
  };
  let waiting = 0;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { field.value = ""; search(); }
  });
  document.getElementById("search").addEventListener("submit", (event) => {
    event.preventDefault();
    search();
    const first = list.querySelector("a");
    if (first) location.hash = first.hash;
  });
})();
