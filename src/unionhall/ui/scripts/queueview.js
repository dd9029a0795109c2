// What waits on this phone, shown: a [data-queue] with a template of its row. Words stand in the page, by state.

export function queueView(root, box) {
  const rows = root.querySelector("[data-queue-rows]");
  const mould = root.querySelector("template");
  const words = (name) => root.getAttribute(`data-${name}`) || "";

  function row(entry, state, about) {
    const made = mould.content.cloneNode(true);
    const get = (name) => made.querySelector(`[data-row-${name}]`);
    const now = entry.refused ? "refused" : about && about.key === entry.key ? state : "idle";
    get("title").textContent = entry.title;
    get("state").textContent = entry.refused || words(now);
    get("time").textContent = new Date(entry.at).toLocaleString();
    get("again").hidden = !entry.refused;
    get("drop").hidden = !entry.refused;
    get("again").addEventListener("click", () => box().again(entry.key));
    get("drop").addEventListener("click", () => box().drop(entry.key));
    return made;
  }

  return (state, entries, about) => {
    root.hidden = entries.length === 0;
    rows.textContent = "";
    entries.forEach((entry) => rows.appendChild(row(entry, state, about)));
  };
}
