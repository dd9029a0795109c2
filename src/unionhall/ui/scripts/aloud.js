// A [data-aloud] button reads the part of the page it names. Where the device has no voice, it stays hidden.

const PARTS = "h2, h3, h4, p, li, legend, th, td, .choice > span:not(.choice-ground)";

export function aloud() {
  const voice = window.speechSynthesis;
  if (!voice || !window.SpeechSynthesisUtterance) return;
  document.querySelectorAll("[data-aloud]").forEach((button) => {
    const words = button.querySelector("[data-aloud-text]");
    const { begin, end } = button.dataset;
    const rest = () => {
      words.textContent = begin;
      button.setAttribute("aria-pressed", "false");
    };
    button.hidden = false;
    rest();
    button.addEventListener("click", () => {
      const isReading = button.getAttribute("aria-pressed") === "true";
      voice.cancel();
      if (isReading) return rest();
      const found = Array.from(document.getElementById(button.dataset.aloud).querySelectorAll(PARTS));
      const parts = found.filter((one) => one.textContent.trim() && !one.querySelector(PARTS));
      parts.forEach((one, place) => {
        const said = new window.SpeechSynthesisUtterance(one.textContent.trim()); // short ones: long ones stop by themselves
        said.lang = document.documentElement.lang === "en" ? "en" : "zh-CN";
        if (place === parts.length - 1) said.onend = rest;
        voice.speak(said);
      });
      words.textContent = end;
      return button.setAttribute("aria-pressed", "true");
    });
  });
  window.addEventListener("pagehide", () => voice.cancel());
}
