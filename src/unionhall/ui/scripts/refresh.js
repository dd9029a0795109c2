// [data-refresh] fetches its own page again every so many seconds and swaps the region of the same id.
// It rests while the page is hidden or somebody's focus is inside, and ends when the region no longer asks for it.

function watch(first) {
  let region = first;
  const timer = window.setInterval(() => {
    if (document.hidden || region.contains(document.activeElement)) return;
    window
      .fetch(window.location.href, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((html) => {
        const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(region.id);
        if (!fresh) {
          window.location.reload(); // the page has become another one: the work is over
          return;
        }
        region.replaceWith(fresh);
        region = fresh;
        if (!fresh.hasAttribute("data-refresh")) window.clearInterval(timer);
      })
      .catch(() => {}); // the next round tries again; the page says since when its figures hold
  }, Number(first.dataset.refresh) * 1000);
}

export function refresh() {
  document.querySelectorAll("[data-refresh]").forEach(watch);
}
