"use strict";

// The theme: the system's own until a reader chooses another; remembered where the browser lets a page remember.
const theme = document.getElementById("theme");
const THEMES = ["auto", "light", "dark"];
let chosen = "auto";
try { chosen = localStorage.getItem("motjuste-theme") || "auto"; } catch { /* a page without storage forgets */ }
function paint() {
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  theme.textContent = `Theme: ${chosen}`;
}
theme.addEventListener("click", () => {
  chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length];
  try { localStorage.setItem("motjuste-theme", chosen); } catch { /* see above */ }
  paint();
});
theme.hidden = false;
paint();

// The filter of the cases.
const filter = document.getElementById("filter");
if (filter) {
  const rows = [...document.querySelectorAll(".cases tbody tr")];
  // On narrow screens the rows are cards, and some browsers no longer take them for a table then.
  const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };
  const list = document.querySelector(".cases");
  for (const one of [list, ...list.querySelectorAll("*")]) {
    const role = one.localName === "th" ? { col: "columnheader", row: "rowheader" }[one.scope] : ROLES[one.localName];
    if (role) one.setAttribute("role", role);
  }
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const shown = filter.querySelector(".shown");
  const more = document.getElementById("more");
  const FIRST = 40;
  let all = false;
  const apply = () => {
    const { split, result, words } = Object.fromEntries(new FormData(filter));
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = {};
    let count = 0;
    rows.forEach((row, place) => {
      const here = (!split || row.dataset.split === split) && wanted.every((word) => texts[place].includes(word));
      const fits = here && (!result || row.dataset.result === result);
      found[row.dataset.result] = (found[row.dataset.result] || 0) + here;
      count += fits;
      row.hidden = !fits || (count > FIRST && !all);
    });
    for (const radio of filter.querySelectorAll("[name=result]:not([value=''])"))
      radio.parentElement.querySelector(".count").textContent = found[radio.value] || 0;
    const visible = all ? count : Math.min(count, FIRST);
    shown.textContent = `${count} of ${rows.length} cases${visible < count ? `, the first ${visible} shown` : ""}`;
    more.hidden = visible === count;
    more.textContent = `Show all ${count} cases`;
  };
  const showAll = () => { all = true; apply(); };
  more.addEventListener("click", showAll);
  filter.addEventListener("input", apply);
  filter.addEventListener("submit", (event) => event.preventDefault());
  // A link to a row that is hidden shows it again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#case-']");
    if (link && document.getElementById(link.hash.slice(1))?.hidden) {
      filter.querySelectorAll("[value='']").forEach((radio) => { radio.checked = true; });
      filter.elements.words.value = "";
      showAll();
    }
  });
  filter.hidden = false;
  apply();
}

// On paper nothing can be unfolded.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
