// A board: on a desk, a phone or a wall.
import { page } from "./page.js";
import { refresh } from "./refresh.js";

page();
refresh();
