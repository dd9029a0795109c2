// The installed app: what a page without network needs is fetched once somebody stays on a page.
const STAYS = 10000; // milliseconds: not while the first page is still loading on a slow line

export function app() {
  if (document.querySelector("[data-online-reload]")) {
    window.addEventListener("online", () => window.location.reload());
    document.querySelector("[data-online-reload]").addEventListener("click", () => window.location.reload());
  }
  const link = document.querySelector("[data-app]");
  if (!link || !navigator.serviceWorker) return;
  window.setTimeout(() => navigator.serviceWorker.register(link.dataset.app).catch(() => undefined), STAYS);
}
