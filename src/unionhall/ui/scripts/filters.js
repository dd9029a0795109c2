// A filter form submits itself when a choice changes; its button is for those without scripts.

export function filters() {
  document.querySelectorAll("form[data-filters]").forEach((form) => {
    form.querySelectorAll("[data-filters-button]").forEach((button) => {
      button.hidden = true;
    });
    form.addEventListener("change", (event) => {
      if (event.target.tagName === "SELECT") form.submit();
    });
  });
}
