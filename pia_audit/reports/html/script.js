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

  for (const shown of all(".js, .tools, #filter, #find")) shown.hidden = false;

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
    unfolded = all(":is(.group, .report, .matter, .rest, .grounds):not([open])");
    for (const part of unfolded) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of unfolded.splice(0)) part.open = false; });

  // --- what a link leads to is opened ------------------------------------------------------------------------
  const reveal = () => {
    if (restored()) { sift(); return; }
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (filter && target.closest("[hidden]")) { for (const form of [finder, filter]) if (form) form.reset(); sift(); }
    target.scrollIntoView({ behavior: "instant" });
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };

  // --- the filter: what it is set to stands in the address behind #? ---------------------------------------
  const filter = document.getElementById("filter");
  const finder = document.getElementById("find");
  const cards = all(".matter .card").map((card) => {
    const parts = ["rest", "matter", "report"].map((kind) => card.closest("." + kind));
    const label = data.items[card.dataset.i];
    if (label) for (const link of all(".where > a[href*=i], .where > span, .says > a", card)) link.title = label;
    card.dataset.c ||= "high";
    card.dataset.s ||= parts[1].dataset.s;
    card.dataset.r = (card.querySelector(".title > i:last-child") || parts[1].querySelector(".code")).textContent;
    return { card, parts };
  });
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const asked = (text) => folded(text || "").trim().split(/\s+/).filter(Boolean);
  const tiles = new Map(all("main > .verdict .tiles [data-s]").map((tile) => [tile.dataset.s, tile]));
  const reports = all(".report").map((report) => ({ report, row: document.querySelector(`#reports a[href="#${report.id}"]`).closest("tr") }));
  const found = new Set(reports.map(({ report }) => report)); // those the search over reports leaves
  const kept = () => {
    const set = new URLSearchParams();
    for (const form of [finder, filter]) {
      if (!form) continue;
      for (const field of Array.from(form.elements).filter((field) => field.name)) {
        if (field.name === "severity") continue;
        if (field.type === "checkbox" ? field.checked : field.value) set.set(field.name, field.value);
      }
    }
    const boxes = all('#filter [name="severity"]');
    const on = boxes.filter((box) => box.checked);
    if (on.length < boxes.length) set.set("s", on.map((box) => box.value).join(" "));
    const wanted = set.size ? "#?" + set : "";
    if (!wanted && !location.hash.startsWith("#?")) return;
    try { history.replaceState(null, "", wanted || location.pathname + location.search); } catch { /* the address stays */ }
  };
  const restored = () => {
    if (!location.hash.startsWith("#?")) return false;
    const set = new URLSearchParams(location.hash.slice(2));
    for (const form of [finder, filter]) {
      if (!form) continue;
      for (const field of Array.from(form.elements).filter((field) => field.name)) {
        if (field.name === "severity") field.checked = !set.has("s") || set.get("s").split(" ").includes(field.value);
        else if (field.type === "checkbox") field.checked = set.has(field.name);
        else field.value = set.get(field.name) || "";
        if (field.tagName === "SELECT" && field.selectedIndex < 0) field.value = "";
      }
    }
    return true;
  };
  const search = () => {
    if (!finder) return;
    const wanted = new FormData(finder);
    const text = asked(wanted.get("find"));
    found.clear();
    for (const entry of reports) {
      entry.text ||= folded(entry.row.textContent);
      const fits = text.every((part) => entry.text.includes(part)) && (!wanted.has("errors") || entry.row.classList.contains("errs"));
      entry.row.hidden = !fits;
      entry.report.hidden = !fits;
      if (fits) found.add(entry.report);
    }
    document.getElementById("found").textContent = say(words.reports, { all: reports.length, shown: found.size });
  };
  const sift = () => {
    search();
    if (!filter) return;
    const wanted = new FormData(filter);
    const severities = new Set(wanted.getAll("severity"));
    const text = asked(wanted.get("text"));
    const exact = ["r", "i", "e", "c", "b"].map((name) => [name, wanted.get(name)]).filter(([, value]) => value);
    const left = new Map();
    let shown = 0;
    for (const entry of cards) {
      const { card, parts } = entry;
      let fits = severities.has(card.dataset.s) && exact.every(([n, v]) => card.dataset[n] === v) && (!parts[2] || found.has(parts[2]));
      if (fits && text.length) {
        entry.text ||= folded(`${card.dataset.r} ${card.textContent} ${parts[1].querySelector("summary").textContent} ${data.items[card.dataset.i] || ""}`);
        fits = text.every((part) => entry.text.includes(part));
      }
      if (card.hidden === fits) card.hidden = !fits;
      for (const part of parts) if (part) left.set(part, (left.get(part) || 0) + fits);
      shown += fits;
    }
    const narrowed = shown < cards.length;
    for (const [part, count] of left) {
      part.hidden = count === 0 || part.classList.contains("report") && !found.has(part);
      if (narrowed && count && !part.classList.contains("report")) part.open = true;
    }
    for (const { report } of reports) if (!left.has(report)) report.hidden = narrowed || !found.has(report);
    for (const link of all(".rail li a")) link.parentElement.hidden = document.getElementById(link.hash.slice(1)).hidden;
    for (const [severity, tile] of tiles) tile.firstElementChild.ariaPressed = String(severities.size === 1 && severities.has(severity) && tiles.size > 1);
    document.getElementById("shown").textContent = say(words.shown, { all: cards.length, shown });
    placed();
  };
  for (const form of [finder, filter]) {
    if (!form) continue;
    const changed = () => { sift(); kept(); };
    form.addEventListener("input", later(changed));
    form.addEventListener("reset", () => setTimeout(changed));
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  for (const [severity, tile] of filter ? tiles : []) {
    const box = filter.querySelector(`[name="severity"][value="${severity}"]`);
    if (!box) { tiles.delete(severity); continue; }
    const button = make("button");
    button.type = "button";
    button.title = say(words.only, { what: tile.querySelector("span").textContent });
    button.append(...tile.childNodes);
    tile.append(button);
    button.addEventListener("click", () => {
      const alone = button.ariaPressed === "true";
      for (const other of all('[name="severity"]', filter)) other.checked = alone || other === box;
      sift();
      kept();
    });
  }

  // --- where one is, and on to the next matter or report ---------------------------------------------------
  const stops = all(reports.length ? ".report" : ".matter");
  const standing = document.getElementById("standing");
  const keys = document.getElementById("keys");
  const parts = all(".jump a").map((link) => [link, document.getElementById(link.hash.slice(1))]).filter(([, part]) => part);
  const rails = new Map(all(".rail a").map((link) => [link.hash.slice(1), link]));
  const EDGE = 96; // as far below the upper edge as a heading comes to stand that was gone to
  let here = -1;
  const placed = () => {
    const open = stops.filter((stop) => !stop.hidden);
    here = open.findLastIndex((stop) => stop.getBoundingClientRect().top <= EDGE);
    const past = here >= 0 && open[here].getBoundingClientRect().bottom <= EDGE && here === open.length - 1;
    standing.textContent = open.length ? say(words.standing, { n: here < 0 || past ? "–" : here + 1, of: open.length }) : "";
    for (const [id, link] of rails) {
      const now = here >= 0 && !past && open[here].id === id;
      if (now === link.hasAttribute("aria-current")) continue;
      if (now) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      if (now) { const rail = link.closest(".rail"); const at = link.offsetTop; if (at < rail.scrollTop || at > rail.scrollTop + rail.clientHeight - 80) rail.scrollTop = at - 120; }
    }
    const at = parts.findLastIndex(([, part]) => part.getBoundingClientRect().top <= EDGE + 8);
    parts.forEach(([link], n) => { if (n === Math.max(at, 0)) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current"); });
  };
  const go = (by) => {
    const open = stops.filter((stop) => !stop.hidden);
    const before = here >= 0 && by < 0 && open[here].getBoundingClientRect().top < 40 ? here : here + by;
    const stop = open[Math.max(0, Math.min(open.length - 1, before))];
    if (!stop) return;
    stop.open = true;
    stop.querySelector("summary").focus({ preventScroll: true });
    stop.scrollIntoView({ behavior: "instant" });
    placed();
  };
  if (!stops.length) all(".step").forEach((step) => { step.hidden = true; });
  document.getElementById("next").addEventListener("click", () => go(1));
  document.getElementById("back").addEventListener("click", () => go(-1));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || keys && !keys.checked) return;
    if (event.target.closest("input, select, textarea")) return;
    const by = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (by) { event.preventDefault(); go(by); }
  });
  let drawn = 0;
  addEventListener("scroll", () => { if (!drawn) drawn = requestAnimationFrame(() => { drawn = 0; placed(); }); }, { passive: true });

  restored();
  sift();
  placed();

  // --- signs and findings to copy --------------------------------------------------------------------------
  const shownText = (node) => Array.from(node ? node.childNodes : [], (child) => child.nodeType === Node.TEXT_NODE ? child.data : child.hidden || child.matches(".vh, .code, svg") ? "" : child.title && !child.title.startsWith("(") ? child.title : shownText(child)).join("").replace(/[ \n]+/g, " ").trim();
  const asText = (card) => {
    const matter = card.closest(".matter");
    const heading = card.querySelector(".where .title") || matter && matter.querySelector("summary .name");
    const title = Array.from(heading ? heading.childNodes : []).filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data).join("").trim();
    const where = Array.from(card.querySelector(".where").childNodes).filter((node) => !(node.matches && node.matches(".title, i"))).map((node) => node.nodeType === Node.TEXT_NODE ? node.data : node.title || node.textContent).join("").replace(/\s+/g, " ").trim();
    const other = card.querySelector(":scope > p.uncut a");
    const whole = (other ? document.getElementById(other.hash.slice(1)) : card).querySelector(":scope > details.uncut");
    const places = all(":scope > .sides > div > dt", card).map((name) => name.textContent.replace(/\s+/g, " ").trim());
    const texts = all(".sides > div", whole || card).map((side, n) => `${places[n]}: ${raw(side.querySelector("dd"))}`);
    const todo = matter && matter.querySelector(":scope > .todo");
    return [
      `${title}［${card.dataset.r || ""}］`, where, ...texts, shownText(card.querySelector(".says")),
      todo ? shownText(todo) : "", `${words.sign} ${card.querySelector("code").textContent}`,
    ].filter(Boolean).join("\n");
  };
  const copy = (button, text, word) => {
    const done = () => { button.textContent = words.copied; setTimeout(() => { button.textContent = word; }, 2000); };
    const picked = () => {
      const held = make("textarea", "vh", text);
      button.after(held);
      held.select();
      if (document.execCommand("copy")) done();
      held.remove();
      button.focus();
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, picked); else picked();
  };
  for (const code of all(".place code")) {
    for (const [word, text] of [[words.copy_finding, () => asText(code.closest(".card"))], [words.copy, () => code.textContent]]) {
      const button = make("button", "", word);
      button.type = "button";
      button.addEventListener("click", () => copy(button, text(), word));
      code.parentElement.append(button);
    }
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
  if (location.hash && !location.hash.startsWith("#?")) reveal();
})();
