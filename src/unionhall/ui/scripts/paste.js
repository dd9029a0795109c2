// What comes from Word, WPS or a web page, cleaned before the editor reads it: its words and their order, no dress.

const GONE = "style, script, meta, link, title, xml, head, o\\:p, template, noscript, iframe, object, embed, svg, form";
// a mark that counts; every other one, also the letters that Wingdings draws as dots and ticks, is a bullet
// a number, a letter, or a Chinese numeral from one to ten
const NUMBERED = /^[（(]?(\d{1,3}|[a-z]|[ivx]{1,5}|[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3})[.．、)）]|^[①-⑳]/i;
const KEPT = "P H1 H2 H3 H4 H5 H6 UL OL LI TABLE THEAD TBODY TR TD TH STRONG EM A IMG BR BLOCKQUOTE HR".split(" ");
const BLOCKS = /^(DIV|SECTION|ARTICLE|PRE|DD|DT|CENTER)$/;
const SAFE = /^(https?:|mailto:|\/)/i;

function tidy(found, name) {
  return (found.getAttribute(name) || "").replace(/\s+/g, "").toLowerCase();
}

function unwrap(one) {
  while (one.firstChild) one.parentNode.insertBefore(one.firstChild, one);
  one.remove();
}

function become(one, name) {
  const made = one.ownerDocument.createElement(name);
  while (one.firstChild) made.appendChild(one.firstChild);
  one.parentNode.replaceChild(made, one);
  return made;
}

// Word and WPS write a list as paragraphs with a mark in front; the mark tells whether they are numbered, the style
// how deep each stands.
function lists(page) {
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

function stress(page) {
  Array.from(page.querySelectorAll("span[data-dress], b, strong, i")).forEach((each) => {
    const weight = /(?:^|;)font-weight:(bold|normal|\d+)/.exec(tidy(each, "data-dress"));
    const isBold = weight ? weight[1] === "bold" || Number(weight[1]) >= 600 : /^(B|STRONG)$/.test(each.tagName);
    if (each.tagName === "I") become(each, "em");
    else if (isBold && !each.closest("h1, h2, h3, h4, h5, h6")) become(each, "strong");
    else unwrap(each);
  });
}

// What is left are the words, what they are, and nothing of their dress; blanks that only part the tags go.
function bared(page) {
  const walk = page.createTreeWalker(page.body, window.NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walk.nextNode()) comments.push(walk.currentNode);
  comments.forEach((one) => one.remove());
  Array.from(page.body.querySelectorAll("*"))
    .reverse()
    .forEach((one) => {
      const href = one.tagName === "A" ? one.getAttribute("href") || "" : "";
      if (KEPT.indexOf(one.tagName) < 0 || (one.tagName === "A" && !SAFE.test(href))) {
        const isLine = BLOCKS.test(one.tagName) && one.parentNode.tagName !== "LI" && !one.querySelector("p, ul, ol, table, h1, h2, h3, h4, h5, h6");
        if (isLine) become(one, "p");
        else unwrap(one);
        return;
      }
      Array.from(one.attributes).forEach(({ name }) => {
        if (["href", "src", "alt"].indexOf(name) < 0) one.removeAttribute(name);
      });
    });
  page.body.normalize();
  Array.from(page.body.querySelectorAll("p, strong, em, a, li")).forEach((one) => {
    if (!one.textContent.replace(/\u00a0/g, " ").trim() && !one.querySelector("img, br")) {
      if (/^(P|LI)$/.test(one.tagName)) one.remove();
      else unwrap(one);
    }
  });
  Array.from(page.body.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6")).forEach((one) => {
    const texts = Array.from(one.childNodes).filter((child) => child.nodeType === 3);
    texts.forEach((text) => {
      text.data = text.data.replace(/\u00a0/g, " ").replace(/\s*\n\s*/g, (gap, at, all) => joined(all, at, at + gap.length));
    });
    const first = one.firstChild;
    const end = one.lastChild;
    if (first && first.nodeType === 3) first.data = first.data.replace(/^[\s\u00a0]+/, "");
    if (end && end.nodeType === 3) end.data = end.data.replace(/[\s\u00a0]+$/, "");
  });
}

// Word breaks its lines anywhere: between Chinese characters a break is nothing, between words a blank.
function joined(text, from, to) {
  return /[\u3000-\u9fff\uff00-\uffef]/.test(text[from - 1] || "") || /[\u3000-\u9fff\uff00-\uffef]/.test(text[to] || "") ? "" : " ";
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
  bared(page);
  return page.body.innerHTML;
}
