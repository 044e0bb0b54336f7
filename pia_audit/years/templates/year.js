// The reports that fit the words typed, and on demand those with errors alone. Without it all of them stand there.
"use strict";
(() => {
  const form = document.getElementById("find"), table = document.getElementById("ranked");
  if (!form || !table) return;
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const rows = [...table.tBodies[0].rows].map((row) => ({ row, text: folded(row.textContent) }));
  const show = () => {
    const words = folded(form.elements.find.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, text } of rows) {
      const fits = words.every((word) => text.includes(word)) && (!form.elements.errors.checked || row.classList.contains("errs"));
      row.hidden = !fits;
      count += fits;
    }
    document.getElementById("shown").textContent = form.dataset.shown.replace("{count}", count).replace("{of}", rows.length);
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("submit", (e) => e.preventDefault());
  show();
})();
