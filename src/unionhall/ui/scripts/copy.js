// [data-copy] copies the text of the field it names; without this script the field can be selected by hand.

export function copyButtons() {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.copy);
      field.focus();
      field.select();
      const done = () => {
        button.querySelector("[data-copy-text]").textContent = button.dataset.copied;
        if (button.dataset.copyUrl) {
          const token = document.querySelector("[name=csrfmiddlewaretoken]");
          window.fetch(button.dataset.copyUrl, {
            method: "POST",
            credentials: "same-origin",
            headers: { "X-CSRFToken": token ? token.value : "" },
          });
        }
      };
      const byHand = () => document.execCommand("copy") && done(); // pages without https have no clipboard
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(done, byHand);
      else byHand();
    });
  });
}
