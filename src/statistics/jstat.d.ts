/** The little of jstat that distributions.ts uses; the package ships no types. */
declare module 'jstat' {
  interface Library {
    readonly studentt: {
      inv(probability: number, degreesOfFreedom: number): number;
      cdf(t: number, degreesOfFreedom: number): number;
    };
    readonly normal: { cdf(z: number, mean: number, standardDeviation: number): number };
    readonly centralF: { inv(probability: number, numerator: number, denominator: number): number };
    readonly binomial: { cdf(successes: number, trials: number, probability: number): number };
  }
  const library: { readonly jStat: Library };
  export default library;
}
