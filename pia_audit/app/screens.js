// What the screens do beyond plain forms: dropped files, work that is watched, and keys for findings.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const unhide = () => document.querySelectorAll(".js").forEach((e) => { e.hidden = false; });
  unhide();

  // The next finding by key: its screen is fetched and put in place of this one, which is quicker than a page anew.
  let turning = false;
  const turn = (address, push) => {
    if (turning) return;
    turning = true;
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.open("GET", address);
    request.onload = () => {
      turning = false;
      const main = request.response && request.response.getElementById("main");
      if (request.status !== 200 || !main) { location.assign(address); return; }
      $("main").replaceWith(document.adoptNode(main));
      document.title = request.response.title;
      if (push) history.pushState(null, "", address);
      unhide();
      scrollTo(0, 0);
      main.focus({ preventScroll: true });
    };
    request.onerror = () => { turning = false; location.assign(address); };
    request.send();
  };
  addEventListener("popstate", () => { turning = false; turn(location.href, false); });

  const line = $("line");
  if (line) {
    const look = async () => {
      try {
        const work = await (await fetch("/work", { headers: { accept: "application/json" } })).json();
        if (work.state !== "running") { location.reload(); return; }
        line.textContent = work.line;
        if (work.of) { $("progress").max = work.of; $("progress").value = work.done; }
      } catch { /* the program has ended: the page stays as it is */ return; }
      setTimeout(look, 700);
    };
    setTimeout(look, 500);
  }

  const drop = $("drop");
  if (drop) {
    const inputs = [...drop.querySelectorAll("input[type=file]")];
    const limit = Number(drop.dataset.limit);
    const chosen = () => inputs.flatMap((i) => [...i.files]);
    const tell = () => {
      const files = chosen(), size = files.reduce((sum, f) => sum + f.size, 0);
      $("chosen").textContent = size > limit ? drop.dataset.large : files.length ? String(files.length) : "";
      return size <= limit;
    };
    inputs.forEach((i) => i.addEventListener("change", tell));
    drop.addEventListener("submit", (e) => { if (!tell()) e.preventDefault(); });
    const entries = async (entry, path, out) => {
      if (entry.isFile) {
        const file = await new Promise((yes, no) => entry.file(yes, no));
        out.push([file, path + file.name]);
      } else {
        const reader = entry.createReader();
        for (;;) {
          const some = await new Promise((yes, no) => reader.readEntries(yes, no));
          if (!some.length) break;
          for (const inner of some) await entries(inner, `${path}${entry.name}/`, out);
        }
      }
    };
    ["dragenter", "dragover"].forEach((n) => document.addEventListener(n, (e) => { e.preventDefault(); drop.classList.add("over"); }));
    ["dragleave", "drop"].forEach((n) => document.addEventListener(n, (e) => { e.preventDefault(); drop.classList.remove("over"); }));
    document.addEventListener("drop", async (e) => {
      const plain = [...e.dataTransfer.files].map((f) => [f, f.name]), found = [];
      const top = [...e.dataTransfer.items].map((i) => i.webkitGetAsEntry()).filter(Boolean);
      for (const entry of top) await entries(entry, "", found);
      if (!top.length) found.push(...plain);
      if (!found.length) return;
      if (found.reduce((sum, [f]) => sum + f.size, 0) > limit) { $("chosen").textContent = drop.dataset.large; return; }
      const form = new FormData();
      for (const [file, name] of found) form.append("files", file, name);
      $("chosen").textContent = String(found.length);
      const answer = await fetch("/files", { method: "POST", body: form });
      if (answer.ok) location.assign("/");
      else $("chosen").textContent = (await answer.text()).replace(/^[\s\S]*?<p>|<\/p>[\s\S]*$/g, "");
    });
  }

  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input:not([type=radio]), textarea, select");
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing) return;
    const choose = { 1: 0, 2: 1, 3: 2, 4: 3 }[e.key];
    if (choose !== undefined && $("decide")) { $("decide").elements.verdict[choose].checked = true; $("decide").elements.verdict[choose].focus(); return; }
    const link = { j: "next", k: "prev", u: "undo" }[e.key.toLowerCase()];
    if (!link || !$(link)) return;
    e.preventDefault();
    if (link === "undo") $(link).click(); else turn($(link).href, true);
  });
})();
