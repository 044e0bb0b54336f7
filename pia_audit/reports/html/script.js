// What the page does beyond standing there: filters, sorts, goes back in time. Text only ever goes in as text.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const say = (text, params) => text.replace(/\{(\w+)\}/g, (_, name) => params[name]);
  const make = (tag, kind, text) => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const later = (run) => {
    let waiting = 0;
    return () => { clearTimeout(waiting); waiting = setTimeout(run, 120); };
  };

  for (const shown of all(".js, .tools, #filter")) shown.hidden = false;

  // --- light and dark --------------------------------------------------------------------------------------
  const theme = document.getElementById("theme");
  const remembered = { get: () => { try { return localStorage.getItem("pia-audit-theme") || ""; } catch { return ""; } },
    set: (value) => { try { localStorage.setItem("pia-audit-theme", value); } catch { /* a file may keep nothing */ } } };
  const lit = (value) => { if (value) document.documentElement.dataset.theme = value; else delete document.documentElement.dataset.theme; };
  theme.value = remembered.get();
  lit(theme.value);
  theme.addEventListener("change", () => { lit(theme.value); remembered.set(theme.value); });
  document.getElementById("print").addEventListener("click", () => window.print());

  // --- what is folded is printed as well, by browsers too old to do it by the style sheet alone ---------------
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = all(".group:not([open]), .report:not([open]), .cause > details:not([open])");
    for (const part of unfolded) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of unfolded.splice(0)) part.open = false; });

  // --- what a link leads to is opened ------------------------------------------------------------------------
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.hidden && filter) { filter.reset(); sift(); }
    target.scrollIntoView();
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };

  // --- the filter ------------------------------------------------------------------------------------------
  const filter = document.getElementById("filter");
  const cards = all(".card[data-c]").map((card) => {
    const group = card.closest(".group");
    return { card, group, cause: card.closest(".cause"), report: card.closest(".report"), rule: group.dataset.rule, severity: group.dataset.severity };
  });
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const sift = () => {
    const wanted = new FormData(filter);
    const severities = new Set(wanted.getAll("severity"));
    const text = folded(wanted.get("text") || "").trim().split(/\s+/).filter(Boolean);
    const rule = wanted.get("rule");
    const exact = ["i", "e", "c", "b"].map((name) => [name, wanted.get(name)]).filter(([, value]) => value);
    const left = new Map();
    let shown = 0;
    for (const entry of cards) {
      const { card, group } = entry;
      let fits = severities.has(entry.severity) && (!rule || rule === entry.rule) && exact.every(([n, v]) => card.dataset[n] === v);
      if (fits && text.length) {
        entry.text ||= folded(card.textContent + " " + group.querySelector("summary").textContent);
        fits = text.every((part) => entry.text.includes(part));
      }
      if (card.hidden === fits) card.hidden = !fits;
      left.set(group, (left.get(group) || 0) + fits);
      if (entry.cause) left.set(entry.cause, (left.get(entry.cause) || 0) + fits);
      if (entry.report) left.set(entry.report, (left.get(entry.report) || 0) + fits);
      shown += fits;
    }
    const narrowed = shown < cards.length;
    for (const [part, count] of left) {
      part.hidden = count === 0;
      if (narrowed && count && part.classList.contains("group")) part.open = true;
      if (narrowed && count && part.classList.contains("cause")) part.querySelector(":scope > details").open = true;
    }
    for (const report of all(".report")) if (!left.has(report)) report.hidden = narrowed;
    document.getElementById("shown").textContent = say(words.shown, { all: cards.length, shown });
  };
  if (filter) {
    filter.addEventListener("input", later(sift));
    filter.addEventListener("reset", () => setTimeout(sift));
    filter.addEventListener("submit", (event) => event.preventDefault());
    sift();
  }

  // --- signs to copy ---------------------------------------------------------------------------------------
  const copy = (button, code) => {
    const said = () => { button.textContent = words.copied; setTimeout(() => { button.textContent = words.copy; }, 2000); };
    const picked = () => { getSelection().selectAllChildren(code); if (document.execCommand("copy")) said(); };
    if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(said, picked); else picked();
  };
  for (const code of all(".place code")) {
    const button = make("button", "", words.copy);
    button.type = "button";
    button.addEventListener("click", () => copy(button, code));
    code.after(button);
  }

  // --- the table of reports --------------------------------------------------------------------------------
  const sortable = (table) => {
    const body = table.tBodies[0];
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const by = (head, index) => {
      const down = head.getAttribute("aria-sort") === (head.classList.contains("n") ? "descending" : "ascending")
        ? !head.classList.contains("n") : head.classList.contains("n");
      for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = Array.from(body.rows, (row) => [row.cells[index].textContent, row]);
      rows.sort((a, b) => (down ? -1 : 1) * order.compare(a[0], b[0]));
      body.append(...rows.map(([, row]) => row));
    };
    all("thead th", table).forEach((head, index) => {
      const button = make("button", "", head.textContent);
      button.type = "button";
      button.addEventListener("click", () => by(head, index));
      head.replaceChildren(button);
    });
  };
  all(".sortable").forEach(sortable);

  // --- the timeline ----------------------------------------------------------------------------------------
  for (const box of all(".timeline .flagged[type]")) {
    const table = box.closest(".timeline");
    box.addEventListener("change", () => {
      for (const row of all("tbody tr:not(.part)", table)) row.hidden = box.checked && !row.classList.contains("flagged");
      for (const part of all("tbody", table)) part.hidden = !part.querySelector("tr:not(.part):not([hidden])");
    });
  }
  const tip = document.getElementById("tip");
  const pointed = (event) => {
    const mark = event.target.closest && event.target.closest(".tracks svg a");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("aria-label");
    const at = mark.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8)) + "px";
    tip.style.top = (at.top > tip.offsetHeight + 16 ? at.top - tip.offsetHeight - 8 : at.bottom + 8) + "px";
  };
  for (const kind of ["mouseover", "focusin"]) document.addEventListener(kind, pointed);
  document.addEventListener("focusout", () => { tip.hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tip.hidden = true; });

  // --- the report as it stood ------------------------------------------------------------------------------
  const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
  const put = (into, text) => {
    for (const piece of text.split(new RegExp(`(${UNSEEN.source})`))) {
      if (!UNSEEN.test(piece)) { into.append(piece); continue; }
      const sign = piece.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      into.append(make("span", "u", "U+" + sign));
    }
  };
  const raw = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.classList.contains("w") || node.tagName === "I") return "";
    if (node.classList.contains("u")) return String.fromCodePoint(parseInt(node.dataset.u, 16));
    return Array.from(node.childNodes, raw).join("");
  };
  const undone = (signs, edits) => {
    const out = [];
    let at = 0;
    for (const [start, end, text] of edits) {
      for (; at < start; at++) out.push(signs[at]);
      out.push(...Array.from(text));
      at = end;
    }
    return out.concat(signs.slice(at));
  };
  const SHORT = 40; // A short value that changes in several places is exchanged whole: its pieces read as another value.
  const redline = (into, signs, edits) => {
    let at = 0;
    if (edits.length > 1 && signs.length <= SHORT) edits = [[0, signs.length, undone(signs, edits).join("")]];
    for (const [start, end, text] of edits) {
      put(into, signs.slice(at, start).join(""));
      if (text) { const gone = make("del"); put(gone, text); into.append(gone); }
      if (end > start) { const come = make("ins"); put(come, signs.slice(start, end).join("")); into.append(come); }
      at = end;
    }
    put(into, signs.slice(at).join(""));
  };
  const travelling = (section) => {
    const way = data.past[section.dataset.report];
    const table = section.querySelector(".items");
    const select = section.querySelector(".day");
    const [older, newer] = [section.querySelector(".older"), section.querySelector(".newer")];
    const [only, told] = [section.querySelector(".only"), section.querySelector(".shown")];
    const items = all("tbody tr[id]", table).map((row) => {
      const cell = row.cells[1];
      const trust = row.insertCell();
      return { row, cell, trust, now: Array.from(cell.childNodes), signs: Array.from(raw(cell)), steps: way.items[row.id] };
    });
    // The step that holds on the day of that number (0 is the newest), its text, and whether it came on that very day.
    const held = ({ steps, signs }, number) => {
      let [at, text] = [0, signs];
      while (at + 1 < steps.length && steps[at + 1][0] <= number) { at += 1; text = undone(text, steps[at][1]); }
      return { step: steps[at], text, came: at + 1 < steps.length && steps[at + 1][0] === number + 1, before: steps[at + 1] };
    };
    const show = () => {
      const now = select.value === "";
      const number = Number(select.value);
      const printed = way.points[number][1] === 1;
      let changed = 0;
      for (const item of items) {
        const { row, cell, trust } = item;
        const { step, text, came, before } = item.steps ? held(item, number) : { step: null, came: false };
        const moved = !now && came && row.id !== way.quiet && (before[1].length > 0 || before[2] !== step[2]);
        changed += moved;
        row.classList.toggle("moved", moved);
        const kind = printed ? "printed" : step ? step[3] : "assumed";
        trust.replaceChildren(make("span", "trust " + kind, data.trust[kind] || kind));
        if (now || number === 0 && !moved || !step) { cell.replaceChildren(...item.now); continue; }
        cell.replaceChildren();
        if (moved && before[1].length) redline(cell, text, before[1]); else put(cell, text.join(""));
        if (step[2] !== "read") cell.prepend(make("i", "", say(words.none, { status: data.status[step[2]] || step[2] })));
      }
      older.disabled = select.selectedIndex === way.points.length;
      newer.disabled = only.disabled = now;
      table.classList.toggle("some", only.checked && !now);
      const day = select.selectedOptions[0].textContent;
      told.textContent = now ? words.newest : changed ? say(words.at, { day, changed }) : `${day}: ${words.nothing}`;
    };
    const step = (by) => { select.selectedIndex += by; show(); };
    select.addEventListener("input", show);
    older.addEventListener("click", () => step(1));
    newer.addEventListener("click", () => step(-1));
    only.addEventListener("change", show);
    select.form.addEventListener("submit", (event) => event.preventDefault());
    show();
  };
  const begun = new WeakSet();
  const begin = (section) => { if (!begun.has(section)) { begun.add(section); travelling(section); } };
  for (const section of all(".past")) {
    if (!section.querySelector(".day")) continue;
    const report = section.closest(".report");
    if (report) report.addEventListener("toggle", () => begin(section)); else begin(section);
  }

  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) { event.preventDefault(); reveal(); }
  });
  if (location.hash) reveal();
})();
