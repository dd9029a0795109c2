// Takes from what was pasted everything but words, what they are, and their order.
const KEPT = "P H1 H2 H3 H4 H5 H6 UL OL LI TABLE THEAD TBODY TR TD TH STRONG EM A IMG BR BLOCKQUOTE HR".split(" ");
const BLOCKS = /^(DIV|SECTION|ARTICLE|PRE|DD|DT|CENTER)$/;
const SAFE = /^(https?:|mailto:|\/)/i;

export function unwrap(one) {
  while (one.firstChild) one.parentNode.insertBefore(one.firstChild, one);
  one.remove();
}

export function become(one, name) {
  const made = one.ownerDocument.createElement(name);
  while (one.firstChild) made.appendChild(one.firstChild);
  one.parentNode.replaceChild(made, one);
  return made;
}

// What is left are the words, what they are, and nothing of their dress; blanks that only part the tags go.
export function bared(page) {
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
