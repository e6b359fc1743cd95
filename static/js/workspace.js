// The page of one part of a plan: what makes its rows alive.

import { watchRows, sendWaiting } from "./autosave.js";
import { upgradeRichText } from "./rich_text.js";
import { watchStructure } from "./structure.js";
import { drawSentence } from "./sentence.js";
import { landOnField } from "./landing.js";
import { watchLinks } from "./links.js";
import { chooseOptions } from "./choices.js";
import { watchFiles } from "./files.js";
import { offerHeads } from "./org_chart.js";
import { watchRefreshed } from "./refresh.js";

chooseOptions(document);
upgradeRichText(document);
watchRows();
watchStructure();
watchRefreshed();
offerHeads();
watchLinks();
watchFiles();
drawSentence();
landOnField();
sendWaiting();
document.querySelector("[data-plan]").dataset.ready = "";
