// Templates in one array, row after row: what all scoring takes.

/** n templates, with who each is of. */
export interface TemplateRows {
  /** n × dimension, row after row, each row of unit length. */
  readonly templates: Float32Array;
  readonly dimension: number;
  /** Who each of the n templates is of; any numbers. */
  readonly subjects: Int32Array;
}

/** How far the length of a template may be from 1; half precision rounds by less. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * @throws RangeError unless there is one row of `dimension` numbers for each entry of `subjects`.
 */
export function requireRows({ templates, dimension, subjects }: TemplateRows): void {
  if (!Number.isInteger(dimension) || dimension < 1) {
    throw new RangeError(`dimension must be a whole number from 1, got ${dimension}`);
  }
  if (templates.length !== subjects.length * dimension) {
    throw new RangeError(
      `templates must hold ${subjects.length} × ${dimension} numbers, one row a subject entry, got ${templates.length}`,
    );
  }
}

/**
 * @throws RangeError that names the first row whose length is not 1 within 0.001, or that holds NaN or infinity.
 */
export function requireUnitRows(rows: TemplateRows): void {
  requireRows(rows);
  const { templates, dimension } = rows;
  for (let row = 0; row < rows.subjects.length; row++) {
    let square = 0;
    for (let k = row * dimension; k < (row + 1) * dimension; k++) square += templates[k] * templates[k];
    const length = Math.sqrt(square);
    if (!(Math.abs(length - 1) <= LENGTH_TOLERANCE)) {
      throw new RangeError(`template ${row} must be of unit length, got ${length}`);
    }
  }
}
