// The desk.
import { batchBars } from "./batch.js";
import { citing } from "./citing.js";
import { copyButtons } from "./copy.js";
import { filters } from "./filters.js";
import { page } from "./page.js";
import { refresh } from "./refresh.js";

page();
copyButtons();
batchBars();
citing();
filters();
refresh();
