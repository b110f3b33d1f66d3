/** Piecewise classes of a choropleth of counts. */
export interface Bin {
  /** Both ends included; `max` is null in the open last class. */
  min: number;
  max: number | null;
  /** Step of the colour ramp, 0 (no case) to 6. */
  step: number;
}

const bin = (min: number, max: number | null, step: number): Bin => ({ min, max, step });

/** Single figures: an outbreak of a few cases still shows which district has more. */
const FEW = [bin(0, 0, 0), bin(1, 1, 1), bin(2, 3, 2), bin(4, 6, 4), bin(7, 9, 5)];
const TENS = [bin(0, 0, 0), bin(1, 4, 1), bin(5, 9, 2), bin(10, 19, 3), bin(20, 49, 4), bin(50, 99, 5)];
/** The classes that Chinese readers know from the national maps of 2020. */
const CONVENTIONAL = [
  bin(0, 0, 0),
  bin(1, 9, 1),
  bin(10, 99, 2),
  bin(100, 499, 3),
  bin(500, 999, 4),
  bin(1000, 9999, 5),
  bin(10_000, null, 6),
];

/** The classes that suit the largest count on the map. */
export function binsFor(largest: number): readonly Bin[] {
  if (largest < 10) return FEW;
  if (largest < 100) return TENS;
  return CONVENTIONAL;
}

/** The class of a count. Counts below zero are an error of the caller. */
export function binOf(value: number, bins: readonly Bin[]): Bin {
  if (!(value >= 0)) throw new RangeError(`a count cannot be ${value}`);
  const found = bins.find((b) => value >= b.min && (b.max === null || value <= b.max));
  if (!found) throw new RangeError(`${value} lies above the last class`);
  return found;
}

/** `0`, `1–9`, `≥10,000`. */
export function binLabel({ min, max }: Bin, format: (n: number) => string): string {
  if (max === null) return `≥${format(min)}`;
  return min === max ? format(min) : `${format(min)}–${format(max)}`;
}
