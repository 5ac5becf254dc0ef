// A fixed amount of arithmetic. Not "until the clock says so": a thread that waits for a CPU would get
// that wait for free, and every speedup would look better than it is.
export default function spin(steps) {
  let state = 1;
  for (let i = 0; i < steps; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return state;
}
