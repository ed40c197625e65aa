// What a page can do beyond being read. It is complete without this script, which makes every control that it needs:
// with scripts off there is none. Things are found by classes and data attributes, never by their place in the page.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
  const make = (tag, properties = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...inside);
    return element;
  };
  const main = document.querySelector("main");
  const about = (name) => document.querySelector(`meta[name="mobility-${name}"]`)?.content || "";

  // ---------------------------------------------------------------- saying what was done
  // One live region for all controls, so that a reader of the screen hears what a button did.
  const status = make("p", { className: "hidden" });
  status.setAttribute("role", "status");
  main.append(status);
  const say = (words) => { status.textContent = words; };
  const button = (label, act, name = "") => {
    const made = make("button", { type: "button", textContent: label });
    if (name) made.setAttribute("aria-label", name);
    made.addEventListener("click", () => act(made));
    return made;
  };

  // ---------------------------------------------------------------- citations
  // The address is the one that the page names, or where it was read from; a page on a disk has none to give.
  const address = () => {
    const named = document.querySelector("link[rel=canonical]")?.href || "";
    return named || (location.protocol.startsWith("http") ? location.href.split("#")[0] : "");
  };
  const citation = (element) => {
    const card = element.closest("article");
    const where = address() && `${address()}${card?.dataset.anchor ? `#${card.dataset.anchor}` : ""}`;
    const source = text(card?.querySelector(".source")?.firstChild); // without the link behind it
    return [`${about("name")}: mobility findings, edition of ${about("built")}.`, source, where]
      .filter(Boolean).join(" ");
  };

  // ---------------------------------------------------------------- copying
  const copy = async (words, pressed, done) => {
    let copied = true;
    try {
      await navigator.clipboard.writeText(words);
    } catch { // not allowed, or not there: the old way asks for no permission
      const area = make("textarea", { value: words, className: "hidden" });
      main.append(area);
      area.select();
      copied = document.execCommand("copy");
      area.remove();
      pressed.focus();
    }
    say(copied ? done : "The browser did not allow copying.");
    pressed.classList.toggle("done", copied);
    setTimeout(() => pressed.classList.remove("done"), 2000);
  };
  for (const sentence of all("article .sentence:not(.none)")) {
    const words = text(sentence);
    sentence.append(" ", Object.assign(
      button("Copy", (pressed) =>
        copy(`${words} (${citation(sentence)})`, pressed, "The sentence and its source are copied."),
      "Copy this sentence with its source"),
      { className: "copy" },
    ));
  }

  // ---------------------------------------------------------------- names of marks
  // The names come out of the drawings, or the browser would show them a second time.
  const tip = make("div", { className: "tip", hidden: true });
  tip.setAttribute("aria-hidden", "true");
  main.append(tip);
  for (const title of all("figure svg * > title")) {
    title.parentNode.dataset.name = title.textContent;
    title.remove();
  }
  let named = null, walking = false;
  const point = (mark) => {
    named?.classList.remove("named");
    named = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("named");
    tip.textContent = mark.dataset.name;
    const box = mark.getBoundingClientRect();
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.left = `${Math.max(4, Math.min(left, innerWidth - tip.offsetWidth - 4))}px`;
    const above = box.top - tip.offsetHeight - 6;
    tip.style.top = `${above > 0 ? above : box.bottom + 6}px`;
  };
  main.addEventListener("pointerover", (event) => point(event.target.closest("[data-name]")));
  // A step from name to name may itself scroll its chart into view: the name goes with it.
  document.addEventListener("scroll", () => point(walking ? named : null), { passive: true });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") point(null); });
  // By keyboard: the arrows go from name to name while the button has the focus.
  const walk = (figure) => {
    const marks = all("[data-name]", figure);
    let at = -1;
    const step = (by) => {
      at = (at + by + marks.length) % marks.length;
      figure.querySelector("svg").scrollIntoView({ block: "nearest" });
      walking = true;
      point(marks[at]);
      say(`${marks[at].dataset.name} (${at + 1} of ${marks.length})`);
    };
    const made = button("Names, one by one", () => step(1));
    made.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      step(at < 0 && by < 0 ? 0 : by);
    });
    made.addEventListener("blur", () => { walking = false; point(null); });
    return made;
  };

  // ---------------------------------------------------------------- a chart as a file
  const picture = (figure) => figure.querySelector("svg[role=img], img[src^='data:image/svg']");
  const drawing = (shown) => {
    if (shown.localName === "img") return { source: shown.src, wide: shown.naturalWidth, high: shown.naturalHeight };
    const [, , wide, high] = shown.getAttribute("viewBox").split(" ").map((units) => units / 7.5);
    const own = shown.cloneNode(true);
    own.setAttribute("width", wide);
    own.setAttribute("height", high);
    for (const name of ["font-family", "font-size", "fill", "stroke-linejoin"])
      own.setAttribute(name, getComputedStyle(shown).getPropertyValue(name)); // of the page's style, which stays behind
    for (const mark of all("[data-name]", own)) {
      const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
      title.textContent = mark.dataset.name;
      mark.append(title);
      mark.removeAttribute("data-name");
    }
    const source = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(own))}`;
    return { source, wide, high };
  };
  const heading = (figure) =>
    text(figure.querySelector("table caption")) || text(figure.querySelector("figcaption"));
  const save = (href, figure, ending) => {
    const name = `${about("place")}-${heading(figure)}`.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 80);
    make("a", { href, download: `${name}.${ending}` }).click();
    say(`The chart is saved as ${ending.toUpperCase()}.`);
  };
  const lines = (words, wide, pen) => {
    const found = [""];
    for (const word of words.split(" ")) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (pen.measureText(longer).width <= wide || !found.at(-1)) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  };
  const savePng = async (figure) => {
    const { source, wide, high } = drawing(picture(figure));
    const image = new Image();
    image.src = source;
    await image.decode();
    const [scale, edge, row, font] = [3, 12, 15, "system-ui, Helvetica, Arial, sans-serif"];
    const canvas = make("canvas", {});
    const pen = canvas.getContext("2d");
    pen.font = `11px ${font}`;
    const room = Math.max(wide, 320);
    const [over, under] = [heading(figure), citation(figure)].map((words) => lines(words, room, pen));
    canvas.width = (room + 2 * edge) * scale;
    canvas.height = (high + (over.length + under.length) * row + 4 * edge) * scale;
    pen.scale(scale, scale);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#1f2328";
    pen.font = `11px ${font}`;
    over.forEach((line, at) => pen.fillText(line, edge, edge + row * (at + 0.8)));
    pen.drawImage(image, edge, edge * 2 + over.length * row, wide, high);
    under.forEach((line, at) =>
      pen.fillText(line, edge, edge * 3 + high + row * (over.length + at + 0.8)));
    save(canvas.toDataURL("image/png"), figure, "png");
  };
  const cell = (found) => `"${text(found).replace(/"/g, '""')}"`;
  const csv = (figure) =>
    all("table tr", figure).map((row) => [...row.cells].map(cell).join(",")).join("\r\n");
  const escaped = (words) => make("i", { textContent: words }).innerHTML.replace(/"/g, "&quot;");
  const snippet = (figure) => {
    const shown = picture(figure);
    const { source, wide } = drawing(shown);
    const alt = shown.alt || shown.getAttribute("aria-label");
    return `<figure><img src="${escaped(source)}" alt="${escaped(alt)}" style="width:100%;max-width:${Math.round(wide)}px">`
      + `<figcaption>${escaped(`${heading(figure)}. ${citation(figure)}`)}</figcaption></figure>`;
  };
  for (const figure of all("figure")) {
    const details = figure.querySelector("details");
    if (!details || !picture(figure)) continue;
    const tools = make("p", { className: "tools" },
      button("PNG", () => savePng(figure), "Save this chart as PNG"),
      button("SVG", () => save(drawing(picture(figure)).source, figure, "svg"), "Save this chart as SVG"),
      button("CSV", () => save(`data:text/csv,${encodeURIComponent(`\ufeff${csv(figure)}`)}`, figure, "csv"),
        "Save the numbers behind this chart as CSV"),
      button("Embed", (pressed) => copy(snippet(figure), pressed, "HTML to embed the chart is copied."),
        "Copy HTML to embed this chart"));
    if (figure.querySelector("[data-name]")) tools.prepend(walk(figure));
    details.querySelector("summary").after(tools);
    details.querySelector("summary").append(", and as a file");
  }

  // ---------------------------------------------------------------- contents: where the reader is
  const links = new Map(all("nav.contents a[href^='#']").map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const link = links.get(target.getAttribute("aria-labelledby"));
      if (isIntersecting) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-30% 0px -65% 0px" }); // a band a third of the way down, which one section at a time crosses
  for (const section of all("section[aria-labelledby]"))
    if (links.has(section.getAttribute("aria-labelledby"))) seen.observe(section);

  // ---------------------------------------------------------------- filters
  const cards = all("article[data-verdict]");
  if (!cards.length) return;
  const groups = (card) => (card?.dataset.groups || "").split("|").filter(Boolean);
  const rows = all(".glance tr[data-verdict]").map((row) => // with the card that it leads to
    [row, cards.find((card) => `#${card.dataset.anchor}` === row.querySelector("a").hash)]);
  const choice = (label, first, options) => {
    const select = make("select", {}, new Option(first, ""), ...options.map((each) => new Option(each, each)));
    select.addEventListener("change", () => filter());
    return [make("label", {}, `${label} `, select), select];
  };
  const distinct = (names) => [...new Set(names)];
  const [byVerdict, verdict] = choice("Result", "All", distinct(cards.map((card) => card.dataset.verdict)).filter(Boolean));
  const [byGroup, group] = choice("Numbers of", "Everyone", distinct(cards.flatMap(groups)).sort());
  const count = make("span");
  const fits = (own, card) => (!verdict.value || own.dataset.verdict === verdict.value)
    && (!group.value || groups(card).includes(group.value));
  const filter = () => {
    for (const card of cards) card.hidden = !fits(card, card);
    for (const [row, card] of rows) row.hidden = !fits(row, card);
    for (const part of all(".glance tbody"))
      part.hidden = !part.querySelector("[data-verdict]:not([hidden])");
    for (const section of all("section")) // a heading over nothing would mislead
      if (section.querySelector("article[data-verdict]"))
        section.hidden = !section.querySelector("article[data-verdict]:not([hidden])");
    const shown = cards.filter((card) => !card.hidden).length;
    count.textContent = shown < cards.length ? `${shown} of ${cards.length} metrics` : "";
    say(count.textContent || `All ${cards.length} metrics`);
  };
  // A link to a card that a filter hides brings all cards back.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target?.closest("[hidden]")) return;
    verdict.value = group.value = "";
    filter();
    target.scrollIntoView();
  });
  // With one option there is nothing to choose.
  const choices = [[byVerdict, verdict], [byGroup, group]].filter(([, select]) => select.options.length > 2);
  if (!choices.length) return;
  const bar = make("div", { className: "filters" }, ...choices.map(([label]) => label), count);
  bar.setAttribute("role", "search");
  bar.setAttribute("aria-label", "Which metrics are shown");
  (document.querySelector(".matrix .scroll") || cards[0].closest("section")).before(bar);
})();
