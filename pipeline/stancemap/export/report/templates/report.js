"use strict";
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const panel = document.querySelector(".filters");
  const targets = all(".target");
  const fold = (open) => targets.forEach((target) => { target.open = open; });

  // A link to a card must show it, also where it is folded or filtered away.
  const reveal = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) return;
    if (goal.closest("[hidden]")) reset("Filters were reset to show this card. ");
    for (let up = goal; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    goal.scrollIntoView({ block: "nearest" });
    if (goal.tagName === "DETAILS") goal.querySelector("summary").focus({ preventScroll: true });
  };
  let reset = () => {};
  addEventListener("hashchange", reveal);
  let unprinted = [];
  addEventListener("beforeprint", () => {
    unprinted = all(".target, .guide").filter((each) => !each.open);
    unprinted.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => unprinted.forEach((each) => { each.open = false; }));
  if (!panel) { reveal(); return; }

  const find = panel.querySelector("#find");
  const boxes = all("input[name=stance]", panel);
  const picks = all("select", panel).map((select) => ({
    select,
    facet: select.dataset.facet,
    options: [...select.options].map((option) => ({ option, label: option.text })),
  }));
  const counts = boxes.map((box) => box.closest("label").querySelector(".count"));
  const found = panel.querySelector("#found");
  const button = panel.querySelector("#reset");
  const whole = (number) => number.toLocaleString("en");

  // What one or more comments have: how many they are, their article, month and names.
  const place = (text, counted) => {
    const numbers = text.split(".").map(Number);
    const n = counted ? numbers.shift() : 1;
    return { n, article: numbers[0], month: numbers[1], names: numbers.slice(2) };
  };
  const places = (text) => (text ? text.split(" ").map((part) => place(part, true)) : []);
  const lower = (element) => element.textContent.toLowerCase();
  const cardOf = (element) => {
    const voices = all(".voice", element);
    const head = element.querySelector("summary");
    const rows = places(element.dataset.places);
    return {
      element,
      head,
      stance: element.dataset.stance,
      fit: head.querySelector(".fit"),
      rows,
      total: rows.reduce((sum, row) => sum + row.n, 0),
      voices: voices.map((voice) => ({ voice, at: place(voice.dataset.at, false) })),
    };
  };
  const read = (target) => ({
    target,
    fit: target.querySelector(".fit"),
    head: lower(target.querySelector("h3")),
    wasOpen: target.open,
    columns: all(".column", target),
    cards: all(".point", target).map(cardOf),
  });
  const groups = targets.map(read);
  const total = groups.reduce((sum, group) => sum + group.cards.length, 0);
  const every = groups.flatMap((group) => group.cards).reduce((sum, card) => sum + card.total, 0);

  const has = (row, facet, value) =>
    (facet === "name" ? row.names.includes(value) : row[facet] === value);

  // The comments of a card that have all words: all of them where the card's own words do.
  const spoken = (card, title, words) => {
    if (!words.length) return { rows: card.rows, voices: card.voices };
    card.words ??= lower(card.head.querySelector(".label"));
    if (words.every((word) => title.includes(word) || card.words.includes(word))) {
      return { rows: card.rows, voices: card.voices };
    }
    const voices = card.voices.filter((each) => {
      each.words ??= lower(each.voice.querySelector("blockquote"));
      return words.every((w) => each.words.includes(w) || card.words.includes(w) || title.includes(w));
    });
    return { rows: voices.map((each) => each.at), voices };
  };

  const state = () => ({
    words: find.value.toLowerCase().split(/\s+/).filter(Boolean),
    stances: new Set(boxes.filter((box) => box.checked).map((box) => box.value)),
    chosen: picks.filter((pick) => pick.select.value !== "")
      .map((pick) => ({ facet: pick.facet, value: Number(pick.select.value) })),
  });

  // Count, for each thing to choose, the comments that fit all other choices.
  const tally = () => ({ stances: new Map(), article: [], month: [], name: [] });
  const add = (sums, key, n) => { sums[key] = (sums[key] || 0) + n; };
  const count = (sums, row, misses, stanceFits) => {
    if (!stanceFits || misses.length > 1) return;
    for (const { facet } of picks) {
      if (misses.length && misses[0] !== facet) continue;
      const values = facet === "name" ? row.names : [row[facet]];
      for (const value of values) add(sums[facet], value, row.n);
    }
  };

  const filterCard = (card, group, now, sums) => {
    const known = boxes.some((box) => box.value === card.stance);
    const stanceFits = !known || now.stances.has(card.stance);
    const { rows, voices } = spoken(card, group.head, now.words);
    let n = 0;
    for (const row of rows) {
      const misses = now.chosen.filter((c) => !has(row, c.facet, c.value)).map((c) => c.facet);
      if (!misses.length) n += row.n;
      count(sums, row, misses, stanceFits);
    }
    sums.stances.set(card.stance, (sums.stances.get(card.stance) || 0) + n);
    const shown = stanceFits && n > 0;
    card.element.hidden = !shown;
    if (!shown) return 0;
    const narrowed = now.words.length > 0 || now.chosen.length > 0;
    const kept = new Set(voices.filter(
      (each) => now.chosen.every((c) => has(each.at, c.facet, c.value))));
    for (const each of card.voices) each.voice.hidden = narrowed && !kept.has(each);
    card.fit.hidden = !narrowed;
    if (narrowed) {
      card.fit.textContent = `${whole(n)} of ${whole(card.total)} fit`
        + (kept.size ? "" : ", none of them on this page");
    }
    return n;
  };

  const filter = (note = "") => {
    const now = state();
    const sums = tally();
    const narrowed = now.words.length > 0 || now.chosen.length > 0;
    const active = narrowed || now.stances.size < boxes.length;
    let cards = 0;
    let comments = 0;
    for (const group of groups) {
      let here = 0;
      for (const card of group.cards) {
        const n = filterCard(card, group, now, sums);
        here += n > 0 ? 1 : 0;
        comments += n;
      }
      for (const column of group.columns) {
        column.hidden = active && !column.querySelector(".point:not([hidden])");
      }
      group.target.hidden = active && here === 0;
      group.fit.hidden = !active;
      group.fit.textContent = `${whole(here)} of ${whole(group.cards.length)} cards fit`;
      if (narrowed) group.target.open = true;
      cards += here;
    }
    write(now, sums);
    button.disabled = !active;
    found.textContent = note + (active
      ? `${whole(cards)} of ${whole(total)} cards fit, with ${whole(comments)} of ${whole(every)} comments.`
      : `${whole(total)} cards, with ${whole(every)} comments.`);
  };

  const write = (now, sums) => {
    boxes.forEach((box, place) => {
      counts[place].textContent = `(${whole(sums.stances.get(box.value) || 0)})`;
    });
    for (const { select, facet, options } of picks) {
      select.classList.toggle("chosen", select.value !== "");
      for (const { option, label } of options) {
        if (option.value) option.text = `${label} (${whole(sums[facet][option.value] || 0)})`;
      }
    }
    find.classList.toggle("chosen", now.words.length > 0);
  };

  reset = (note = "") => {
    find.value = "";
    boxes.forEach((box) => { box.checked = true; });
    picks.forEach(({ select }) => { select.value = ""; });
    groups.forEach((group) => { group.target.open = group.wasOpen; });
    filter(note);
  };

  find.addEventListener("input", () => filter());
  find.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && find.value) { find.value = ""; filter(); }
  });
  [...boxes, ...picks.map(({ select }) => select)].forEach(
    (control) => control.addEventListener("change", () => filter()));
  button.addEventListener("click", () => { reset("All filters are reset. "); find.focus(); });
  panel.querySelector("#open-all").addEventListener("click", () => fold(true));
  panel.querySelector("#close-all").addEventListener("click", () => fold(false));
  filter();
  panel.hidden = false;
  if (location.hash) reveal();
})();
