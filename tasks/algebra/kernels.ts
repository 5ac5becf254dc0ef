/**
 * Products and inverses of matrices of doubles, in row order. Two rows meet four columns at a time, so that
 * eight sums stay in registers; the columns are packed side by side first.
 */

/** A rectangle of a matrix: its first value and how many values apart its rows begin. */
export interface Block {
  readonly values: Float64Array;
  readonly at: number;
  readonly stride: number;
}

/** How far a product reaches: `sums` gets rows × columns values, each of `inner` terms. */
export interface Extent {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Columns taken at a time. */
const COLUMNS = 4;
/** Rows and columns eliminated at once: 32 to 128 take the same time at size 1000, within 5 %. */
const PIVOTS = 64;

/** sums += left · right. Each sum is added up in order, whatever the rows: sharing rows out changes no digit. */
export function addProduct(sums: Block, left: Block, right: Block, { rows, inner, columns }: Extent): void {
  const packed = new Float64Array(inner * COLUMNS);
  for (let column = 0; column < columns; column += COLUMNS) {
    const width = Math.min(COLUMNS, columns - column);
    pack(packed, right, column, width, inner);
    for (let row = 0; row < rows; row += 2) addPair(sums, left, packed, row, column, rows, inner, width);
  }
}

/** Puts `width` columns side by side; what is missing to four keeps old values, which nobody reads. */
function pack(packed: Float64Array, from: Block, column: number, width: number, inner: number): void {
  for (let k = 0; k < inner; k++) {
    const at = from.at + k * from.stride + column;
    for (let i = 0; i < width; i++) packed[k * COLUMNS + i] = from.values[at + i] as number;
  }
}

/** Two rows, or the last one twice, times the packed columns. */
function addPair(
  sums: Block,
  left: Block,
  packed: Float64Array,
  row: number,
  column: number,
  rows: number,
  inner: number,
  width: number,
): void {
  const { values } = left;
  const upper = left.at + row * left.stride;
  const isPair = row + 1 < rows;
  const lower = isPair ? upper + left.stride : upper;
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0, at = 0; k < inner; k++, at += COLUMNS) {
    const first = packed[at] as number;
    const second = packed[at + 1] as number;
    const third = packed[at + 2] as number;
    const fourth = packed[at + 3] as number;
    const above = values[upper + k] as number;
    const below = values[lower + k] as number;
    a += above * first;
    b += above * second;
    c += above * third;
    d += above * fourth;
    e += below * first;
    f += below * second;
    g += below * third;
    h += below * fourth;
  }
  const at = sums.at + row * sums.stride + column;
  addFour(sums.values, at, width, a, b, c, d);
  if (isPair) addFour(sums.values, at + sums.stride, width, e, f, g, h);
}

function addFour(values: Float64Array, at: number, width: number, a: number, b: number, c: number, d: number): void {
  values[at] = (values[at] as number) + a;
  if (width > 1) values[at + 1] = (values[at + 1] as number) + b;
  if (width > 2) values[at + 2] = (values[at + 2] as number) + c;
  if (width > 3) values[at + 3] = (values[at + 3] as number) + d;
}

/**
 * Inverts a square matrix in place, by Gauss-Jordan elimination of blocks without pivoting: accurate where the
 * diagonal dominates (Golub & Van Loan, "Matrix Computations", 4th edition, section 4.1.1). Throws for a zero pivot.
 */
export function invert(values: Float64Array, size: number, pivots: number = PIVOTS): void {
  for (let from = 0; from < size; from += pivots) eliminate(values, size, from, Math.min(pivots, size - from));
}

function eliminate(values: Float64Array, size: number, from: number, width: number): void {
  const pivot = invertedPivot(values, size, from, width);
  const columns = takeColumns(values, size, from, width);
  const ownRows = { values, at: from * size, stride: size };
  const rows = { values: new Float64Array(width * size), at: 0, stride: size };
  addProduct(rows, { values: pivot, at: 0, stride: width }, ownRows, { rows: width, inner: width, columns: size });
  values.fill(0, from * size, (from + width) * size);
  addProduct({ values, at: 0, stride: size }, { values: columns, at: 0, stride: width }, rows, {
    rows: size,
    inner: width,
    columns: size,
  });
}

function invertedPivot(values: Float64Array, size: number, from: number, width: number): Float64Array {
  const pivot = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    const at = (from + i) * size + from;
    pivot.set(values.subarray(at, at + width), i * width);
  }
  if (width > 1) invert(pivot, width, width > 8 ? 8 : 1);
  else if (pivot[0] === 0) throw new RangeError('a pivot is zero');
  else pivot[0] = 1 / (pivot[0] as number);
  return pivot;
}

/** Takes the pivots' columns out, negated; an identity comes into the pivots' place, in both. */
function takeColumns(values: Float64Array, size: number, from: number, width: number): Float64Array {
  const columns = new Float64Array(size * width);
  for (let i = 0; i < size; i++) {
    const isOwn = i >= from && i < from + width;
    for (let j = 0; j < width; j++) {
      const at = i * size + from + j;
      const identity = i - from === j ? 1 : 0;
      columns[i * width + j] = isOwn ? identity : -(values[at] as number);
      values[at] = isOwn ? identity : 0;
    }
  }
  return columns;
}
