// The desk.
import { batchBars } from "./batch.js";
import { citing } from "./citing.js";
import { copyButtons } from "./copy.js";
import { filters } from "./filters.js";
import { page } from "./page.js";
import { queue } from "./queue.js";
import { refresh } from "./refresh.js";
import { waiting } from "./waiting.js";

page();
copyButtons();
batchBars();
citing();
filters();
refresh();
if (waiting()) queue(() => {}); // what was written without network goes out from whatever page is open
