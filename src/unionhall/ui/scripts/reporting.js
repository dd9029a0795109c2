// Pages of the anonymous lane that take pictures. Keeps nothing on the phone, sends nothing by itself.
import { page } from "./page.js";
import { redacting } from "./redact.js";

page();
document.querySelectorAll("input[data-photos]").forEach(redacting);
