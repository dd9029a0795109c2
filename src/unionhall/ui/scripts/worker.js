// Pages read on a phone.
import { aloud } from "./aloud.js";
import { autosave } from "./autosave.js";
import { copyButtons } from "./copy.js";
import { page } from "./page.js";
import { paper } from "./paper.js";
import { refresh } from "./refresh.js";

page();
copyButtons();
aloud();
refresh();
document.querySelectorAll("form[data-paper]").forEach(paper);
document.querySelectorAll("form[data-autosave-url]").forEach(autosave);
