// @ts-check
// How this browser shows the page: dark or light, the language, and whether letters are keys. It is the browser's, not the account's: a wall and a
// phone of the same person differ in it.

/** @typedef {"language" | "theme" | "letters"} Choice `letters`: "off" where single letters are no keys (WCAG 2.2, 2.1.4) */

/**
 * What somebody has chosen in this browser; null: nothing.
 * @param {Choice} choice
 */
export function kept(choice) {
  try {
    return localStorage.getItem(`nightjar-${choice}`);
  } catch {
    return null; // A browser that keeps nothing.
  }
}

/**
 * @param {Choice} choice
 * @param {string} value empty: as the system says
 */
export function keep(choice, value) {
  try {
    if (value) localStorage.setItem(`nightjar-${choice}`, value);
    else localStorage.removeItem(`nightjar-${choice}`);
  } catch {
    // It counts for this page alone.
  }
}

/**
 * Dark or light from now on.
 * @param {string | null} theme null, empty: as the system says
 */
export function wear(theme) {
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
