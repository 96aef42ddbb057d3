// What is kept for how long: one table of purposes. The defaults weigh data minimisation (GDPR, Art. 5(1)(c) and (e))
// against what records of due diligence have to be kept for (Directive (EU) 2015/849, Art. 40). They are a beginning
// for Compliance to set, and no legal advice.

interface Purpose {
  readonly about: string;
  /** Default. */
  readonly days: number;
  /** Of all settings, the most. Default 36,500. */
  readonly most?: number;
}

const FIVE_YEARS = 1826;
/** Another job drops them then, whatever is set. */
const EVENTS_AT_MOST = 30;

export const PURPOSES = {
  approvedPictures: {
    about:
      'Pictures of approved proofings. Five years, as records of due diligence are kept; the law counts them from the end of the relationship, which Likeness does not know.',
    days: FIVE_YEARS,
  },
  reviewedPictures: {
    about: 'Pictures of proofings that a person was to look at and nobody has decided. As approved ones.',
    days: FIVE_YEARS,
  },
  rejectedPictures: {
    about:
      'Pictures of rejected proofings. No relationship has come of them: half a year is for complaints and for looking into fraud.',
    days: 180,
  },
  recapturedPictures: {
    about: 'Pictures that had to be taken again. They decided nothing: a month to find out why.',
    days: 30,
  },
  authenticationPictures: {
    about:
      'Selfies of authentications. Three months to look into a takeover; whoever must answer for payments for thirteen months (Directive (EU) 2015/2366, Art. 71) sets 396.',
    days: 90,
  },
  templates: {
    about:
      'Templates that are nobody’s enrolled reference, and, from a promotion on, those of former models. Biometric data of the special kind (GDPR, Art. 9): as long as repeated tries are looked for.',
    days: 30,
  },
  reports: {
    about:
      'What was found, also by a model that is tried, and what the document says, by which device it came, and what a browser hinted of its camera. As approved pictures.',
    days: FIVE_YEARS,
  },
  captures: { about: 'Capture links that have ended.', days: 30 },
  idempotencyKeys: { about: 'Keys of requests, by which one that is sent twice is done once.', days: 2 },
  webhookEvents: {
    about: 'Events as they were sent. For as long as they can be sent again.',
    days: EVENTS_AT_MOST,
    most: EVENTS_AT_MOST,
  },
} as const satisfies Record<string, Purpose>;

export type PurposeName = keyof typeof PURPOSES;

/** Days by purpose. */
export type Periods = Readonly<Record<PurposeName, number>>;

export const PURPOSE_NAMES = Object.keys(PURPOSES) as PurposeName[];

export const mostDaysOf = (name: PurposeName): number => {
  const { most = 36_500 }: Purpose = PURPOSES[name];
  return most;
};

export const DEFAULT_PERIODS = Object.fromEntries(
  Object.entries(PURPOSES).map(([name, { days }]) => [name, days]),
) as Periods;
