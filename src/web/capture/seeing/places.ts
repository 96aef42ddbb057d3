// What a network's WebAssembly module says of itself, in its note `places`. Written by scripts/networks.

/** Where a picture lies in the module's memory. */
export interface PlaceNote {
  /** Index of the first number in a Float32Array over the memory. */
  readonly at: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Numbers from a cell to the next in its row, and from a row to the next. */
  readonly cell: number;
  readonly row: number;
}

export interface Places {
  readonly input: PlaceNote;
  /** By the network's own names: the pictures, one after the other, that an output is made of. */
  readonly outputs: Readonly<Record<string, readonly PlaceNote[]>>;
}
