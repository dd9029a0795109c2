// How many records wait on this phone, readable at once: for the button that signs out.
const WAITING = "uh:waiting";

export function waiting() {
  try {
    return Number(window.localStorage.getItem(WAITING)) || 0;
  } catch (error) {
    return 0;
  }
}

export function note(number) {
  try {
    if (number) window.localStorage.setItem(WAITING, String(number));
    else window.localStorage.removeItem(WAITING);
  } catch (error) {
    // signing out will not ask
  }
}
