// The worker's side.
import { autosave } from "./autosave.js";
import { page } from "./page.js";
import { refresh } from "./refresh.js";

page();
refresh();
document.querySelectorAll("form[data-autosave-url]").forEach(autosave);
