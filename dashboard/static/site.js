"use strict";
(() => {
  const age = (time) => {
    const hours = (Date.now() - Date.parse(time.dateTime)) / 3.6e6;
    const words = hours < 1 ? "less than an hour" : hours < 48 ? `${Math.floor(hours)} hours` : `${Math.floor(hours / 24)} days`;
    const place = time.nextElementSibling;
    place.textContent = ` (${words} old)`;
    if (hours > Number(time.dataset.limit)) {
      place.classList.add("stale");
      place.textContent = ` (${words} old, which is older than it should be: was there no run since?)`;
    }
  };
  for (const time of document.querySelectorAll("time[data-limit]")) age(time);

  const value = (row, n) => {
    const cell = row.cells[n];
    const text = cell ? cell.dataset.v || cell.textContent.trim() : "";
    const number = Number(text.replace(/[, %]/g, ""));
    return text && !Number.isNaN(number) ? number : text;
  };
  const sort = (table, head, n) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, n), row]);
    rows.sort(([a], [b]) => {
      const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
      return up ? order : -order;
    });
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table.tools")) {
    [...table.tHead.rows[0].cells].forEach((head, n) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head, n));
    });
  }
  for (const list of document.querySelectorAll("[data-filter]")) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.className = "filter";
    input.type = "search";
    label.append(list.dataset.filter, input);
    const items = list.tBodies ? [...list.tBodies[0].rows] : [...list.querySelectorAll("article")];
    if (items.length < 8) continue;
    list.before(label);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      for (const item of items) item.hidden = !item.textContent.toLowerCase().includes(wanted);
    });
  }
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    if (target?.tagName === "DIV") for (const part of target.querySelectorAll("details")) part.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", open);
  if (location.hash) open();
})();
