// The provider's clock. Stories move it, so that an hour need not be waited for.

const RealDate = globalThis.Date;
let offset = 0;

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [Date.now()] : parts));
  }

  static now() {
    return RealDate.now() + offset;
  }
};

/** From now on it is this many seconds later than it is. */
export function runAhead(seconds) {
  offset = seconds * 1000;
}
