// Who is where in the six sample photographs that come with @vladmandic/face-api.
//
// Nobody published who these people are, or whether one appears twice. Two faces in one photograph are certainly
// two people, so all non-mated pairs are of that kind. One person appears in photographs 1 and 3, as far as one can
// tell by looking, and the model puts that pair far above the 230 others. More may appear twice; where eye and
// model were not both sure, the pair is left out, since a demonstration must know the truth.

/** The centre of a face, as shares of the photograph's width and height. */
export interface Sighting {
  /** The number in `sample1.jpg` to `sample6.jpg`. */
  readonly photo: number;
  readonly x: number;
  readonly y: number;
  /** Width of the face as a share of the photograph's, for one that is not to be found. */
  readonly width?: number;
}

/** A letter is a person; person A has two photographs. */
export const PEOPLE = {
  A1: { photo: 1, x: 0.82, y: 0.27 },
  A3: { photo: 3, x: 0.62, y: 0.28 },
  B: { photo: 3, x: 0.36, y: 0.36 },
  C: { photo: 3, x: 0.81, y: 0.34 },
  D: { photo: 5, x: 0.24, y: 0.75 },
  E: { photo: 5, x: 0.45, y: 0.17 },
  F: { photo: 6, x: 0.18, y: 0.42 },
  G: { photo: 6, x: 0.66, y: 0.3 },
  H: { photo: 6, x: 0.83, y: 0.28 },
  /** In profile. */
  I: { photo: 2, x: 0.24, y: 0.21, width: 0.11 },
} as const satisfies Record<string, Sighting>;

export type Who = keyof typeof PEOPLE;

/** What is certain of a pair before it is compared. */
export type Truth = 'mated' | 'non-mated' | 'unusable';

export interface Case {
  readonly title: string;
  readonly truth: Truth;
  readonly selfie: Who;
  readonly document: Who;
  /** What was done to the selfie. */
  readonly spoiled?: 'blurred' | 'crowded';
}

export const CASES: readonly Case[] = [
  { title: 'one person, two photographs', truth: 'mated', selfie: 'A1', document: 'A3' },
  { title: 'the same two, exchanged', truth: 'mated', selfie: 'A3', document: 'A1' },
  { title: 'two people, smiling alike', truth: 'non-mated', selfie: 'A3', document: 'C' },
  { title: 'two people of one photograph', truth: 'non-mated', selfie: 'B', document: 'A3' },
  { title: 'two people of one photograph', truth: 'non-mated', selfie: 'F', document: 'H' },
  { title: 'two people of one photograph', truth: 'non-mated', selfie: 'D', document: 'E' },
  { title: 'two people in the selfie', truth: 'unusable', selfie: 'G', document: 'G', spoiled: 'crowded' },
  { title: 'the face turned away', truth: 'unusable', selfie: 'I', document: 'A3' },
  { title: 'a blurred selfie', truth: 'unusable', selfie: 'A1', document: 'A3', spoiled: 'blurred' },
];
