/** Coefficients of W. J. Cody, "Rational Chebyshev approximation for the error function", 1969. */
const NEAR_NUM = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
];
const NEAR_DEN = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const MID_NUM = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
];
const MID_DEN = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const FAR_NUM = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const FAR_DEN = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
];

const INV_SQRT_PI = 0.5641895835477563;
const INV_SQRT_2PI = 0.3989422804014327;
/** Beyond it erfc is below the smallest double. */
const ERFC_ZERO_FROM = 26.6;

/** Horner's rule, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** exp(-y²) without the rounding of y²: y is split so that its head squares exactly. */
function expMinusSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
}

/** Complementary error function, relative error about 1e-15 while the result is normal. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) {
    const z = y * y;
    return 1 - (x * polynomial(NEAR_NUM, z)) / polynomial(NEAR_DEN, z);
  }
  let tail: number;
  if (y <= 4) {
    tail = (expMinusSquare(y) * polynomial(MID_NUM, y)) / polynomial(MID_DEN, y);
  } else if (y < ERFC_ZERO_FROM) {
    const z = 1 / (y * y);
    const ratio = (z * polynomial(FAR_NUM, z)) / polynomial(FAR_DEN, z);
    tail = (expMinusSquare(y) * (INV_SQRT_PI - ratio)) / y;
  } else {
    tail = Number.isNaN(x) ? NaN : 0;
  }
  return x < 0 ? 2 - tail : tail;
}

/** Standard normal distribution function. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

/** Standard normal density. */
export function normalPdf(x: number): number {
  return INV_SQRT_2PI * Math.exp(-0.5 * x * x);
}
