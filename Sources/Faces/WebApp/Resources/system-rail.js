// @ts-check
// The link of the rail to the place System is for those who may see how the recorder does.

import { session } from "./session.js";

session.addEventListener("begun", () => {
  const link = document.querySelector(".rail a[href='#system']");
  if (link instanceof HTMLElement) link.hidden = !session.may("see-system");
});
