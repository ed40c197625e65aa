// Without this script the page shows the whole list; with it, the rows that hold every word typed.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll("#places tr")].map((row) => ({
    row,
    text: plain([...row.cells].slice(0, 3).map((cell) => cell.textContent).join(" ")),
  }));
  const query = document.getElementById("query");
  const count = document.getElementById("count");
  const filter = () => {
    const words = plain(query.value).split(/[\s,]+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = words.length
      ? `${shown || "No"} of ${rows.length} places`
      : "";
  };
  query.addEventListener("input", filter);
  document.getElementById("find").hidden = false;
  filter(); // a browser may have kept what was typed before
})();
