/** After so many milliseconds of waiting, Okta's own 400 page is the likely cause. */
export const HINT_AFTER = 20_000;
