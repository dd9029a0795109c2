// Lists as Word and WPS paste them: made into lists again.

// a mark that counts; every other one, also the letters that Wingdings draws as dots and ticks, is a bullet
// a number, a letter, or a Chinese numeral from one to ten
const NUMBERED = /^[（(]?(\d{1,3}|[a-z]|[ivx]{1,5}|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3})[.．、)）]|^[①-⑳]/i;

export function tidy(found, name) {
  return (found.getAttribute(name) || "").replace(/\s+/g, "").toLowerCase();
}

// Word and WPS write a list as paragraphs with a mark in front; the mark tells whether they are numbered, the style
// how deep each stands.
export function lists(page) {
  let open = []; // the lists that go on, the outer first
  let last = null; // the element behind which the next item would have to stand
  Array.from(page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")).forEach((each) => {
    const dress = tidy(each, "data-dress");
    const isItem = /mso-list:(?!none|ignore)/.test(dress) || /^MsoListParagraph/.test(each.className);
    if (!isItem || each.tagName !== "P") {
      open = [];
      return;
    }
    const marks = Array.from(each.querySelectorAll("[data-dress]")).filter(
      (one) => tidy(one, "data-dress").indexOf("mso-list:ignore") >= 0,
    );
    const mark = marks.map((one) => one.textContent).join("").trim();
    marks.forEach((one) => one.remove());
    const level = Number((/level(\d)/.exec(dress) || ["", "1"])[1]);
    const kind = NUMBERED.test(mark) ? "ol" : "ul";
    if (!open.length || last.nextElementSibling !== each) open = [];
    open = open.slice(0, level);
    if (open.length === level && open[level - 1].tagName.toLowerCase() !== kind) open = open.slice(0, level - 1);
    while (open.length < level) {
      const list = page.createElement(kind);
      const outer = open[open.length - 1];
      if (!outer) {
        each.parentNode.insertBefore(list, each);
        last = list;
      } else {
        if (!outer.lastElementChild) outer.appendChild(page.createElement("li"));
        outer.lastElementChild.appendChild(list);
      }
      open.push(list);
    }
    const item = page.createElement("li");
    while (each.firstChild) item.appendChild(each.firstChild);
    open[level - 1].appendChild(item);
    each.remove();
  });
}
