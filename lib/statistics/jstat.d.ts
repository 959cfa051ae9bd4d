/** The part of jstat that this project uses; the package brings no types. */
declare module "jstat" {
  const jstat: {
    studentt: {
      /** Quantile of Student's t distribution. */
      inv(p: number, degreesOfFreedom: number): number;
    };
    normal: {
      /** Quantile of a normal distribution. */
      inv(p: number, mean: number, standardDeviation: number): number;
    };
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jstat;
}
