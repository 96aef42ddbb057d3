// What is wrong with a chain: ranges of entries, so that a thousand entries cut out are one fault and not a thousand.

/** Each kind with a sentence for people. */
export const FAULTS = {
  missing: 'Entries are missing.',
  altered: 'The entry is not what was written.',
  inserted: 'An entry stands here that belongs elsewhere or nowhere.',
  reordered: 'The entry stands in the wrong place.',
  signature_wrong: 'None of the given keys signed the entry.',
  rewritten: 'The entry is validly signed, but the chain was another when it was written.',
  truncated: 'The chain ends before the checkpoint: its tail was cut off.',
} as const;
export type FaultKind = keyof typeof FAULTS;

export interface Fault {
  readonly kind: FaultKind;
  readonly sequence: number;
  /** The last one, where more than one entry in a row has the fault; else the same as `sequence`. */
  readonly through: number;
  readonly message: string;
}

/** What deserves a look but breaks nothing. */
export interface Note {
  readonly kind: 'clock_went_back';
  readonly sequence: number;
  readonly message: string;
}

/** A log that is broken throughout must not fill the memory. */
const MOST = 1000;

/** Collects faults, and joins those that lie in a row. */
export class FaultList {
  readonly #faults: Fault[] = [];
  readonly notes: Note[] = [];
  /** Faults and notes beyond those that are listed. */
  further = 0;

  /** By sequence; those of one kind that lie in a row as one. */
  get faults(): Fault[] {
    const joined: Fault[] = [];
    for (const fault of this.#faults.toSorted((a, b) => a.sequence - b.sequence)) {
      const last = joined.at(-1);
      if (last && goesOn(last, fault)) joined[joined.length - 1] = { ...last, through: fault.through };
      else joined.push(fault);
    }
    return joined;
  }

  add(kind: FaultKind, sequence: number, through = sequence, message: string = FAULTS[kind]): void {
    const fault = { kind, sequence, through, message };
    const last = this.#faults.at(-1);
    if (last && goesOn(last, fault)) this.#faults[this.#faults.length - 1] = { ...last, through };
    else if (this.#faults.length < MOST) this.#faults.push(fault);
    else this.further++;
  }

  note(sequence: number, message: string): void {
    if (this.notes.length < MOST) this.notes.push({ kind: 'clock_went_back', sequence, message });
    else this.further++;
  }

  /** Takes an entry out of those that were held for missing. @returns whether it was one of them */
  found(sequence: number): boolean {
    const at = this.#faults.findIndex(
      ({ kind, sequence: from, through }) => kind === 'missing' && from <= sequence && sequence <= through,
    );
    const gap = this.#faults[at];
    if (!gap) return false;
    const rest = [
      { ...gap, through: sequence - 1 },
      { ...gap, sequence: sequence + 1 },
    ].filter((part) => part.sequence <= part.through);
    this.#faults.splice(at, 1, ...rest);
    return true;
  }
}

const goesOn = (last: Fault, next: Fault): boolean =>
  last.kind === next.kind && last.message === next.message && last.through + 1 === next.sequence;
