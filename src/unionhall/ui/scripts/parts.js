// The fields of one part of a form ([data-part]): what they hold, whether they hold anything, and putting it back.

function fieldsOf(part) {
  return Array.from(part.querySelectorAll("input, select, textarea")).filter((field) => field.name && field.type !== "hidden");
}

export const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

export function valuesOf(part) {
  const given = fieldsOf(part).filter((field) => !isChoice(field) || field.checked);
  return [["q", part.dataset.part]].concat(given.map((field) => [field.name, field.value]));
}

export function isAnswered(part) {
  return fieldsOf(part).some((field) => (isChoice(field) ? field.checked : field.value.trim()));
}

export function restore(part, values) {
  fieldsOf(part).forEach((field) => {
    const mine = values.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isChoice(field)) field.checked = mine.indexOf(field.value) >= 0;
    else field.value = mine.length ? mine[0] : "";
  });
}
