// A model card as data: what it says, apart from how it is written. M. Mitchell et al., "Model Cards for Model
// Reporting" (FAT* 2019).

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** What nobody knows, or nobody measured. */
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [term: string, fact: string])[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly head: readonly string[];
      /** Cells, or a heading and why there are none. */
      readonly rows: readonly (readonly string[] | Refused)[];
    };

export interface Refused {
  readonly heading: string;
  readonly refusal: string;
}

export interface Card {
  readonly title: string;
  /** One line below the title. */
  readonly about: string;
  readonly questions: readonly { readonly title: string; readonly blocks: readonly Block[] }[];
}
