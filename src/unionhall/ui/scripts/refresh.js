// [data-refresh] fetches its own page again every so many seconds and swaps the region of the same id.
// It rests while the page is hidden, and when the region says that it is finished.

export function refresh() {
  document.querySelectorAll("[data-refresh]").forEach((first) => {
    const seconds = Number(first.dataset.refresh);
    let region = first;
    const timer = window.setInterval(() => {
      if (document.hidden) return;
      window
        .fetch(window.location.href, { credentials: "same-origin", headers: { "X-Refresh": "1" } })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
        .then((html) => {
          const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(region.id);
          if (!fresh) return;
          region.replaceWith(fresh);
          region = fresh;
          if (!fresh.hasAttribute("data-refresh")) window.clearInterval(timer);
        })
        .catch(() => {}); // the next round tries again; the page shows since when its figures hold
    }, seconds * 1000);
  });
}
