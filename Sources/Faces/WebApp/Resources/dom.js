// @ts-check
// Making elements. Text goes in as text nodes only: nothing that a camera or a person wrote is ever parsed as HTML.

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | boolean | number | null | undefined>} [attributes] true: empty; false, null: none
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/**
 * A button with an icon drawn by the style sheet and a name for everyone who does not see it.
 * @param {string} icon @param {string} label @param {() => void} press
 */
export function iconButton(icon, label, press) {
  const button = make("button", {
    type: "button",
    class: "icon",
    "data-icon": icon,
    "aria-label": label,
    title: label,
  });
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    press();
  });
  return button;
}

/**
 * Writes only when it differs, so that screen readers do not say it again.
 * @param {Element} element @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Calls at once and then every `milliseconds` after the call before has ended, not while the page is hidden.
 * @param {() => Promise<void>} work @param {number} milliseconds
 * @returns {{now: () => void, stop: () => void}}
 */
export function every(milliseconds, work) {
  let timer = 0;
  let running = false;
  let again = false;
  let stopped = false;
  const now = async () => {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    clearTimeout(timer);
    running = true;
    again = false;
    try {
      await work();
    } finally {
      running = false;
      if (again) void now();
      else if (!document.hidden && !stopped) timer = setTimeout(now, milliseconds);
    }
  };
  const turn = () => {
    if (!document.hidden) void now();
  };
  document.addEventListener("visibilitychange", turn);
  void now();
  return {
    now: () => void now(),
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", turn);
    },
  };
}
