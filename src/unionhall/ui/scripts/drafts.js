// A form[data-draft] keeps what is typed for this tab, so that an error, a reload or a dead network loses nothing.

export function drafts(form) {
  const key = `uh:draft:${form.dataset.draft}`;
  const fields = Array.from(form.elements).filter(
    (field) => field.name && field.name !== "csrfmiddlewaretoken" && ["password", "file", "hidden", "submit"].indexOf(field.type) < 0,
  );
  const chosen = (field) => field.type === "radio" || field.type === "checkbox";
  const keep = () => {
    const values = fields.map((field) => [field.name, field.value, chosen(field) ? field.checked : null]);
    try {
      window.sessionStorage.setItem(key, JSON.stringify(values));
    } catch (error) {
      // Private windows may have no storage; the server still gives back what was sent.
    }
  };
  if (!form.hasAttribute("data-bound")) {
    try {
      (JSON.parse(window.sessionStorage.getItem(key)) || []).forEach(([name, value, checked]) => {
        const field = fields.find((one) => one.name === name && (checked === null || one.value === value));
        if (!field) return;
        if (checked !== null) field.checked = checked;
        else if (!field.value) field.value = value;
      });
    } catch (error) {
      window.sessionStorage.removeItem(key);
    }
  }
  form.addEventListener("input", keep);
}

// The page after success names the draft that is no longer needed.
export function forgetDrafts() {
  document.querySelectorAll("[data-draft-done]").forEach((mark) => {
    window.sessionStorage.removeItem(`uh:draft:${mark.dataset.draftDone}`);
  });
}
