"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const W = data.words, rows = data.rows, STATUSES = data.statuses, STEP = 100, PRINTED = 1000;
  // Places in a row, as the program writes them.
  const CODE = 0, NAME = 1, DEPARTMENT = 2, AGENCY = 3, STATUS = 4, RATE = 5, EXECUTION = 6, TOTAL = 7, RATING = 8,
    COUNTS = 9, FILE = 10, TRUST = 11, CHECK = 12, FINDINGS = 13, WORKING = 14, PART = 15, TRIAL = 16;
  // What a file is for its project: it counts, one of several undecided, beside another, of none.
  const COUNTS_FOR_IT = 0, UNDECIDED = 1, BESIDE = 2, OUTSIDE = 3;
  const byId = (id) => document.getElementById(id);
  const words = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  const percent = (share) => share === null ? W.none : (share * 100).toFixed(2) + "%";
  const figure = (value) => value === null ? W.none : typeof value === "number" ? value.toFixed(2) : value;

  // Everything that came from a file becomes text, never markup.
  const make = (tag, options, ...children) => {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(options || {})) {
      if (key === "class") node.className = value; else node.setAttribute(key, value);
    }
    node.append(...children.filter((each) => each !== null && each !== undefined).map((each) =>
      each instanceof Node ? each : String(each)));
    return node;
  };

  // --- pictures ---------------------------------------------------------------------------------------------------
  const SVG = "http://www.w3.org/2000/svg";
  const draw = (tag, options, ...children) => {
    const node = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(options || {})) node.setAttribute(key, value);
    node.append(...children.map((each) => each instanceof Node ? each : document.createTextNode(String(each))));
    return node;
  };
  const cut = (text, most) => {
    const letters = Array.from(text);
    return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
  };
  const picture = (title, note, drawing, legend) => {
    const box = make("figure", {}, make("figcaption", {}, title));
    if (drawing) {
      drawing.setAttribute("role", "img");
      drawing.prepend(draw("title", {}, title));
      box.append(drawing);
    } else if (!note) box.append(make("p", {class: "quiet"}, W.nothing));
    if (legend) box.append(legend);
    if (note) box.append(make("p", {class: "quiet"}, note));
    byId("pictures").append(box);
  };
  const bars = (entries, wide) => {
    if (!entries.some((each) => each[1])) return null;
    const left = wide ? 190 : 96, width = 440, most = Math.max(...entries.map((each) => each[1]));
    const room = width - left - 66;
    const svg = draw("svg", {viewBox: `0 0 ${width} ${entries.length * 30 + 4}`});
    entries.forEach(([label, value, more], index) => {
      const y = index * 30 + 4;
      const line = draw("g", {});
      line.append(draw("title", {}, `${label} ${value}`), draw("text", {x: left - 8, y: y + 16, "text-anchor": "end"}, cut(label, wide ? 13 : 7)),
        draw("rect", {class: "bar", x: left, y: y + 2, height: 19, width: Math.max(value ? 2 : 0, value / most * room)}),
        draw("text", {x: left + value / most * room + 6, y: y + 16}, more || value));
      svg.append(line);
    });
    return svg;
  };
  const columns = (entries) => {
    if (!entries.some((each) => each[1])) return null;
    const most = Math.max(...entries.map((each) => each[1])), step = 440 / entries.length;
    const svg = draw("svg", {viewBox: "0 0 440 220"});
    svg.append(draw("line", {class: "axis", x1: 0, x2: 440, y1: 188, y2: 188}));
    entries.forEach(([label, value], index) => {
      const height = value / most * 158, x = index * step;
      svg.append(draw("rect", {class: "bar", x: x + 5, y: 188 - height, width: step - 10, height}),
        draw("text", {x: x + step / 2, y: 182 - height, "text-anchor": "middle"}, value || ""),
        draw("text", {class: "small", x: x + step / 2, y: 206, "text-anchor": "middle"}, label));
    });
    return svg;
  };
  const scatter = () => {
    const points = rows.filter((each) => each[PART] === COUNTS_FOR_IT && each[RATE] !== null && each[TOTAL] !== null);
    if (!points.length) return [null, 0];
    const least = Math.max(0, Math.floor(Math.min(90, ...points.map((each) => each[TOTAL])) / 10) * 10);
    const most = Math.max(100, ...points.map((each) => each[TOTAL]));
    const x = (rate) => 40 + Math.min(rate, 1.2) / 1.2 * 385, y = (total) => 24 + (most - total) / (most - least) * 166;
    const svg = draw("svg", {viewBox: "0 0 440 236"});
    for (const rate of [0, .2, .4, .6, .8, 1, 1.2]) {
      svg.append(draw("line", {class: "axis", x1: x(rate), x2: x(rate), y1: 24, y2: 190}),
        draw("text", {class: "small", x: x(rate), y: 206, "text-anchor": "middle"}, Math.round(rate * 100) + "%"));
    }
    for (let index = 0; index <= 4; index += 1) {
      const total = least + (most - least) * index / 4;
      svg.append(draw("line", {class: "axis", x1: 40, x2: 425, y1: y(total), y2: y(total)}),
        draw("text", {class: "small", x: 34, y: y(total) + 4, "text-anchor": "end"}, Math.round(total * 10) / 10));
    }
    // One path however many points there are: a dot is a line without length.
    const path = points.map((each) => `M${x(each[RATE]).toFixed(1)} ${y(each[TOTAL]).toFixed(1)}h0`).join("");
    svg.append(draw("path", {class: "dots", d: path}),
      draw("text", {class: "small", x: 232, y: 226, "text-anchor": "middle"}, W.scatter_x),
      draw("text", {class: "small", x: 4, y: 10}, W.scatter_y));
    return [svg, points.length];
  };
  const departments = () => {
    const kinds = [...STATUSES, "missing"], listed = data.departments.slice(0, 12);
    if (!listed.length) return [null, null];
    const most = Math.max(1, ...listed.map(([, own]) => kinds.reduce((sum, kind) => sum + (own[kind] || 0), 0)));
    const svg = draw("svg", {viewBox: `0 0 440 ${listed.length * 30 + 4}`});
    listed.forEach(([name, own], index) => {
      let x = 150;
      const y = index * 30 + 4, all = kinds.reduce((sum, kind) => sum + (own[kind] || 0), 0);
      svg.append(draw("text", {x: 142, y: y + 16, "text-anchor": "end"}, cut(name, 10)));
      for (const kind of kinds.filter((each) => own[each])) {
        const width = own[kind] / most * 240;
        svg.append(draw("rect", {class: kind, x, y: y + 2, width, height: 19}, draw("title", {}, `${name} ${W[kind]} ${own[kind]}`)));
        x += width;
      }
      svg.append(draw("text", {x: x + 6, y: y + 16}, all));
    });
    return [svg, make("div", {class: "legend"}, ...kinds.filter((kind) => data.departments.some(([, own]) => own[kind])).map((kind) => make("span", {class: kind}, W[kind])))];
  };
  const frequent = data.codes.slice(0, 10);
  picture(W.ratings, data.ratings.length ? "" : W.no_ratings, bars(data.ratings.map(([name, count]) => [name, count])));
  picture(W.totals, "", columns(data.totals));
  const [dots, count] = scatter();
  picture(W.scatter, dots && words(W.scatter_note, {count}), dots);
  picture(W.frequent, frequent.length < data.codes.length && words(W.frequent_note, {shown: frequent.length, count: data.codes.length}),
    bars(frequent.map(([code, hits]) => [data.titles[code], hits]), true));
  const [stacked, legend] = departments();
  picture(W.departments, data.departments.length > 12 && words(W.departments_note, {shown: 12, count: data.departments.length}),
    stacked, legend);

  // --- the table of projects --------------------------------------------------------------------------------------
  const own = (row) => STATUSES[row[STATUS]];
  const status = (row) => row[PART] === UNDECIDED ? "undecided" : own(row);
  const counted = (row) => {
    const found = row[COUNTS].map((each, index) => each ? `${W[data.severities[index]]} ${each}` : "").filter(Boolean).join("，");
    return [found, row[TRIAL] ? `${W.trial} ${row[TRIAL]}` : ""].filter(Boolean).join("；");
  };
  // Files of one project stand side by side, where the first of them stands.
  const first = new Map(), several = new Set();
  rows.forEach((row, index) => {
    if (!row[CODE]) return;
    if (first.has(row[CODE])) several.add(row[CODE]); else first.set(row[CODE], index);
  });
  const place = rows.map((row, index) => row[CODE] ? first.get(row[CODE]) : index);
  const HEADS = [
    [W.number, (row) => row[CODE]], [W.name, (row) => row[NAME]], [W.department, (row) => data.names[row[DEPARTMENT]]],
    [W.agency, (row) => row[AGENCY]], [W.rate, (row) => row[RATE]], [W.execution, (row) => row[EXECUTION]],
    [W.total, (row) => row[TOTAL]], [W.rating, (row) => row[RATING]], [W.status, (row) => -STATUSES.indexOf(status(row))],
    [W.found, (row) => row[COUNTS][0] * 1e6 + row[COUNTS][1] * 1e3 + row[COUNTS][2]],
  ];
  const collator = new Intl.Collator("zh-CN", {numeric: true});
  const texts = rows.map((row) => [row[CODE], row[NAME], data.names[row[DEPARTMENT]], row[AGENCY], row[FILE]].join("\n").toLowerCase());
  let sorted = {column: -1, down: false}, matching = [], projects = 0, listed = 0;

  const compare = (left, right) => {
    const first = left === null || left === "", second = right === null || right === "";
    if (first || second) return first === second ? 0 : first ? 1 : -1;  // what is missing stands last
    const found = typeof left === "number" && typeof right === "number" ? left - right : collator.compare(String(left), String(right));
    return sorted.down ? -found : found;
  };
  const chosen = (name) => byId(`f-${name}`).value;
  const select = () => {
    const text = chosen("text").trim().toLowerCase(), [kind, department, rating, code] = ["status", "department", "rating", "code"].map(chosen);
    matching = [];
    rows.forEach((row, index) => {
      if (kind && status(row) !== kind) return;
      if (department && data.names[row[DEPARTMENT]] !== department) return;
      if (rating && row[RATING] !== rating) return;
      if (code && !row[FINDINGS].some((each) => each.c === code)) return;
      if (text && !texts[index].includes(text)) return;
      matching.push(index);
    });
    if (sorted.column >= 0) {
      const value = HEADS[sorted.column][1];
      matching.sort((left, right) => compare(value(rows[left]), value(rows[right])) || place[left] - place[right] || left - right);
    } else matching.sort((left, right) => place[left] - place[right] || left - right);
    projects = new Set(matching.filter((index) => rows[index][PART] <= UNDECIDED).map((index) => rows[index][CODE])).size;
    byId("rows").replaceChildren();
    listed = 0;
    list(STEP);
  };
  const list = (more) => {
    const part = document.createDocumentFragment(), last = Math.min(matching.length, listed + more);
    for (; listed < last; listed += 1) part.append(line(matching[listed]));
    if (!matching.length) part.append(make("tr", {}, make("td", {colspan: HEADS.length}, W.no_match)));
    byId("rows").append(part);
    byId("shown").textContent = words(W.shown, {matching: matching.length, projects, all: rows.length, listed});
    byId("further").hidden = listed >= matching.length;
    byId("more").textContent = words(W.more, {count: Math.min(STEP, matching.length - listed)});
  };
  const line = (index) => {
    const row = rows[index], name = row[NAME] || row[FILE];
    const open = make("button", {type: "button", class: "open", "aria-expanded": "false", "data-row": index,
      "aria-label": words(W.open, {name})}, name);
    const told = row[PART] === COUNTS_FOR_IT ? null : make("span", {class: "small"},
      row[PART] === UNDECIDED ? words(W.this_file, {status: W[own(row)]}) : row[PART] === BESIDE ? W.beside : W.outside);
    const file = row[NAME] && (several.has(row[CODE]) || row[PART] !== COUNTS_FOR_IT) ? make("span", {class: "small"}, row[FILE]) : null;
    const cells = [row[CODE], make("div", {}, open, file), data.names[row[DEPARTMENT]], row[AGENCY], percent(row[RATE]), figure(row[EXECUTION]), figure(row[TOTAL]),
      row[RATING] || "", make("span", {class: `status ${status(row)}`}, W[status(row)], told), counted(row)];
    const numbers = new Set([4, 5, 6]);
    return make("tr", place[index] === index ? {} : {class: "again"}, ...cells.map((cell, column) =>
      make("td", {"data-head": HEADS[column][0], ...(numbers.has(column) ? {class: "number"} : column ? {} : {class: "code"})}, cell)));
  };
  const around = (found) => {
    if (!found) return null;
    const at = (index) => ({"data-head": found.k[index][0], ...(index === found.i ? {class: "at"} : {})});
    return make("div", {class: "scroll"}, make("table", {class: "around"},
      found.k.some(([head]) => head) ? make("thead", {}, make("tr", {}, ...found.k.map(([head]) => make("th", {scope: "col"}, head)))) : null,
      make("tbody", {}, make("tr", {}, ...found.k.map(([, shown], index) => make("td", at(index), shown || W.blank))))));
  };
  const pair = (entries) => {
    const told = entries.filter(([, value]) => value !== undefined && value !== null && value !== "");
    return told.length ? make("dl", {class: "pair"}, ...told.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])) : null;
  };
  // A formula, or a text that the message cuts, is there for whoever asks for it.
  const kept = (own) => {
    const long = (text) => text && (text.startsWith("=") || text.length > 60);
    const shown = [[W.seen, own.f], [W.wanted, own.x]], folded = shown.filter(([, value]) => long(value));
    const title = folded.some(([, value]) => value.startsWith("=")) ? W.formula : W.whole;
    return [pair([[W.place, own.p], ...shown.filter(([, value]) => !long(value)), [W.response, own.r], ["", own.w && words(W.waived, own.w)]]),
      folded.length ? make("details", {class: "kept"}, make("summary", {}, title), pair(folded)) : null];
  };
  const told = (row, index) => {
    const own = row[FINDINGS][index], severity = data.severities[own.s];
    const chips = [own.o && W.of_office, own.b && W.beta, own.q && W.off].filter(Boolean).map((each) => make("span", {class: "chip"}, each));
    const box = make("div", {class: `finding ${severity}`},
      make("p", {}, make("span", {class: "tag"}, W[severity]), own.m, make("span", {class: "chip"}, `${own.c} ${data.titles[own.c] || ""}`), ...chips),
      ...kept(own), around(own.a));
    if (own.z) box.append(make("p", {class: "quiet"}, W.around_cut));
    const follow = row[FINDINGS].map((each, place) => each.y === index ? place : -1).filter((each) => each >= 0);
    if (follow.length) {
      box.append(make("details", {}, make("summary", {}, words(W.consequences, {count: follow.length})),
        ...follow.map((place) => told(row, place))));
    }
    return box;
  };
  const detail = (row) => {
    const roots = row[FINDINGS].map((each, place) => each.y === undefined || !row[FINDINGS][each.y] ? place : -1).filter((each) => each >= 0);
    const meta = make("p", {class: "meta"}, make("span", {}, `${W.file}：${row[FILE]}`),
      row[CHECK] && make("span", {}, `${W.check_code}：${row[CHECK]}（${W.check_code_told}）`), row[TRUST] && make("span", {}, `${W.trust}：${W[row[TRUST]] || row[TRUST]}`));
    const working = row[WORKING].length
      ? [make("p", {class: "quiet"}, W.working_note), make("ul", {class: "working"}, ...row[WORKING].map(([cell, label, text]) =>
        make("li", {}, make("b", {}, `${label}（${cell}）`), ` = ${text}`)))]
      : [make("p", {class: "quiet"}, W.no_working)];
    const findings = roots.length ? roots.map((place) => told(row, place)) : [make("p", {}, W.no_findings)];
    return make("tr", {class: "detail"}, make("td", {colspan: HEADS.length}, meta,
      make("h3", {}, W.findings), ...findings, make("h3", {}, W.working), ...working));
  };
  const toggle = (button, wanted) => {
    const line = button.closest("tr"), open = button.getAttribute("aria-expanded") === "true";
    if (open === wanted) return;
    button.setAttribute("aria-expanded", String(!open));
    if (open) line.nextElementSibling.remove(); else line.after(detail(rows[Number(button.dataset.row)]));
  };
  const buttons = () => Array.from(byId("rows").querySelectorAll("button.open"));

  const options = (name, entries) => {
    byId(`f-${name}`).append(make("option", {value: ""}, W.all), ...entries.map(([value, text]) => make("option", {value}, text)));
  };
  options("status", STATUSES.filter((each) => rows.some((row) => status(row) === each)).map((each) => [each, W[each]]));
  options("department", data.names.map((each) => [each, each]));
  options("rating", data.ratings.map(([name]) => [name, name]));
  const files = new Map();
  for (const row of rows) for (const code of new Set(row[FINDINGS].map((each) => each.c))) files.set(code, (files.get(code) || 0) + 1);
  options("code", [...files].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .map(([code, count]) => [code, words(W.in_files, {name: `${code} ${data.titles[code] || ""}`, count})]));
  HEADS.forEach(([head], column) => {
    const button = make("button", {type: "button", title: words(W.sort, {head})}, head);
    button.addEventListener("click", () => {
      sorted = {column, down: sorted.column === column && !sorted.down};
      for (const each of byId("heads").children) each.removeAttribute("aria-sort");
      button.parentNode.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      select();
    });
    byId("heads").append(make("th", {scope: "col"}, button, make("span", {class: "printed", "aria-hidden": "true"}, head)));
  });
  byId("rows").addEventListener("click", (event) => {
    const button = event.target.closest("button.open");
    if (button) toggle(button);
  });
  byId("filters").addEventListener("input", select);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => setTimeout(select));
  byId("more").addEventListener("click", () => list(STEP));
  byId("every").addEventListener("click", () => list(matching.length));
  byId("expand").addEventListener("click", () => buttons().forEach((each) => toggle(each, true)));
  byId("collapse").addEventListener("click", () => buttons().forEach((each) => toggle(each, false)));
  byId("print-rules").addEventListener("change", (event) => byId("rules").classList.toggle("wanted", event.target.checked));
  // On paper nobody can open anything: each file in which something was found is told in full, and closed again after.
  let opened = [];
  window.addEventListener("beforeprint", () => {
    if (listed < PRINTED) list(Math.min(PRINTED, matching.length) - listed);
    opened = buttons().filter((each) => each.getAttribute("aria-expanded") !== "true" && rows[Number(each.dataset.row)][FINDINGS].length);
    opened.forEach((each) => toggle(each, true));
    byId("print-cut").textContent = listed < matching.length ? words(W.print_cut, {count: listed}) : "";
  });
  window.addEventListener("afterprint", () => {
    byId("print-cut").textContent = "";
    opened.forEach((each) => toggle(each, false));
  });
  select();
})();
