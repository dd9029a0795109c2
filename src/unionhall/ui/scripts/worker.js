// Pages read on a phone.
import { autosave } from "./autosave.js";
import { copyButtons } from "./copy.js";
import { page } from "./page.js";
import { refresh } from "./refresh.js";

page();
copyButtons();
refresh();
document.querySelectorAll("form[data-autosave-url]").forEach(autosave);
