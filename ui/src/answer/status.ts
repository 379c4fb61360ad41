/** The HTTP status of a run; where there is none, whether anything was sent. */
export const statusOf = (status: number | null, sent = true) =>
  status !== null ? `HTTP ${status}` : sent ? "No answer came" : "Nothing was sent";
