/** What time it is, for everything on screen that says "ago" or "left". */
let now = $state(Date.now());

setInterval(() => (now = Date.now()), 30_000);

export const clock = {
  get now() {
    return now;
  },
};
