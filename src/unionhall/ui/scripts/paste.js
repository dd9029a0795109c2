// What comes from Word, WPS or a web page, cleaned before the editor reads it: its words and their order, no dress.

const GONE = "style, script, meta, link, title, xml, head, o\\:p, template, noscript";
const BULLET = /^[\s·•●○◆■□§\-–—ol]+$/;

function tidy(found, name) {
  return (found.getAttribute(name) || "").replace(/\s+/g, "").toLowerCase();
}

// Word writes a list as paragraphs with a mark in front; the mark tells whether they are numbered.
function lists(page) {
  let list = null;
  Array.from(page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")).forEach((each) => {
    const isItem = tidy(each, "data-dress").indexOf("mso-list:") >= 0 || /^MsoListParagraph/.test(each.className);
    if (!isItem || each.tagName !== "P") {
      list = null;
      return;
    }
    const marks = Array.from(each.querySelectorAll("[data-dress]")).filter(
      (one) => tidy(one, "data-dress").indexOf("mso-list:ignore") >= 0,
    );
    const mark = marks.map((one) => one.textContent).join("");
    marks.forEach((one) => one.remove());
    const kind = mark && !BULLET.test(mark) ? "ol" : "ul";
    if (!list || list.tagName.toLowerCase() !== kind || list.nextElementSibling !== each) {
      list = page.createElement(kind);
      each.parentNode.insertBefore(list, each);
    }
    const item = page.createElement("li");
    while (each.firstChild) item.appendChild(each.firstChild);
    list.appendChild(item);
    each.remove();
  });
}

function stress(page) {
  Array.from(page.querySelectorAll("span[data-dress]")).forEach((each) => {
    if (!/font-weight:(bold|[6-9]00)/.test(tidy(each, "data-dress"))) return;
    const strong = page.createElement("strong");
    while (each.firstChild) strong.appendChild(each.firstChild);
    each.parentNode.replaceChild(strong, each);
  });
}

function cells(page) {
  Array.from(page.querySelectorAll("td, th")).forEach((cell) => {
    Array.from(cell.querySelectorAll("p, div, li, br")).forEach((each) => {
      if (each.nextSibling) each.parentNode.insertBefore(page.createTextNode(" "), each.nextSibling);
    });
    const words = cell.textContent.replace(/\s+/g, " ").trim();
    cell.textContent = words;
  });
}

export function cleaned(html, isOurs, tell) {
  // styles and events are taken out before anything is parsed: the page's policy would report each
  const undressed = html.replace(/<(style|script)\b[\s\S]*?<\/\1\s*>/gi, "");
  const bare = undressed.replace(/\sstyle\s*=/gi, " data-dress=").replace(/\son[a-z]+\s*=/gi, " data-gone=");
  const page = new window.DOMParser().parseFromString(bare.replace(/<(\/?)img\b/gi, "<$1data-img"), "text/html");
  Array.from(page.querySelectorAll(GONE)).forEach((one) => one.remove());
  let left = 0;
  Array.from(page.querySelectorAll("data-img")).forEach((one) => {
    if (isOurs(one.getAttribute("src") || "")) {
      const picture = page.createElement("img");
      picture.setAttribute("src", one.getAttribute("src"));
      picture.setAttribute("alt", one.getAttribute("alt") || "");
      one.parentNode.replaceChild(picture, one);
    } else {
      left += 1;
      while (one.firstChild) one.parentNode.insertBefore(one.firstChild, one);
      one.remove();
    }
  });
  if (left) tell(left);
  lists(page);
  stress(page);
  cells(page);
  return page.body.innerHTML;
}
