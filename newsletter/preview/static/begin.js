// The page of an empty folder: its questions are a panel that is part of the page. Once a newsletter is there, show that.

import { byId } from "./dom.js";
import { follow } from "./live_reload.js";
import { startPanels } from "./panels.js";

if (byId("panel")) startPanels({});

follow(async () => {
  if (!(await (await fetch("/")).text()).includes('class="begin"')) location.reload();
}, () => {});
