"use strict";
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const panel = document.querySelector(".filters");

  // A link into something folded must unfold it, also where the browser does not do so itself.
  const reveal = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) return;
    for (let up = goal; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    goal.scrollIntoView({ block: "nearest" });
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  const targets = all(".target");
  const fold = (open) => targets.forEach((target) => { target.open = open; });
  addEventListener("beforeprint", () => fold(true));
  if (!panel) return;

  const find = panel.querySelector("#find");
  const boxes = all("input[name=stance]", panel);
  const found = panel.querySelector("#found");
  const texts = new Map();
  const textOf = (card) => {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase());
    return texts.get(card);
  };

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const stances = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const known = new Set(boxes.map((box) => box.value));
    let shown = 0;
    let total = 0;
    for (const target of targets) {
      const title = target.querySelector("h3").textContent.toLowerCase();
      let here = 0;
      for (const card of all(".point", target)) {
        const stance = card.dataset.stance;
        const fits = !known.has(stance) || stances.has(stance);
        const says = words.every((word) => title.includes(word) || textOf(card).includes(word));
        card.hidden = !(fits && says);
        here += fits && says ? 1 : 0;
        total += 1;
      }
      for (const column of all(".column", target)) {
        column.hidden = !column.querySelector(".point:not([hidden])");
      }
      target.hidden = here === 0;
      if (words.length) target.open = here > 0;
      shown += here;
    }
    found.textContent = shown === total ? "" : `${shown} of ${total} key points`;
  };

  find.addEventListener("input", filter);
  boxes.forEach((box) => box.addEventListener("change", filter));
  panel.querySelector("#open-all").addEventListener("click", () => fold(true));
  panel.querySelector("#close-all").addEventListener("click", () => fold(false));
  panel.hidden = false;
})();
