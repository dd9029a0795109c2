// Sends what waits on the device, one after the other, again and again until the server has answered. What is sent, where
// it is kept and what an answer means is the business of whoever asks: a paper's saves (outbox.js), whole records (queue.js).

const FIRST_WAIT = 1000; // ms
const LONGEST_WAIT = 30000; // ms

// `next()` gives what to send now, or nothing; `send(one)` and `heard(one, answer)` promise; a promise that is broken means
// that nothing arrived: `missed(one)` is told, and it goes again after a rest that doubles.
export function sending({ next, send, heard, missed }) {
  let wait = FIRST_WAIT;
  let isSending = false;

  function flush() {
    const one = isSending ? null : next();
    if (!one) return;
    isSending = true;
    send(one)
      .then((answer) => {
        if (answer.status >= 500) throw new Error(String(answer.status));
        return heard(one, answer);
      })
      .then(
        () => {
          isSending = false;
          wait = FIRST_WAIT;
          flush();
        },
        () => {
          isSending = false;
          missed(one);
          window.setTimeout(flush, wait);
          wait = Math.min(wait * 2, LONGEST_WAIT);
        },
      );
  }

  window.addEventListener("online", flush);
  return flush;
}
