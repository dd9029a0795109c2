// What comes from Word, WPS or a web page, cleaned before the editor reads it: its words and their order, no dress.

import { bared, become, unwrap } from "./bared.js";
import { lists, tidy } from "./pastedlists.js";

const GONE = "style, script, meta, link, title, xml, head, o\\:p, template, noscript, iframe, object, embed, svg, form";

function stress(page) {
  Array.from(page.querySelectorAll("span[data-dress], b, strong, i")).forEach((each) => {
    const weight = /(?:^|;)font-weight:(bold|normal|\d+)/.exec(tidy(each, "data-dress"));
    const isBold = weight ? weight[1] === "bold" || Number(weight[1]) >= 600 : /^(B|STRONG)$/.test(each.tagName);
    if (each.tagName === "I") become(each, "em");
    else if (isBold && !each.closest("h1, h2, h3, h4, h5, h6")) become(each, "strong");
    else unwrap(each);
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
  bared(page);
  return page.body.innerHTML;
}
