// The API as the service describes it, for src/client. Made by `npm run client:types`: edit the routes, not this.

/**
 * `review`: a person decides. `recapture`: ask the customer for another picture.
 */
export type Outcome = 'approve' | 'review' | 'reject' | 'recapture';
/**
 * A selfie and a document; or a selfie of an enrolled customer.
 */
export type SessionPurpose = 'proofing' | 'authentication';
/**
 * `completed`: decided. `failed`: no try was good enough. `expired`: the time is over.
 */
export type SessionState = 'open' | 'completed' | 'failed' | 'expired';
/**
 * `awaiting_second`: one person has said something, another must. `closed`: the person was erased.
 */
export type CaseState = 'open' | 'assigned' | 'awaiting_second' | 'decided' | 'closed';
/**
 * `recapture`: ask the customer for other pictures.
 */
export type CaseOutcome = 'approve' | 'reject' | 'recapture';
/**
 * GET /v1/cases/reasons says what each means.
 */
export type CaseReason =
  | 'same_person'
  | 'document_in_order'
  | 'hit_is_another_person'
  | 'tries_explained'
  | 'different_person'
  | 'document_forged'
  | 'document_not_acceptable'
  | 'not_a_live_person'
  | 'face_rightly_listed'
  | 'second_identity'
  | 'suspected_fraud'
  | 'selfie_unusable'
  | 'document_unusable'
  | 'document_incomplete'
  | 'other';
export type FmrAmongCustomers =
  | {
      people: number;
      comparisons: number;
      /**
       * Pairs that a person has found to be one person.
       */
      leftOut: number;
      /**
       * The policy’s threshold for proofings first.
       */
      points: {
        threshold: number;
        /**
         * As the calibration claims it.
         */
        fmr: number;
        interval: number[] | null;
        /**
         * Whether the calibration’s data carry the claim.
         */
        supported: boolean;
        /**
         * `atMost`: pairs that nobody has settled are two people; `atLeast`: they are one. Null: more matches than were kept.
         */
        measured: {
          atMost: {
            matches: number;
            fmr: number;
            /**
             * 95 %.
             *
             * @minItems 2
             * @maxItems 2
             */
            interval: number[];
          };
          atLeast: {
            matches: number;
            fmr: number;
            /**
             * 95 %.
             *
             * @minItems 2
             * @maxItems 2
             */
            interval: number[];
          };
        } | null;
      }[];
      unsettled: {
        /**
         * Pairs at or above the policy’s threshold.
         */
        count: number;
        /**
         * The likest, 50 at most. Null: shown to those who hold links.read, and logged.
         */
        pairs:
          | {
              customers: string[];
              score: number;
            }[]
          | null;
      };
      claim: {
        isSupported: boolean;
        /**
         * Whether the policy’s FMR may be claimed upon these people alone.
         */
        statement: string;
      };
    }
  | {
      /**
       * `calibration_adjusted`: thresholds hang on each picture’s quality. `too_few_people`: fewer than two customers have a template of this model.
       */
      absent: 'uncalibrated' | 'calibration_adjusted' | 'too_few_people';
    };
export type Expectation =
  | {
      chosen: {
        name: string;
        label: string;
        form: string;
      };
      why: string;
      models: {
        name: string;
        label: string;
        /**
         * Null: it could not be tried.
         */
        figures: {
          /**
           * Mean absolute scaled error, over the origins.
           */
          mase: number;
          maseByOrigin: number[];
          coverage: {
            '80': {
              share: number;
              lower: number;
              upper: number;
              effective: number;
            };
            '95': {
              share: number;
              lower: number;
              upper: number;
              effective: number;
            };
          };
          intervalScore: number;
        } | null;
        /**
         * Why it could not be tried.
         */
        refusal: string | null;
      }[];
      steps: {
        step: string;
        /**
         * As likely to be exceeded as not.
         */
        point: number;
        lower: {
          '80': number;
          '95': number;
        };
        upper: {
          '80': number;
          '95': number;
        };
      }[];
      notes: string[];
    }
  | {
      /**
       * Why nothing can be said yet.
       */
      tooFew: string;
    };
/**
 * `reviewer`: Decides the cases that the model is unsure of. `supervisor`: Assigns cases, gives the second opinion, keeps the lists of Financial Crime. `analyst`: Sees figures and decisions, but no picture and no document. `engineer`: Brings models and policies, compares and promotes them. `compliance`: Reads the log and every decision, activates policies, erases, holds. `admin`: Gives keys and roles.
 */
export type Role = 'reviewer' | 'supervisor' | 'analyst' | 'engineer' | 'compliance' | 'admin';
export type Permission =
  | 'verifications.create'
  | 'verifications.read'
  | 'verifications.list'
  | 'pictures.read'
  | 'customers.read'
  | 'customers.authenticate'
  | 'customers.write'
  | 'customers.erase'
  | 'captures.create'
  | 'captures.read'
  | 'cases.read'
  | 'cases.work'
  | 'cases.supervise'
  | 'cases.export'
  | 'reviewers.read'
  | 'analytics.read'
  | 'lists.read'
  | 'lists.write'
  | 'links.read'
  | 'policies.read'
  | 'policies.write'
  | 'policies.activate'
  | 'models.read'
  | 'models.write'
  | 'models.promote'
  | 'metrics.read'
  | 'audit.read'
  | 'retention.write'
  | 'webhooks.write'
  | 'keys.write'
  | 'people.read'
  | 'people.write';

export interface Paths {
  '/v1/verifications': {
    /**
     * Decisions, the latest first, without what the documents say
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          customer?: string;
          /**
           * `review`: a person decides. `recapture`: ask the customer for another picture.
           */
          decision?: 'approve' | 'review' | 'reject' | 'recapture';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: VerificationSummary[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Is this selfie the person in this document?
     */
    post: {
      parameters: {
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * The selfie: JPEG, PNG, WebP, AVIF, TIFF or GIF.
             */
            selfie: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The document’s side with the portrait, or a mere portrait.
             */
            document: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The other side, where the machine-readable zone is on it.
             */
            document_back?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * EF.DG1 of the chip.
             */
            dg1?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * EF.DG2 of the chip: its portrait goes before the print.
             */
            dg2?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * EF.SOD of the chip.
             */
            sod?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * Your own name for the person: a number or a code, nothing that says who it is.
             */
            customer?: string;
            /**
             * Your own name for the device: counted by velocity rules.
             */
            device?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Verification;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/verifications/{id}': {
    /**
     * One decision with all that it rests on; the look is logged
     */
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Verification;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Erase a decision that is about no customer
     */
    delete: {
      parameters: {
        query?: {
          /**
           * Goes into the log: e.g. the number of the request. Nothing that says who it is.
           */
          reason?: string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ErasureReceipt;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/verifications/{id}/pictures/{part}': {
    /**
     * A picture as it was sent; the look is logged
     */
    get: {
      parameters: {
        path: {
          id: string;
          part: 'selfie' | 'document_front' | 'document_back' | 'dg1' | 'dg2' | 'sod';
        };
      };
      responses: {
        200: {
          content: {
            'image/*': unknown;
            'application/octet-stream': unknown;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}/authentications': {
    /**
     * Is this selfie the enrolled customer?
     */
    post: {
      parameters: {
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * The selfie.
             */
            selfie: Blob | Uint8Array<ArrayBuffer>;
            /**
             * Your own name for the device: counted by velocity rules.
             */
            device?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Verification;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}': {
    /**
     * A customer
     */
    get: {
      parameters: {
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Customer;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Erase a customer
     */
    delete: {
      parameters: {
        query?: {
          /**
           * Goes into the log: e.g. the number of the request. Nothing that says who it is.
           */
          reason?: string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ErasureReceipt;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}/block': {
    /**
     * Let no authentication pass
     */
    post: {
      parameters: {
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Customer;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}/unblock': {
    /**
     * Lift a block
     */
    post: {
      parameters: {
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Customer;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sessions': {
    /**
     * A one-time link with which a customer takes the pictures
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            purpose?: SessionPurpose;
            /**
             * Your own name for the person: a number or a code, nothing that says who it is.
             */
            customer?: string;
            minutes?: number;
            tries?: number;
            /**
             * Where the customer goes afterwards.
             */
            returnUrl?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': NewSession;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sessions/{id}': {
    /**
     * How far a session has come
     */
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Session;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/capture': {
    /**
     * What the customer’s page has to do
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Capture;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * One try: the pictures that were taken
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'multipart/form-data': {
            nonce: string;
            /**
             * The selfie.
             */
            selfie: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The document’s side with the portrait: for a proofing.
             */
            document?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The other side.
             */
            document_back?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * Your own name for the device: counted by velocity rules.
             */
            device?: string;
            /**
             * Signs that a picture may not come from a camera: `picture:code`, separated by commas. They decide nothing.
             */
            hints?: string;
            /**
             * What the customer agreed to: `language:text:retention`. The language (BCP 47); a digest in hex by which the words are known again; `kept.version` of the periods that were shown. Absent where consent was asked for elsewhere.
             */
            consent?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': CaptureTry;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases': {
    /**
     * Cases; without a state, those that are not decided
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          /**
           * `awaiting_second`: one person has said something, another must. `closed`: the person was erased.
           */
          state?: 'open' | 'assigned' | 'awaiting_second' | 'decided' | 'closed';
          /**
           * UUID, `me` or `none`.
           */
          assignee?: string | 'me' | 'none';
          /**
           * A code of the decision’s reasons.
           */
          reason?: string;
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          customer?: string;
          openedBefore?: string;
          openedAfter?: string;
          /**
           * As they are to be taken, or the latest first.
           */
          order?: 'queue' | 'latest';
          /**
           * Leave out what the model made of the faces.
           */
          blind?: boolean;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Case[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/counts': {
    /**
     * How long the queue is
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              open: number;
              assigned: number;
              awaitingSecond: number;
              /**
               * Somebody’s, and left alone for 30 minutes: others may take them.
               */
              stale: number;
              /**
               * Of whoever asks, second looks too; 0 for a key.
               */
              mine: number;
              /**
               * Of all other people, second looks too.
               */
              others: number;
              /**
               * Since midnight, UTC.
               */
              decidedToday: number;
              oldestOpenedAt: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/reasons': {
    /**
     * With which reasons a case may be decided how
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                code: CaseReason;
                outcomes: CaseOutcome[];
                sentence: string;
                needsText: boolean;
                label: ('mated' | 'non_mated') | null;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/take': {
    /**
     * Be given the next case
     */
    post: {
      parameters: {
        query?: {
          /**
           * Leave out what the model made of the faces.
           */
          blind?: boolean;
        };
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Case;
          };
        };
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/{id}': {
    /**
     * Everything to decide a case by; the look is logged
     */
    get: {
      parameters: {
        query?: {
          /**
           * Leave out what the model made of the faces.
           */
          blind?: boolean;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': CaseDetail;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/{id}/assign': {
    /**
     * Give a case to somebody
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Of the case, as you saw it.
             */
            version: number;
            person: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Case;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/{id}/release': {
    /**
     * Give a case back
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Of the case, as you saw it.
             */
            version: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Case;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/{id}/notes': {
    /**
     * Write a note on a case
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            text: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/{id}/decision': {
    /**
     * Decide a case that is yours
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Of the case, as you saw it.
             */
            version: number;
            outcome: CaseOutcome;
            /**
             * @minItems 1
             * @maxItems 5
             */
            reasons: CaseReason[];
            /**
             * In your own words. Encrypted, and erased with the person.
             */
            text?: string | null;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Case;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/seeds': {
    /**
     * Pictures with a known answer, the latest first
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                id: string;
                /**
                 * `due`: asked for, or among the cases. `unsuited`: the model would decide these pictures by itself now.
                 */
                state: 'waiting' | 'due' | 'placed' | 'unsuited' | 'removed';
                /**
                 * `mated`: the pictures show one person.
                 */
                answer: 'mated' | 'non_mated';
                createdAt: string;
                createdBy: string;
                /**
                 * To whoever brought it; to others when its case is decided.
                 */
                revealed: {
                  note: string | null;
                  customer: string | null;
                  device: string | null;
                  channel: 'api' | 'capture';
                  case: string | null;
                  placedAt: string | null;
                } | null;
              }[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Keep pictures with a known answer
     */
    post: {
      parameters: {
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * The selfie.
             */
            selfie: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The document’s side with the portrait, or a mere portrait.
             */
            document: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The other side.
             */
            document_back?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * `mated`: the pictures show one person.
             */
            answer: 'mated' | 'non_mated';
            note?: string;
            /**
             * Your own name for the person: a number or a code, nothing that says who it is.
             */
            customer?: string;
            /**
             * Your own name for the device: counted by velocity rules.
             */
            device?: string;
            channel?: 'api' | 'capture';
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': {
              id: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/seeds/{id}': {
    /**
     * Delete pictures that were not placed yet
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/settings': {
    /**
     * How many cases have a known answer, and how many get a second look by chance
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': CaseSettings;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Set these shares
     */
    put: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': CaseSettings;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': CaseSettings;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/reviewers/accuracy': {
    /**
     * How often reviewers are right, how fast, and how often two agree
     */
    get: {
      parameters: {
        query?: {
          since?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ReviewerAccuracy;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/cases/export': {
    /**
     * Decided cases as JSON lines, to make a data set of
     */
    get: {
      parameters: {
        query?: {
          /**
           * `sequence` of the last line that you have.
           */
          after?: number;
        };
      };
      responses: {
        200: {
          content: {
            'application/x-ndjson': string;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists': {
    /**
     * Lists of faces, by name
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: FaceList[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * A new list
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            name: string;
            /**
             * What a hit entails: `fraud` and `other` make a person look, `lookalike` (people whom others are mistaken for) is said among the reasons.
             */
            purpose: 'fraud' | 'lookalike' | 'other';
            note?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': FaceList;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists/{id}': {
    /**
     * A list
     */
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': FaceList;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Delete a list on which there never was a face
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists/{id}/entries': {
    /**
     * Who is on a list, the latest first
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: ListEntry[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Put a face on a list
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * A picture with one face. This or `verification`.
             */
            picture?: Blob | Uint8Array<ArrayBuffer>;
            /**
             * The decision whose selfie it is. This or `picture`.
             */
            verification?: string;
            /**
             * Encrypted, and erased with the entry.
             */
            reason: string;
            expiresAt?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': ListEntry;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists/{id}/entries/{entry}/picture': {
    /**
     * The picture of a face on a list; the look is logged
     */
    get: {
      parameters: {
        path: {
          id: string;
          entry: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/octet-stream': unknown;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists/{id}/entries/{entry}/remove': {
    /**
     * Take a face off a list; nothing of it can be read again
     */
    post: {
      parameters: {
        path: {
          id: string;
          entry: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/lists/search': {
    /**
     * Who is this, on the lists? The question is logged
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * A picture with one face.
             */
            picture: Blob | Uint8Array<ArrayBuffer>;
            /**
             * This list alone.
             */
            list?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * Of each search.
               */
              claim: {
                /**
                 * Share of searches of people who are not there that find anybody.
                 */
                fpir: number;
                gallerySize: number;
                /**
                 * Comparison score from which on somebody is a candidate.
                 */
                threshold: number;
                /**
                 * What a single comparison must hold to.
                 */
                fmr: number;
                /**
                 * 95 %; null where the data cannot tell.
                 */
                fpirInterval: number[] | null;
                /**
                 * Whether the calibration’s data carry the claim; if not, the threshold is extrapolated.
                 */
                supported: boolean;
                /**
                 * The largest gallery for which they carry this FPIR.
                 */
                supportedSize: number;
              };
              candidates: {
                list: string;
                name: string;
                /**
                 * What a hit entails: `fraud` and `other` make a person look, `lookalike` (people whom others are mistaken for) is said among the reasons.
                 */
                purpose: 'fraud' | 'lookalike' | 'other';
                entry: string;
                score: number;
                alikeness: Alikeness;
                byChance: ByChance;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/screening': {
    /**
     * Sizes of the galleries, thresholds, and what is claimed of them
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              model: {
                name: string;
                digest: string;
              };
              customers: {
                size: number;
                /**
                 * Enrolled customers of whom the model in use has no template: nobody is found to be one of them.
                 */
                withoutTemplate: number;
                /**
                 * Of each of a proofing’s two searches, by selfie and by portrait; null without a calibration.
                 */
                claim: {
                  /**
                   * Share of searches of people who are not there that find anybody.
                   */
                  fpir: number;
                  gallerySize: number;
                  /**
                   * Comparison score from which on somebody is a candidate.
                   */
                  threshold: number;
                  /**
                   * What a single comparison must hold to.
                   */
                  fmr: number;
                  /**
                   * 95 %; null where the data cannot tell.
                   */
                  fpirInterval: number[] | null;
                  /**
                   * Whether the calibration’s data carry the claim; if not, the threshold is extrapolated.
                   */
                  supported: boolean;
                  /**
                   * The largest gallery for which they carry this FPIR.
                   */
                  supportedSize: number;
                } | null;
              };
              lists: {
                /**
                 * On all lists together.
                 */
                size: number;
                claim: {
                  /**
                   * Share of searches of people who are not there that find anybody.
                   */
                  fpir: number;
                  gallerySize: number;
                  /**
                   * Comparison score from which on somebody is a candidate.
                   */
                  threshold: number;
                  /**
                   * What a single comparison must hold to.
                   */
                  fmr: number;
                  /**
                   * 95 %; null where the data cannot tell.
                   */
                  fpirInterval: number[] | null;
                  /**
                   * Whether the calibration’s data carry the claim; if not, the threshold is extrapolated.
                   */
                  supported: boolean;
                  /**
                   * The largest gallery for which they carry this FPIR.
                   */
                  supportedSize: number;
                } | null;
              };
              /**
               * Of the process that answers.
               */
              inMemory: {
                gallery: string;
                modelDigest: string;
                size: number;
                /**
                 * Could not be opened with their key, and are found by nobody.
                 */
                unreadable: number;
                /**
                 * How many there will be.
                 */
                loading: number | null;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/identifications': {
    /**
     * Who is this, among the customers? The question is logged
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'multipart/form-data': {
            /**
             * A picture with one face.
             */
            picture: Blob | Uint8Array<ArrayBuffer>;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * Of each search.
               */
              claim: {
                /**
                 * Share of searches of people who are not there that find anybody.
                 */
                fpir: number;
                gallerySize: number;
                /**
                 * Comparison score from which on somebody is a candidate.
                 */
                threshold: number;
                /**
                 * What a single comparison must hold to.
                 */
                fmr: number;
                /**
                 * 95 %; null where the data cannot tell.
                 */
                fpirInterval: number[] | null;
                /**
                 * Whether the calibration’s data carry the claim; if not, the threshold is extrapolated.
                 */
                supported: boolean;
                /**
                 * The largest gallery for which they carry this FPIR.
                 */
                supportedSize: number;
              };
              candidates: {
                /**
                 * Your own name for the person: a number or a code, nothing that says who it is.
                 */
                customer: string;
                score: number;
                alikeness: Alikeness;
                byChance: ByChance;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}/pairs': {
    /**
     * With whom a person has settled this customer
     */
    get: {
      parameters: {
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                /**
                 * @minItems 2
                 * @maxItems 2
                 *
                 * Items: Your own name for the person: a number or a code, nothing that says who it is.
                 */
                customers: string[];
                /**
                 * Two people who look alike, e.g. twins; or one person with two accounts.
                 */
                relation: 'different_people' | 'same_person';
                createdAt: string;
                createdBy: string;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/pairs': {
    /**
     * Two customers are two people who look alike, or one person
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 2
             * @maxItems 2
             *
             * Items: Your own name for the person: a number or a code, nothing that says who it is.
             */
            customers: string[];
            /**
             * Two people who look alike, e.g. twins; or one person with two accounts.
             */
            relation: 'different_people' | 'same_person';
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * @minItems 2
               * @maxItems 2
               *
               * Items: Your own name for the person: a number or a code, nothing that says who it is.
               */
              customers: string[];
              /**
               * Two people who look alike, e.g. twins; or one person with two accounts.
               */
              relation: 'different_people' | 'same_person';
              createdAt: string;
              createdBy: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/pairs/reopen': {
    /**
     * Take back what was said of a pair
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * @minItems 2
             * @maxItems 2
             *
             * Items: Your own name for the person: a number or a code, nothing that says who it is.
             */
            customers: string[];
          };
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/links': {
    /**
     * Faces that were found elsewhere, the latest first; the look is logged
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          kind?: 'face' | 'face_on_list';
          /**
           * Default: 90 days ago.
           */
          since?: string;
          /**
           * Leave out what a person has settled.
           */
          unsettled?: boolean;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Finding[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/links/shared': {
    /**
     * Devices and documents that several customers had; the look is logged
     */
    get: {
      parameters: {
        query?: {
          /**
           * Default: 90 days ago; 800 days ago at most.
           */
          since?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: SharedThing[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/customers/{id}/links': {
    /**
     * Who shares a face, a device or a document with this customer; the look is logged
     */
    get: {
      parameters: {
        query?: {
          depth?: number;
        };
        path: {
          /**
           * Your own name for the person: a number or a code, nothing that says who it is.
           */
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              nodes: {
                id: string;
                kind: 'customer' | 'device' | 'document' | 'list';
                /**
                 * Your own name; of a document, the beginning of a digest; of a list, its identifier to those who may not read lists.
                 */
                name: string;
                /**
                 * Hops over customers; null of what is no customer.
                 */
                distance: number | null;
                /**
                 * As the customer stands now; null of what is no customer.
                 */
                status: ('pending' | 'enrolled' | 'blocked' | 'erased') | null;
              }[];
              edges: {
                from: string;
                to: string;
                /**
                 * `same_person`: a person has said so.
                 */
                kind: 'device' | 'document' | 'face' | 'face_on_list' | 'same_person';
                since: string | null;
                /**
                 * Decisions.
                 */
                count: number | null;
                /**
                 * Comparison score of two faces.
                 */
                score: number | null;
                /**
                 * Of these two faces alone. They were found by a search, which compares with many: the more there are, the likelier a stranger is among them who is so alike. Null where no calibration is at hand.
                 */
                alikeness: Alikeness | null;
              }[];
              /**
               * Whether there is more than is shown.
               */
              truncated: boolean;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/velocity/alarms': {
    /**
     * Decisions after too many tries, the latest first; the look is logged
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          kind?: 'customer' | 'device' | 'document' | 'face';
          /**
           * Default: 90 days ago.
           */
          since?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: VelocityAlarm[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/velocity/days': {
    /**
     * How many alarms of too many tries there were a day
     */
    get: {
      parameters: {
        query?: {
          days?: number;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: VelocityAlarmsOfDay[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/audit': {
    /**
     * The log, the latest entry first
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          /**
           * A code such as `picture.read`.
           */
          action?: string;
          actorKind?: 'key' | 'person' | 'capture' | 'system';
          /**
           * Who did it: an identifier.
           */
          actor?: string;
          /**
           * `verification`, `customer`, `case`, …
           */
          targetKind?: string;
          /**
           * To what: an identifier.
           */
          target?: string;
          /**
           * At or after.
           */
          from?: string;
          /**
           * Before.
           */
          until?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: AuditEntry[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/audit/head': {
    /**
     * A checkpoint: how far the log has come, signed
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              tenant: string;
              /**
               * 1, 2, 3 … without a gap.
               */
              sequence: number;
              hash: string;
              at: string;
              /**
               * Ed25519, base64url.
               */
              signature: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/audit/public-key': {
    /**
     * The key that the log is signed with
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * RFC 7638: what people compare by telephone.
               */
              thumbprint: string;
              jwk: {
                kty: 'OKP';
                crv: 'Ed25519';
                x: string;
              };
              pem: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/audit/verify': {
    /**
     * Is the log what was written?
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * Begin behind this entry: `next` of an answer before.
             */
            after?: number;
            /**
             * That were taken earlier and kept elsewhere: the log must pass through each of them.
             *
             * @maxItems 100
             */
            checkpoints?: {
              tenant: string;
              /**
               * 1, 2, 3 … without a gap.
               */
              sequence: number;
              hash: string;
              at: string;
              /**
               * Ed25519, base64url.
               */
              signature: string;
            }[];
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              /**
               * Whether no fault was found in what was looked at.
               */
              ok: boolean;
              tenant: string | null;
              after: number;
              entries: number;
              first: {
                /**
                 * 1, 2, 3 … without a gap.
                 */
                sequence: number;
                at: string;
                hash: string;
              } | null;
              last: {
                /**
                 * 1, 2, 3 … without a gap.
                 */
                sequence: number;
                at: string;
                hash: string;
              } | null;
              faults: {
                kind: string;
                sequence: number;
                through?: number;
                message: string;
              }[];
              notes: {
                kind: string;
                sequence: number;
                through?: number;
                message: string;
              }[];
              /**
               * Faults and notes beyond those that are listed.
               */
              further: number;
              checkpoints: {
                /**
                 * 1, 2, 3 … without a gap.
                 */
                sequence: number;
                result: 'agrees' | 'differs' | 'not_covered';
              }[];
              /**
               * Ask again with `after` of this: a request looks at 100,000 entries. Null at the end.
               */
              next: number | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/audit/export': {
    /**
     * The log as a file that can be checked offline, as JSON lines
     */
    get: {
      parameters: {
        query?: {
          /**
           * Begin behind this entry.
           */
          after?: number;
        };
      };
      responses: {
        200: {
          content: {
            'application/jsonl': unknown;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/verifications/{id}/evidence': {
    /**
     * The evidence of one decision, as a file that can be checked and decided anew
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/zip': unknown;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/retention': {
    /**
     * How long what is kept
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Retention;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Set anew how long things are kept
     */
    put: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * The version that you have seen.
             */
            version: number;
            /**
             * Days by purpose.
             */
            days: {
              /**
               * Pictures of approved proofings. Five years, as records of due diligence are kept; the law counts them from the end of the relationship, which Likeness does not know.
               */
              approvedPictures?: number;
              /**
               * Pictures of proofings that a person was to look at and nobody has decided. As approved ones.
               */
              reviewedPictures?: number;
              /**
               * Pictures of rejected proofings. No relationship has come of them: half a year is for complaints and for looking into fraud.
               */
              rejectedPictures?: number;
              /**
               * Pictures that had to be taken again. They decided nothing: a month to find out why.
               */
              recapturedPictures?: number;
              /**
               * Selfies of authentications. Three months to look into a takeover; whoever must answer for payments for thirteen months (Directive (EU) 2015/2366, Art. 71) sets 396.
               */
              authenticationPictures?: number;
              /**
               * Templates that are nobody’s enrolled reference, and, from a promotion on, those of former models. Biometric data of the special kind (GDPR, Art. 9): as long as repeated tries are looked for.
               */
              templates?: number;
              /**
               * What was found, also by a model that is tried, and what the document says, by which device it came, and what a browser hinted of its camera. As approved pictures.
               */
              reports?: number;
              /**
               * Capture links that have ended.
               */
              captures?: number;
              /**
               * Keys of requests, by which one that is sent twice is done once.
               */
              idempotencyKeys?: number;
              /**
               * Events as they were sent. For as long as they can be sent again.
               */
              webhookEvents?: number;
            };
            /**
             * Goes into the log.
             */
            note: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Retention;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/holds': {
    /**
     * Holds, the latest first
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          /**
           * Those alone that hold, or that do not.
           */
          inForce?: boolean;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Hold[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Place a legal hold: nothing of it is deleted or erased
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            target: {
              kind: 'customer' | 'subject' | 'verification';
              id: string;
            };
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Hold;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/holds/{id}': {
    /**
     * Release a hold
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Hold;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/policies/simulate': {
    /**
     * What would a policy have decided?
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          /**
           * Give either `version` or `document`.
           */
          'application/json': {
            /**
             * A version that was drafted.
             */
            version?: number;
            document?: PolicyDocument;
            /**
             * From the beginning of this moment’s day (UTC) on.
             */
            from: string;
            /**
             * To the end of this moment’s day (UTC), as far as it is over. Default: now.
             */
            to?: string;
            /**
             * If there were more, so many are drawn by chance: the same ones for every policy.
             */
            decisions?: number;
            /**
             * Of a reviewer, in whichever currency.
             */
            hourlyCost?: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Simulation;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models': {
    /**
     * Which models serve
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Models;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/shadow': {
    /**
     * Have a model tried on the same pictures
     */
    put: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * Name or digest of a model that `likeness models list` shows.
             */
            name: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ModelOnTrial;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Try it no more
     */
    delete: {
      parameters: {};
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/report': {
    /**
     * Do the models agree, has anything moved, how often do two customers match?
     */
    get: {
      parameters: {
        query?: {
          /**
           * From the beginning of this moment’s day (UTC) on. Default: seven days before `to`.
           */
          from?: string;
          /**
           * To the end of this moment’s day (UTC). Default: now.
           */
          to?: string;
          /**
           * What drift is held against, in whole days too. Default: the first 30 days of the model.
           */
          referenceFrom?: string;
          /**
           * Not after `from`.
           */
          referenceTo?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ModelReport;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/{digest}/card': {
    /**
     * How a model is designed, trained and tested
     */
    get: {
      parameters: {
        path: {
          /**
           * SHA-256 of the model’s file.
           */
          digest: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': ModelCard;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/{digest}/evaluation': {
    /**
     * Its latest evaluation, as a page
     */
    get: {
      parameters: {
        path: {
          /**
           * SHA-256 of the model’s file.
           */
          digest: string;
        };
      };
      responses: {
        200: {
          content: {
            'text/html': string;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/{digest}/case': {
    /**
     * What speaks for it against the model that decides, on test data
     */
    get: {
      parameters: {
        path: {
          /**
           * SHA-256 of the model’s file.
           */
          digest: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': PromotionCase;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/reembedding': {
    /**
     * How many of your faces have a template of the model that is tried
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Reembedding;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Have a model make templates of all enrolled and listed pictures
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * Name or digest of a model that `likeness models list` shows.
             */
            name: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': Reembedding;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/models/promote': {
    /**
     * Have the model that is tried decide
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * Of the model that you have looked at: no other is promoted.
             */
            digest: string;
            /**
             * Goes into the log.
             */
            reason: string;
            /**
             * Decisions that it must have scored, of all tenants together.
             */
            least?: number;
            /**
             * Pictures that it may make nothing of, of all tenants together: whoever they show cannot authenticate before being enrolled anew.
             */
            failures?: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              active: {
                name: string;
                /**
                 * SHA-256 of the model’s file.
                 */
                digest: string;
                since: string;
              };
              /**
               * Processes that run go on with it until they are restarted.
               */
              former: {
                name: string;
                /**
                 * SHA-256 of the model’s file.
                 */
                digest: string;
                since: string;
              } | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/analytics': {
    /**
     * Volume, decisions, reasons, funnel, reviewing, fraud, error rates
     */
    get: {
      parameters: {
        query?: {
          /**
           * From the beginning of this moment’s day (UTC) on, in the year 2000 or later. Default: 30 days before `to`.
           */
          from?: string;
          /**
           * To the end of this moment’s day (UTC); a midnight is the end of the day before. Default: today.
           */
          to?: string;
          kind?: 'proofing' | 'authentication';
          channel?: 'api' | 'capture';
          /**
           * `TD1`, `TD3`, …
           */
          documentType?: string;
          /**
           * As the document has it: `EST`.
           */
          issuingState?: string;
          /**
           * As you named it.
           */
          device?: string;
          /**
           * Its name.
           */
          model?: string;
          policyVersion?: number;
          /**
           * A place as IANA names it, or UTC: days begin at its midnight.
           */
          timeZone?: string;
          step?: 'day' | 'week' | 'month';
          by?: 'documentType' | 'issuingState' | 'channel' | 'device' | 'model' | 'policyVersion';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Analytics;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/analytics/drift': {
    /**
     * Has anything moved for one document type, state, device, channel or model?
     */
    get: {
      parameters: {
        query: {
          /**
           * From the beginning of this moment’s day (UTC) on, in the year 2000 or later. Default: 30 days before `to`.
           */
          from?: string;
          /**
           * To the end of this moment’s day (UTC); a midnight is the end of the day before. Default: today.
           */
          to?: string;
          kind?: 'proofing' | 'authentication';
          channel?: 'api' | 'capture';
          /**
           * `TD1`, `TD3`, …
           */
          documentType?: string;
          /**
           * As the document has it: `EST`.
           */
          issuingState?: string;
          /**
           * As you named it.
           */
          device?: string;
          /**
           * Its name.
           */
          model?: string;
          policyVersion?: number;
          by: 'documentType' | 'issuingState' | 'channel' | 'device' | 'model' | 'policyVersion';
        };
      };
      responses: {
        200: {
          content: {
            'application/json': DriftByGroup;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/analytics/forecast': {
    /**
     * Decisions and cases to be expected, day by day
     */
    get: {
      parameters: {
        query?: {
          /**
           * Days.
           */
          horizon?: number;
          /**
           * A place as IANA names it, or UTC: days begin at its midnight.
           */
          timeZone?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': StaffingForecast;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/analytics/export': {
    /**
     * Decisions as a table, a row each
     */
    get: {
      parameters: {
        query?: {
          /**
           * From the beginning of this moment’s day (UTC) on, in the year 2000 or later. Default: 30 days before `to`.
           */
          from?: string;
          /**
           * To the end of this moment’s day (UTC); a midnight is the end of the day before. Default: today.
           */
          to?: string;
          kind?: 'proofing' | 'authentication';
          channel?: 'api' | 'capture';
          /**
           * `TD1`, `TD3`, …
           */
          documentType?: string;
          /**
           * As the document has it: `EST`.
           */
          issuingState?: string;
          /**
           * As you named it.
           */
          device?: string;
          /**
           * Its name.
           */
          model?: string;
          policyVersion?: number;
          format?: 'csv' | 'parquet';
        };
      };
      responses: {
        200: {
          content: {
            'text/csv': string;
            'application/vnd.apache.parquet': unknown;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/policies': {
    /**
     * All versions, the latest first
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: Policy[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Draft a version, which is not in force yet
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            document: PolicyDocument;
            /**
             * Why; it goes into the log.
             */
            note: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Policy;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/policies/{version}': {
    /**
     * One version
     */
    get: {
      parameters: {
        path: {
          version: number;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Policy;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/policies/check': {
    /**
     * Whether a document could be drafted, and what it says where it is silent
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            document: PolicyDocument;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              document: PolicyDocument;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/policies/{version}/activate': {
    /**
     * Put a version in force
     */
    post: {
      parameters: {
        path: {
          version: number;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Goes into the log.
             */
            reason: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Policy;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks': {
    /**
     * All endpoints, the latest first, without their secrets
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: WebhookEndpoint[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Enters an endpoint; its secret is shown now and never again
     */
    post: {
      parameters: {
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Where events are sent: https, on port 443 or one from 1024 on, and a public address.
             */
            url: string;
            description?: string;
            /**
             * Of which types; null: of all, those of later versions too.
             */
            types?:
              | (
                  | 'verification.decided'
                  | 'capture.completed'
                  | 'capture.expired'
                  | 'customer.enrolled'
                  | 'customer.blocked'
                  | 'customer.erased'
                  | 'customer.authenticated'
                  | 'case.opened'
                  | 'case.decided'
                  | 'duplicate.found'
                  | 'list.hit'
                  | 'velocity.alarm'
                  | 'policy.activated'
                  | 'model.promoted'
                  | 'webhook.test'
                )[]
              | null;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': WebhookEndpointWithSecret;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/types': {
    /**
     * Of what events an endpoint can be told, and what each says happened
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: {
                /**
                 * As endpoints name it.
                 */
                type:
                  | 'verification.decided'
                  | 'capture.completed'
                  | 'capture.expired'
                  | 'customer.enrolled'
                  | 'customer.blocked'
                  | 'customer.erased'
                  | 'customer.authenticated'
                  | 'case.opened'
                  | 'case.decided'
                  | 'duplicate.found'
                  | 'list.hit'
                  | 'velocity.alarm'
                  | 'policy.activated'
                  | 'model.promoted'
                  | 'webhook.test';
                about: string;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/{id}': {
    /**
     * One endpoint
     */
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': WebhookEndpoint;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Changes an endpoint, disables it or makes it active again
     */
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Where events are sent: https, on port 443 or one from 1024 on, and a public address.
             */
            url?: string;
            description?: string;
            /**
             * Of which types; null: of all, those of later versions too.
             */
            types?:
              | (
                  | 'verification.decided'
                  | 'capture.completed'
                  | 'capture.expired'
                  | 'customer.enrolled'
                  | 'customer.blocked'
                  | 'customer.erased'
                  | 'customer.authenticated'
                  | 'case.opened'
                  | 'case.decided'
                  | 'duplicate.found'
                  | 'list.hit'
                  | 'velocity.alarm'
                  | 'policy.activated'
                  | 'model.promoted'
                  | 'webhook.test'
                )[]
              | null;
            /**
             * Disabled: nothing is sent, and what waits to be sent is dropped.
             */
            state?: 'active' | 'disabled';
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': WebhookEndpoint;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Removes an endpoint, with its deliveries
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/{id}/rotate-secret': {
    /**
     * A new secret; the one before goes on signing for a while
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * How long the secret before goes on signing beside the new one; 0: not at all.
             */
            overlapHours?: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': WebhookEndpointWithSecret;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/{id}/test': {
    /**
     * Sends webhook.test to this endpoint
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              delivery: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/{id}/deliveries': {
    /**
     * What became of each event for this endpoint, the latest first
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
          state?: 'pending' | 'delivered' | 'dead';
        };
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: WebhookDelivery[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/deliveries/{id}/redeliver': {
    /**
     * Sends one event to its endpoint once more
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              delivery: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/webhooks/{id}/replay': {
    /**
     * Sends all events since then to this endpoint once more
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * Events from then on; kept for 30 days.
             */
            since: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            'application/json': {
              /**
               * That are sent again.
               */
              events: number;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sign-in/passkey/options': {
    /**
     * What the browser needs to ask for a passkey
     */
    post: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': PasskeyRequestOptions;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sign-in/passkey/verify': {
    /**
     * Sign in with a passkey
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * `PublicKeyCredential.toJSON()` of `navigator.credentials.get`.
             */
            response: {
              id: string;
              rawId: string;
              type: 'public-key';
              authenticatorAttachment?: string;
              clientExtensionResults: {
                [k: string]: unknown;
              };
              response: {
                clientDataJSON: string;
                authenticatorData: string;
                signature: string;
                userHandle: string;
              };
            };
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Me;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sign-in/totp': {
    /**
     * Sign in with phrase and code
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            tenant: string;
            /**
             * How people are told apart, whatever the case of its letters. Nothing is ever sent there.
             */
            email: string;
            phrase: string;
            /**
             * Six digits, or a recovery code.
             */
            code: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Me;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/sign-out': {
    /**
     * Sign out
     */
    post: {
      parameters: {};
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/invitations/read': {
    /**
     * Whom a link is for
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What stands behind `#` in the link.
             */
            invitation: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              name: string;
              email: string;
              role: Role;
              expiresAt: string;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/invitations/accept/passkey/options': {
    /**
     * What the browser needs to make the first passkey
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What stands behind `#` in the link.
             */
            invitation: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': PasskeyCreationOptions;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/invitations/accept/passkey': {
    /**
     * Take up an invitation with a passkey
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What stands behind `#` in the link.
             */
            invitation: string;
            /**
             * What the person calls it, e.g. `Work laptop`.
             */
            label: string;
            /**
             * `PublicKeyCredential.toJSON()` of `navigator.credentials.create`.
             */
            response: {
              id: string;
              rawId: string;
              type: 'public-key';
              authenticatorAttachment?: string;
              clientExtensionResults: {
                [k: string]: unknown;
              };
              response: {
                clientDataJSON: string;
                attestationObject: string;
                /**
                 * @maxItems 10
                 */
                transports?: string[];
              };
            };
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Me;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/invitations/accept/totp': {
    /**
     * Phrase and seed, where no passkey can be had
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What stands behind `#` in the link.
             */
            invitation: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': TotpEnrolment;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/invitations/accept/totp/confirm': {
    /**
     * Take up an invitation with phrase and code
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What stands behind `#` in the link.
             */
            invitation: string;
            phrase: string;
            /**
             * Six digits, or a recovery code.
             */
            code: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': RecoveryCodes;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me': {
    /**
     * Who asks, and what they may
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': Me;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/sign-ins': {
    /**
     * Where I am signed in
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: SignIn[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/sign-ins/{id}': {
    /**
     * Sign me out elsewhere
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/passkeys': {
    /**
     * My passkeys
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: Passkey[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Add a passkey
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * What the person calls it, e.g. `Work laptop`.
             */
            label: string;
            /**
             * `PublicKeyCredential.toJSON()` of `navigator.credentials.create`.
             */
            response: {
              id: string;
              rawId: string;
              type: 'public-key';
              authenticatorAttachment?: string;
              clientExtensionResults: {
                [k: string]: unknown;
              };
              response: {
                clientDataJSON: string;
                attestationObject: string;
                /**
                 * @maxItems 10
                 */
                transports?: string[];
              };
            };
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Passkey;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/passkeys/options': {
    /**
     * What the browser needs to make another passkey
     */
    post: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': PasskeyCreationOptions;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/passkeys/{id}': {
    /**
     * Remove a passkey
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/totp': {
    /**
     * Phrase and seed for signing in without a passkey
     */
    post: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': TotpEnrolment;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Sign in by passkey alone
     */
    delete: {
      parameters: {};
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/totp/confirm': {
    /**
     * Show that phrase and code are at hand
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            phrase: string;
            /**
             * Six digits, or a recovery code.
             */
            code: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': RecoveryCodes;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/me/recovery-codes': {
    /**
     * New recovery codes
     */
    post: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': RecoveryCodes;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/people': {
    /**
     * Who works here
     */
    get: {
      parameters: {
        query?: {
          limit?: number;
          /**
           * `next` of the page before.
           */
          cursor?: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': {
              items: Person[];
              /**
               * Cursor of the next page; null on the last.
               */
              next: string | null;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Invite somebody
     */
    post: {
      parameters: {};
      requestBody: {
        content: {
          'application/json': {
            /**
             * As colleagues know them.
             */
            name: string;
            /**
             * How people are told apart, whatever the case of its letters. Nothing is ever sent there.
             */
            email: string;
            role: Role;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Invited;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/people/{id}': {
    /**
     * One person
     */
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Person;
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Give a role, shut out, let in again
     */
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            role?: Role;
            disabled?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            'application/json': Person;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/people/{id}/invitation': {
    /**
     * A new link for somebody who cannot get in
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        201: {
          content: {
            'application/json': Invited;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/keys': {
    /**
     * All keys, those too that serve no more
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              items: ApiKey[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
    /**
     * Make a key
     */
    post: {
      parameters: {
        header?: {
          /**
           * Sent again under the same key, within two days, a request has no second effect.
           */
          'idempotency-key'?: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * What uses the key.
             */
            name: string;
            /**
             * @minItems 1
             * @maxItems 50
             */
            scopes: (
              | 'verifications.create'
              | 'verifications.read'
              | 'verifications.list'
              | 'pictures.read'
              | 'customers.read'
              | 'customers.authenticate'
              | 'customers.write'
              | 'customers.erase'
              | 'captures.create'
              | 'captures.read'
              | 'cases.read'
              | 'cases.export'
              | 'reviewers.read'
              | 'analytics.read'
              | 'lists.read'
              | 'lists.write'
              | 'links.read'
              | 'policies.read'
              | 'models.read'
              | 'metrics.read'
              | 'audit.read'
              | 'webhooks.write'
              | 'keys.write'
              | 'people.read'
            )[];
            /**
             * Never, where it is left out.
             */
            expiresAt?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': NewApiKey;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/keys/{id}/rotate': {
    /**
     * Put a new key in the place of one
     */
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          'application/json': {
            /**
             * For how long the old one serves still.
             */
            overlapSeconds: number;
          };
        };
      };
      responses: {
        201: {
          content: {
            'application/json': NewApiKey;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/keys/{id}': {
    /**
     * Revoke a key
     */
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: {};
        default: ProblemAnswer;
      };
    };
  };
  '/v1/permissions': {
    /**
     * What roles and scopes there are, and what each lets do
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              roles: {
                name: Role;
                about: string;
                permissions: Permission[];
              }[];
              permissions: {
                name: Permission;
                about: string;
                /**
                 * Whether a key may be given it, as a scope.
                 */
                keys: boolean;
              }[];
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/v1/live': {
    /**
     * Be told when something has changed
     */
    get: {
      parameters: {
        query?: {
          /**
           * Identifier of the last event that you have.
           */
          after?: number;
        };
      };
      responses: {
        200: {
          content: {
            'text/event-stream': string;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/health/live': {
    /**
     * Whether the process lives
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              live: true;
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/health/ready': {
    /**
     * Whether requests should be sent here
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'application/json': {
              ready: boolean;
              checks: {
                [k: string]: {
                  ok: boolean;
                  detail?: string;
                };
              };
            };
          };
        };
        default: ProblemAnswer;
      };
    };
  };
  '/metrics': {
    /**
     * Figures of this process, for Prometheus
     */
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            'text/plain': string;
          };
        };
        default: ProblemAnswer;
      };
    };
  };
}
export interface VerificationSummary {
  id: string;
  /**
   * Against a document, or against the enrolled reference.
   */
  kind: 'proofing' | 'authentication';
  customer: string | null;
  device: string | null;
  channel: 'api' | 'capture';
  decision: Outcome;
  score: number | null;
  /**
   * Log-likelihood ratio, natural logarithm.
   */
  llr: number | null;
  threshold: number | null;
  fmr: number | null;
  model: ModelName;
  policyVersion: number;
  createdAt: string;
  /**
   * Items: Codes.
   */
  reasons: string[];
}
export interface ModelName {
  name: string;
  /**
   * SHA-256.
   */
  digest: string;
}
export interface ProblemAnswer {
  content: {
    'application/problem+json': Problem;
  };
}
/**
 * Problem details, RFC 9457.
 */
export interface Problem {
  /**
   * Page about this code, relative to the service.
   */
  type: string;
  /**
   * The HTTP status in words.
   */
  title: string;
  status: number;
  /**
   * Stable: programs may rely on it.
   */
  code: string;
  /**
   * What is wrong with this request.
   */
  detail: string;
  /**
   * What to do about it.
   */
  hint: string;
  /**
   * The request’s identifier, as in the log: `/requests/<id>`.
   */
  instance: string;
  /**
   * Seconds after which to try again.
   */
  retryAfter?: number;
  /**
   * Each fault of the request’s form, by JSON Pointer.
   */
  errors?: {
    pointer: string;
    detail: string;
  }[];
  /**
   * Each condition that is not met yet.
   */
  unmet?: {
    code: string;
    detail: string;
  }[];
}
export interface Verification {
  id: string;
  /**
   * Against a document, or against the enrolled reference.
   */
  kind: 'proofing' | 'authentication';
  customer: string | null;
  device: string | null;
  channel: 'api' | 'capture';
  decision: Outcome;
  score: number | null;
  /**
   * Log-likelihood ratio, natural logarithm.
   */
  llr: number | null;
  threshold: number | null;
  fmr: number | null;
  model: ModelName;
  policyVersion: number;
  createdAt: string;
  /**
   * What to do about an authentication; null for a proofing.
   */
  answer: ('pass' | 'step_up' | 'block' | 'recapture') | null;
  reasons: Reason[];
  /**
   * What the customer’s browser told of where pictures came from. It can be forged, and decided nothing.
   */
  hints: CaptureHint[];
  /**
   * What a person has to decide of it. Told where the decision is read, not where it is made.
   */
  case?: {
    id: string;
    state: 'open' | 'assigned' | 'awaiting_second' | 'decided' | 'closed';
    /**
     * The final word, where a person had it; `decision` stays as it was made.
     */
    outcome: ('approve' | 'reject' | 'recapture') | null;
  } | null;
  /**
   * All that the comparison found, before screening and floors.
   */
  report: ProofingReport | AuthenticationReport;
}
export interface Reason {
  /**
   * Stable.
   */
  code: string;
  about?: 'selfie' | 'document';
  message: string;
  measured?: Measured;
}
export interface Measured {
  value: number;
  limit: number;
}
export interface CaptureHint {
  about: 'selfie' | 'document' | 'document_back';
  code:
    | 'camera_name'
    | 'camera_nameless'
    | 'camera_size'
    | 'camera_controls'
    | 'frames_repeat'
    | 'chosen_file'
    | 'automated';
  message: string;
}
/**
 * What the comparison of selfie and document found, as `likeness verify --json` prints it.
 */
export interface ProofingReport {
  decision: Outcome;
  reasons: Reason[];
  /**
   * Log-likelihood ratio, natural logarithm, of one person against two.
   */
  llr: number | null;
  /**
   * With the policy’s prior.
   */
  probability: number | null;
  /**
   * Comparison score: cosine similarity, −1 to 1.
   */
  score: number | null;
  /**
   * What the calibration adds for quality; null where it looks at the score alone.
   */
  adjustment: number | null;
  adjustedScore: number | null;
  threshold: number | null;
  /**
   * The false match rate that the threshold stands for.
   */
  fmr: number | null;
  /**
   * 95 %.
   */
  fmrInterval: number[] | null;
  claim: Claim;
  model: ModelName;
  selfie: SelfieReport;
  document: DocumentReport;
  /**
   * Milliseconds.
   */
  timings: {
    [k: string]: number;
  };
}
export interface Claim {
  /**
   * Whether the calibration data carries the stated rate.
   */
  supported: boolean;
  sentence: string;
  data: {
    [k: string]: string | number;
  } | null;
}
export interface SelfieReport {
  width: number;
  height: number;
  face: Face | null;
  quality: Quality | null;
  /**
   * Not assessed by this version: null is not a pass.
   */
  liveness: null;
}
export interface Face {
  box: {
    x: number;
    y: number;
    width: number;
    height: number;
  };
  confidence: number;
  /**
   * Eyes, nose, corners of the mouth: the subject’s right first.
   */
  landmarks: Point[];
}
/**
 * Pixels of the upright original.
 */
export interface Point {
  x: number;
  y: number;
}
export interface Quality {
  /**
   * By the names of ISO/IEC 29794-5.
   */
  components: {
    [k: string]: {
      /**
       * In the unit.
       */
      native: number;
      unit: string;
      score: number;
    };
  };
}
export interface DocumentReport {
  width: number;
  height: number;
  /**
   * Null: no page was found; the picture is a mere portrait.
   */
  page: DocumentPage | null;
  back: {
    width: number;
    height: number;
    /**
     * Null: no page was found; the picture is a mere portrait.
     */
    page: DocumentPage | null;
  } | null;
  portrait: Portrait | null;
  ghosts: Portrait[];
  quality: Quality | null;
  mrz: MachineReadableZone | null;
  mrzReason: string | null;
  visual:
    | {
        about: string;
        agrees: boolean;
        [k: string]: unknown;
      }[]
    | null;
  chip: ChipReport | null;
}
export interface DocumentPage {
  /**
   * Clockwise from the page’s own top left.
   *
   * @minItems 4
   * @maxItems 4
   */
  corners: Point[];
  confidence: number;
  size: string;
  condition: {
    cropped: number;
    /**
     * Pixels a millimetre.
     */
    resolution: number;
    /**
     * Millimetres.
     */
    blur: number | null;
    glare: number;
  };
  shortfalls: {
    code: string;
    advice: string;
    measured: Measured;
  }[];
  hasZone: boolean;
}
/**
 * A face of the document, and where on it.
 */
export interface Portrait {
  on: 'front' | 'back' | 'chip';
  box: {
    x: number;
    y: number;
    width: number;
    height: number;
  };
  confidence: number;
  /**
   * Eyes, nose, corners of the mouth: the subject’s right first.
   */
  landmarks: Point[];
}
export interface MachineReadableZone {
  on: 'front' | 'back';
  status: string;
  format: string;
  lines: string[];
  documentCode: string;
  issuingState: ZoneState;
  nationality: ZoneState;
  documentNumber: string;
  surname: string;
  givenNames: string;
  namesTruncated: boolean;
  birthDate: ZoneDay;
  sex: string;
  expiryDate: ZoneDay;
  optionalData: string;
  optionalData2: string;
  /**
   * Whether all check digits are right.
   */
  valid: boolean;
  checks: {
    name: string;
    found: string;
    expected: string | null;
    at: {
      row: number;
      column: number;
    };
    passes: boolean;
  }[];
  problems: {
    field: string;
    code: string;
    message: string;
  }[];
  confidence: number[][];
  corrections: {
    row: number;
    column: number;
    from: string;
    to: string;
    proof: 'alphabet' | string[];
    posterior: number;
  }[];
  doubtful: {
    row: number;
    column: number;
    posterior: number;
    [k: string]: unknown;
  }[];
  consistent: number;
  /**
   * Clockwise from the page’s own top left.
   *
   * @minItems 4
   * @maxItems 4
   */
  corners: Point[];
  presence: number;
}
/**
 * A state, or what the zone may name in its place, by ICAO’s code.
 */
export interface ZoneState {
  code: string;
  name: string | null;
}
/**
 * As it stands in the zone, and as a day where that is whole.
 */
export interface ZoneDay {
  value: string | null;
  text: string;
}
/**
 * What the chip holds, and whether a trusted state signed it.
 */
export interface ChipReport {
  zone: {
    agreesWithPrint: boolean | null;
    [k: string]: unknown;
  } | null;
  portrait: {
    format: string;
    bytes: number;
    [k: string]: unknown;
  } | null;
  authenticity: {
    verdict: 'authentic' | 'not_verified' | 'forged';
    reason: string | null;
    signer: {
      subject: string;
      issuer: string;
    } | null;
    steps: {
      code: string;
      passes: boolean;
      sentence: string;
      weight: string;
      [k: string]: unknown;
    }[];
  } | null;
}
/**
 * What the comparison of selfie and enrolled reference found.
 */
export interface AuthenticationReport {
  decision: Outcome;
  reasons: Reason[];
  /**
   * Log-likelihood ratio, natural logarithm, of one person against two.
   */
  llr: number | null;
  /**
   * With the policy’s prior.
   */
  probability: number | null;
  /**
   * Comparison score: cosine similarity, −1 to 1.
   */
  score: number | null;
  /**
   * What the calibration adds for quality; null where it looks at the score alone.
   */
  adjustment: number | null;
  adjustedScore: number | null;
  threshold: number | null;
  /**
   * The false match rate that the threshold stands for.
   */
  fmr: number | null;
  /**
   * 95 %.
   */
  fmrInterval: number[] | null;
  claim: Claim;
  model: ModelName;
  selfie: SelfieReport;
  /**
   * Milliseconds.
   */
  timings: {
    [k: string]: number;
  };
}
export interface ErasureReceipt {
  format: 'likeness-erasure-receipt';
  version: 1;
  tenant: string;
  target: {
    kind: string;
    id: string;
  };
  subject: string;
  erasedAt: string;
  destroyed: {
    /**
     * Of the subject, 1: without it nothing of the following opens, wherever copies lie.
     */
    keys: number;
    /**
     * That had not ended before.
     */
    templates: number;
    /**
     * That had not been deleted before.
     */
    reports: number;
    /**
     * That had not been deleted before. Their objects are removed within minutes.
     */
    pictures: number;
  };
  audit: {
    sequence: number;
    hash: string;
  };
  /**
   * JWK, RFC 8037.
   */
  publicKey: {
    [k: string]: unknown;
  };
  /**
   * Ed25519, base64url. `likeness audit verify` checks it offline.
   */
  signature: string;
}
export interface Customer {
  /**
   * Your own name for the person: a number or a code, nothing that says who it is.
   */
  id: string;
  /**
   * `pending`: not approved yet. `blocked`: no authentication passes.
   */
  status: 'pending' | 'enrolled' | 'blocked';
  createdAt: string;
  enrolledAt: string | null;
}
export interface NewSession {
  id: string;
  purpose: SessionPurpose;
  customer: string | null;
  state: SessionState;
  triesLeft: number;
  returnUrl: string | null;
  verification: string | null;
  createdAt: string;
  expiresAt: string;
  openedAt: string | null;
  endedAt: string | null;
  consent: SessionConsent | null;
  /**
   * The link for the customer, to the page that takes the pictures. Shown this once.
   */
  url: string;
  /**
   * What the link carries, for an app of your own. Shown this once.
   */
  token: string;
}
/**
 * What the customer agreed to; null where no try has said so.
 */
export interface SessionConsent {
  /**
   * BCP 47.
   */
  language: string;
  /**
   * Digest of the words, in hex.
   */
  text: string;
  /**
   * Version of the retention whose periods were shown.
   */
  retention: number;
  /**
   * When the service was told.
   */
  at: string;
}
export interface Session {
  id: string;
  purpose: SessionPurpose;
  customer: string | null;
  state: SessionState;
  triesLeft: number;
  returnUrl: string | null;
  verification: string | null;
  createdAt: string;
  expiresAt: string;
  openedAt: string | null;
  endedAt: string | null;
  consent: SessionConsent | null;
}
export interface Capture {
  purpose: SessionPurpose;
  state: SessionState;
  triesLeft: number;
  expiresAt: string;
  returnUrl: string | null;
  nonce: string | null;
  kept: CaptureKept;
  /**
   * The most that a picture may have.
   */
  pictureBytes: number;
}
/**
 * In days, as the tenant’s retention is set.
 */
export interface CaptureKept {
  /**
   * To be given back in `consent`.
   */
  version: number;
  pictures: {
    /**
     * Pictures of who was approved, or whom a person was to look at: the longer of the two.
     */
    accepted: number;
    /**
     * Pictures of who was rejected.
     */
    rejected: number;
    /**
     * Pictures that had to be taken again.
     */
    again: number;
    /**
     * Selfies of authentications.
     */
    authentication: number;
  };
  /**
   * Numbers that were made of a face, other than of an enrolled customer’s reference.
   */
  templates: number;
  /**
   * What was found.
   */
  reports: number;
}
export interface CaptureTry {
  purpose: SessionPurpose;
  state: SessionState;
  triesLeft: number;
  expiresAt: string;
  returnUrl: string | null;
  nonce: string | null;
  kept: CaptureKept;
  /**
   * The most that a picture may have.
   */
  pictureBytes: number;
  /**
   * What to do better in the next try.
   */
  advice: {
    code: string;
    about: ('selfie' | 'document') | null;
    message: string;
  }[];
}
export interface Case {
  id: string;
  state: CaseState;
  /**
   * Send it with what you do: 409 where somebody was faster. A note of the assignee’s own leaves it as it is.
   */
  version: number;
  verification: string;
  customer: string | null;
  /**
   * A case stands in the queue as though it had come two hours earlier for each point. Null when blind.
   */
  risk: number | null;
  reasons: string[];
  openedAt: string;
  assignee: Colleague | null;
  assignedAt: string | null;
  /**
   * Others may take it from then on, if the assignee does not touch it before.
   */
  leaseEndsAt: string | null;
  outcome: CaseOutcome | null;
  outcomeReasons: string[] | null;
  decidedAt: string | null;
  secondLook: ('override' | 'drawn') | null;
}
export interface Colleague {
  id: string;
  name: string;
}
export interface CaseDetail {
  id: string;
  state: CaseState;
  /**
   * Send it with what you do: 409 where somebody was faster. A note of the assignee’s own leaves it as it is.
   */
  version: number;
  verification: string;
  customer: string | null;
  /**
   * A case stands in the queue as though it had come two hours earlier for each point. Null when blind.
   */
  risk: number | null;
  reasons: string[];
  openedAt: string;
  assignee: Colleague | null;
  assignedAt: string | null;
  /**
   * Others may take it from then on, if the assignee does not touch it before.
   */
  leaseEndsAt: string | null;
  outcome: CaseOutcome | null;
  outcomeReasons: string[] | null;
  decidedAt: string | null;
  secondLook: ('override' | 'drawn') | null;
  /**
   * Against a document, or against the enrolled reference.
   */
  kind: 'proofing' | 'authentication';
  /**
   * How the pictures came.
   */
  channel: 'api' | 'capture';
  device: string | null;
  /**
   * What the customer’s browser told of where pictures came from. It can be forged, and decided nothing.
   */
  hints: CaptureHint[];
  policyVersion: number;
  /**
   * What the model made of the faces. Null when blind.
   */
  comparison: CaseComparison | null;
  selfie: SelfieReport;
  /**
   * Null in an authentication.
   */
  document: DocumentReport | null;
  concerns: {
    code: string;
    /**
     * `review`: it alone made a case.
     */
    effect: 'review' | 'note';
    message: string;
    evidence: {
      kind: string;
      id: string;
      score: number | null;
      /**
       * Of a face that was found. Null when blind, or nothing is known.
       */
      alikeness: Alikeness | null;
    }[];
  }[];
  pictures: {
    part: string;
    bytes: number;
    /**
     * False: it was kept as long as it may be.
     */
    isKept: boolean;
    /**
     * Each look there is logged.
     */
    address: string;
  }[];
  /**
   * In an authentication: the picture that the customer is enrolled with, as it is now. Null in a proofing, and where there is none.
   */
  reference: {
    verification: string;
    enrolledAt: string;
    /**
     * False: it was kept as long as it may be.
     */
    isKept: boolean;
    /**
     * Each look there is logged.
     */
    address: string;
    landmarks: Point[] | null;
  } | null;
  /**
   * Earlier decisions about the customer, the latest first, 20 at most.
   */
  earlier: {
    id: string;
    kind: string;
    createdAt: string;
    decision: Outcome | null;
    llr: number | null;
    reasons: string[];
  }[];
  /**
   * Of the same customer, the latest first, 20 at most.
   */
  otherCases: {
    id: string;
    state: CaseState;
    outcome: CaseOutcome | null;
    reasons: string[];
    openedAt: string;
  }[];
  /**
   * What people said. Until the case is decided, your own alone.
   */
  looks: {
    ordinal: number;
    by: Colleague;
    outcome: CaseOutcome;
    reasons: string[];
    againstEvidence: boolean;
    text: string | null;
    at: string;
  }[];
  notes: {
    id: string;
    by: Colleague;
    text: string;
    at: string;
  }[];
  /**
   * From the log.
   */
  history: {
    at: string;
    action: string;
    about: string;
    by: {
      id: string;
      name: string;
    };
  }[];
}
export interface CaseComparison {
  decision: Outcome;
  reasons: Reason[];
  /**
   * Natural logarithm.
   */
  llr: number | null;
  probability: number | null;
  score: number | null;
  adjustment: number | null;
  adjustedScore: number | null;
  threshold: number | null;
  fmr: number | null;
  /**
   * 95 %.
   */
  fmrInterval: number[] | null;
  claim: {
    supported: boolean;
    sentence: string;
    data: {} | null;
  };
  model: ModelName;
  /**
   * Null where nothing was compared, or nothing is known.
   */
  alikeness: Alikeness | null;
}
export interface Alikeness {
  /**
   * Beyond the calibration’s data only a bound is known.
   */
  relation: 'about' | 'fewer' | 'more';
  /**
   * Share of comparisons of two strangers that score this high or higher.
   */
  fmr: number;
  /**
   * 95 %.
   */
  interval: number[] | null;
  sentence: string;
}
export interface CaseSettings {
  /**
   * Of all cases, with a known answer.
   */
  seedShare: number;
  /**
   * Of the cases that need no second look, how many get one all the same.
   */
  secondLookShare: number;
}
export interface ReviewerAccuracy {
  since: string;
  all: {
    falseAccepts: ReviewerRate;
    falseRejects: ReviewerRate;
    recaptures: ReviewerRate;
  };
  reviewers: {
    person: Colleague;
    falseAccepts: ReviewerRate;
    falseRejects: ReviewerRate;
    recaptures: ReviewerRate;
    looks: number;
    /**
     * From being given a case to deciding it.
     */
    medianSeconds: number | null;
    /**
     * Cases that are theirs now.
     */
    assigned: number;
  }[];
  agreement: {
    drawn: ReviewerAgreement;
    override: ReviewerAgreement;
  };
}
export interface ReviewerRate {
  errors: number;
  trials: number;
  rate: number | null;
  /**
   * 95 %.
   */
  interval: number[] | null;
}
export interface ReviewerAgreement {
  pairs: number;
  agreed: number;
  share: number | null;
  /**
   * 95 %.
   */
  interval: number[] | null;
  /**
   * Cohen’s: agreement beyond chance.
   */
  kappa: number | null;
  /**
   * 95 %.
   */
  kappaInterval: number[] | null;
}
export interface FaceList {
  id: string;
  name: string;
  /**
   * What a hit entails: `fraud` and `other` make a person look, `lookalike` (people whom others are mistaken for) is said among the reasons.
   */
  purpose: 'fraud' | 'lookalike' | 'other';
  note: string;
  entries: number;
  createdAt: string;
  createdBy: string;
}
export interface ListEntry {
  id: string;
  list: string;
  reason: string;
  verification: string | null;
  addedAt: string;
  addedBy: string;
  expiresAt: string | null;
}
export interface ByChance {
  /**
   * Share of strangers who, searched for among so many, find one so alike.
   */
  fpir: number;
  /**
   * 95 %.
   */
  interval: number[] | null;
  sentence: string;
}
export interface Finding {
  verification: string;
  /**
   * Null: it made no case.
   */
  case: string | null;
  /**
   * Null: it was about nobody’s customer.
   */
  customer: string | null;
  /**
   * Of the customer, as they stand now.
   */
  status: ('pending' | 'enrolled' | 'blocked' | 'erased') | null;
  at: string;
  kind: 'face' | 'face_on_list';
  elsewhere: {
    kind: 'customer' | 'list';
    /**
     * Your own name of a customer; a list’s identifier.
     */
    id: string;
    /**
     * Of a list, for those who may read lists.
     */
    name: string | null;
    /**
     * Comparison score.
     */
    score: number | null;
    /**
     * Of these two faces alone. They were found by a search, which compares with many: the more there are, the likelier a stranger is among them who is so alike. Null where no calibration is at hand.
     */
    alikeness: Alikeness | null;
    /**
     * Of a customer, as they stand now.
     */
    status: ('pending' | 'enrolled' | 'blocked' | 'erased') | null;
    /**
     * What a person has said of the pair.
     */
    settled: ('different_people' | 'same_person') | null;
  }[];
}
export interface SharedThing {
  kind: 'device' | 'document';
  /**
   * Of a document, the beginning of the digest of its number.
   */
  name: string;
  /**
   * The first of them, 20 at most.
   */
  customers: {
    id: string;
    status: 'pending' | 'enrolled' | 'blocked' | 'erased';
  }[];
  /**
   * Customers.
   */
  count: number;
  since: string;
}
export interface VelocityAlarm {
  verification: string;
  kind: 'customer' | 'device' | 'document' | 'face';
  at: string;
  /**
   * Null: it was about nobody’s customer.
   */
  customer: string | null;
  /**
   * Of the customer, as they stand now.
   */
  status: ('pending' | 'enrolled' | 'blocked' | 'erased') | null;
  /**
   * Null: none was named, or it is kept no more.
   */
  device: string | null;
  /**
   * The beginning of the digest of its number.
   */
  document: string | null;
  /**
   * As the policy had it that decided.
   */
  rule: {
    /**
     * So many were ordinary.
     */
    tries: number;
    hours: number;
    effect: 'review' | 'note';
  };
  /**
   * Within the rule’s hours, this one among them, as the records are now; null where they are kept no more.
   */
  tries: number | null;
  /**
   * Whether there may have been more: of a face eleven are counted.
   */
  isAtLeast: boolean;
  decision: Outcome;
  /**
   * Null: it made no case.
   */
  case: string | null;
}
export interface VelocityAlarmsOfDay {
  day: string;
  customer: number;
  device: number;
  document: number;
  face: number;
}
export interface AuditEntry {
  /**
   * 1, 2, 3 … without a gap.
   */
  sequence: number;
  at: string;
  actor: {
    kind: string;
    id: string;
    name?: string;
  };
  action: string;
  target: {
    kind: string;
    id: string;
  };
  /**
   * Digests, versions, codes and counts.
   */
  details: {
    [k: string]: unknown;
  };
  previous: string;
  hash: string;
}
export interface Retention {
  /**
   * 0: the periods that Likeness comes with.
   */
  version: number;
  /**
   * Days by purpose.
   */
  days: {
    /**
     * Pictures of approved proofings. Five years, as records of due diligence are kept; the law counts them from the end of the relationship, which Likeness does not know.
     */
    approvedPictures?: number;
    /**
     * Pictures of proofings that a person was to look at and nobody has decided. As approved ones.
     */
    reviewedPictures?: number;
    /**
     * Pictures of rejected proofings. No relationship has come of them: half a year is for complaints and for looking into fraud.
     */
    rejectedPictures?: number;
    /**
     * Pictures that had to be taken again. They decided nothing: a month to find out why.
     */
    recapturedPictures?: number;
    /**
     * Selfies of authentications. Three months to look into a takeover; whoever must answer for payments for thirteen months (Directive (EU) 2015/2366, Art. 71) sets 396.
     */
    authenticationPictures?: number;
    /**
     * Templates that are nobody’s enrolled reference, and, from a promotion on, those of former models. Biometric data of the special kind (GDPR, Art. 9): as long as repeated tries are looked for.
     */
    templates?: number;
    /**
     * What was found, also by a model that is tried, and what the document says, by which device it came, and what a browser hinted of its camera. As approved pictures.
     */
    reports?: number;
    /**
     * Capture links that have ended.
     */
    captures?: number;
    /**
     * Keys of requests, by which one that is sent twice is done once.
     */
    idempotencyKeys?: number;
    /**
     * Events as they were sent. For as long as they can be sent again.
     */
    webhookEvents?: number;
  };
  note: string;
  createdAt: string | null;
  createdBy: string | null;
  purposes: {
    name: string;
    /**
     * What it is, and why the default is what it is.
     */
    about: string;
    /**
     * Days, as Likeness comes.
     */
    usual: number;
    /**
     * Days that may be set at most.
     */
    most: number;
  }[];
}
export interface Hold {
  id: string;
  target: {
    kind: string;
    id: string;
  };
  subject: string;
  reason: string;
  createdAt: string;
  createdBy: string;
  releasedAt: string | null;
  releasedBy: string | null;
}
export interface PolicyDocument {
  /**
   * Approve at the threshold at which non-mated comparisons match this rarely.
   */
  approveFmr: number;
  /**
   * Reject where the log-likelihood ratio (natural logarithm) is below this.
   */
  rejectLlr: number;
  /**
   * Share of applicants believed to be who they claim; for `probability` alone.
   */
  prior: number;
  /**
   * What a document must show before anything is approved.
   */
  requires: 'portrait' | 'page' | 'data';
  /**
   * Floors beside those built in: a quality component (ISO/IEC 29794-5, 0 to 100) below its floor is recaptured, e.g. `{"selfie.Sharpness": 40}`.
   */
  quality: {
    [k: string]: number;
  };
  /**
   * A selfie against the enrolled customer: passes, is blocked, or steps up in between.
   */
  authentication: {
    passFmr: number;
    blockLlr: number;
  };
  /**
   * The same face under another customer: how often a new customer may be wrongly said to be known.
   */
  duplicates: {
    fpir: number;
    /**
     * `review`: nothing is approved before a person has looked. `note`: it is said among the reasons.
     */
    effect: 'review' | 'note';
  };
  /**
   * Lists of faces: how often somebody who is on none may be wrongly said to be.
   */
  lists: {
    fpir: number;
  };
  /**
   * How many tries of one customer, device, document or face are ordinary.
   */
  velocity: {
    customer?: {
      /**
       * So many are ordinary.
       */
      tries: number;
      hours: number;
      /**
       * `review`: nothing is approved before a person has looked. `note`: it is said among the reasons.
       */
      effect: 'review' | 'note';
    };
    device?: {
      /**
       * So many are ordinary.
       */
      tries: number;
      hours: number;
      /**
       * `review`: nothing is approved before a person has looked. `note`: it is said among the reasons.
       */
      effect: 'review' | 'note';
    };
    document?: {
      /**
       * So many are ordinary.
       */
      tries: number;
      hours: number;
      /**
       * `review`: nothing is approved before a person has looked. `note`: it is said among the reasons.
       */
      effect: 'review' | 'note';
    };
    face?: {
      /**
       * So many are ordinary.
       */
      tries: number;
      hours: number;
      /**
       * `review`: nothing is approved before a person has looked. `note`: it is said among the reasons.
       */
      effect: 'review' | 'note';
    };
  };
}
export interface Simulation {
  from: string;
  to: string;
  /**
   * The version in force.
   */
  inForce: number;
  /**
   * In the period.
   */
  decisions: number;
  /**
   * Looked at.
   */
  sampled: number;
  /**
   * Left out: the report was deleted, or the person erased.
   */
  unreadable: number;
  /**
   * Left out: the report does not say what the document had against an approval.
   */
  undecidable: number;
  /**
   * Decisions that under their own policy come out otherwise than they did. There should be none.
   */
  replayFaults: string[];
  /**
   * Null: there was none.
   */
  proofing: Simulated | null;
  /**
   * Null: there was none.
   */
  authentication: Simulated | null;
  /**
   * Null: there was no decision.
   */
  workload: {
    /**
     * Cases for people.
     */
    casesADay: {
      before: SimulatedEstimate;
      after: SimulatedEstimate;
    };
    /**
     * What reviewers took for a case of a customer, in the 90 days before. Null: fewer than 20 such looks.
     */
    secondsALook: {
      median: number;
      looks: number;
    } | null;
    /**
     * Null: that time is not known.
     */
    hoursADay: {
      before: SimulatedEstimate;
      after: SimulatedEstimate;
    } | null;
    /**
     * Null: not known.
     */
    costADay: {
      before: SimulatedEstimate;
      after: SimulatedEstimate;
    } | null;
  } | null;
}
export interface Simulated {
  decisions: number;
  subjects: number;
  before: SimulatedShares;
  after: SimulatedShares;
  changed: SimulatedShare;
  changes: {
    from: Outcome;
    to: Outcome;
    count: number;
    share: number;
    /**
     * 95 %.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: number[];
    /**
     * What people have said of them so far.
     */
    reviewed: {
      approve: number;
      reject: number;
      recapture: number;
      open: number;
      none: number;
    };
    /**
     * Ten at most; none for those who work on cases.
     */
    examples: string[];
  }[];
  /**
   * By the rule, decisions that it might turn and what was kept does not tell: approvals that it might stop, and reviews that it might let pass. They are counted as they were by it.
   */
  untold: {
    [k: string]: number;
  };
  /**
   * Of approvals, by the policy in force and by this one. Null: the model had no calibration.
   */
  claim: {
    before: SimulatedClaim;
    after: SimulatedClaim;
  } | null;
}
export interface SimulatedShares {
  approve: SimulatedShare;
  review: SimulatedShare;
  reject: SimulatedShare;
  recapture: SimulatedShare;
}
export interface SimulatedShare {
  count: number;
  share: number;
  /**
   * 95 %.
   *
   * @minItems 2
   * @maxItems 2
   */
  interval: number[];
}
export interface SimulatedClaim {
  threshold: number;
  fmr: number;
  /**
   * 95 %.
   *
   * @minItems 2
   * @maxItems 2
   */
  fmrInterval?: number[];
  /**
   * Whether the calibration’s data carry the claim.
   */
  supported: boolean;
}
export interface SimulatedEstimate {
  value: number;
  /**
   * 95 %.
   *
   * @minItems 2
   * @maxItems 2
   */
  interval: number[];
}
export interface Models {
  /**
   * In the process that answers.
   */
  running: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
    /**
     * Without a calibration scores are no evidence, and everything goes to review.
     */
    isCalibrated: boolean;
  };
  /**
   * The one that decides. Null: not said yet.
   */
  active: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
    since: string;
  } | null;
  /**
   * The one that is tried on the same pictures.
   */
  shadow: ModelOnTrial | null;
  /**
   * In the folder of the process that answers.
   */
  installed: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
    /**
     * Without a calibration scores are no evidence, and everything goes to review.
     */
    isCalibrated: boolean;
  }[];
}
export interface ModelOnTrial {
  name: string;
  /**
   * SHA-256 of the model’s file.
   */
  digest: string;
  since: string;
  /**
   * Without a calibration scores are no evidence, and everything goes to review.
   */
  isCalibrated: boolean;
  /**
   * Of yours, that other models have made since.
   */
  decisions: number;
  /**
   * Of these, what it makes of them is known.
   */
  scored: number;
  /**
   * Given up.
   */
  failed: number;
  /**
   * Why, by code.
   */
  faults: {
    [k: string]: number;
  };
  waiting: number;
  /**
   * Of one comparison.
   */
  medianMilliseconds: number | null;
}
export interface ModelReport {
  from: string;
  to: string;
  active: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
  };
  shadow: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
  } | null;
  /**
   * Null: no model is tried.
   */
  agreement: {
    /**
     * Of the period, that both models have scored.
     */
    decisions: number;
    /**
     * Of these looked at.
     */
    sampled: number;
    /**
     * Null: there was none.
     */
    proofing: ModelAgreement | null;
    /**
     * Null: there was none.
     */
    authentication: ModelAgreement | null;
  } | null;
  drift: {
    /**
     * Null: there is nothing before the period.
     */
    reference: {
      from: string;
      to: string;
    } | null;
    alarms: string[];
    days: {
      kind: 'proofing' | 'authentication';
      /**
       * UTC.
       */
      day: string;
      decisions: number;
      subjects: number;
      /**
       * Null: nothing was decided on that day.
       */
      shares: {
        [k: string]: number;
      } | null;
      /**
       * Share of decisions without a face to be compared.
       */
      failureToAcquire: number | null;
      /**
       * Median.
       */
      score: number | null;
      /**
       * Medians by part and component, 0 to 100.
       */
      qualities: {
        [k: string]: number;
      };
    }[];
    measures: DriftMeasure[];
  };
  fmr: {
    active: FmrAmongCustomers;
    shadow: FmrAmongCustomers | null;
  };
}
export interface ModelAgreement {
  decisions: number;
  subjects: number;
  agreed: {
    count: number;
    share: number;
    /**
     * 95 %.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: number[];
  };
  /**
   * All sixteen. Of the comparisons alone, before screens and floors.
   */
  matrix: {
    active: 'approve' | 'review' | 'reject' | 'recapture';
    shadow: 'approve' | 'review' | 'reject' | 'recapture';
    count: number;
    share: number;
    /**
     * 95 %.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: number[];
  }[];
  /**
   * Spearman’s, of the scores. Null: too few.
   */
  rankCorrelation: {
    estimate: number;
    /**
     * 95 %.
     *
     * @minItems 2
     * @maxItems 2
     */
    interval: number[];
    comparisons: number;
  } | null;
  /**
   * Those to look at: decided otherwise, the evidence furthest apart first.
   */
  differing: {
    verification: string;
    active: {
      decision: 'approve' | 'review' | 'reject' | 'recapture';
      score: number | null;
      /**
       * Natural logarithm.
       */
      llr: number | null;
    };
    shadow: {
      decision: 'approve' | 'review' | 'reject' | 'recapture';
      score: number | null;
      /**
       * Natural logarithm.
       */
      llr: number | null;
    };
  }[];
  /**
   * Null: people have said nothing of faces that both have compared.
   */
  settled: {
    comparisons: number;
    subjects: number;
    mated: number;
    nonMated: number;
    /**
     * How often the evidence (LLR above or below 0) pointed the other way than people decided. Cases are mostly what the model that decides was unsure of: that favours the one that is tried.
     */
    wrong: {
      active: {
        count: number;
        share: number;
        /**
         * 95 %.
         *
         * @minItems 2
         * @maxItems 2
         */
        interval: number[];
      };
      shadow: {
        count: number;
        share: number;
        /**
         * 95 %.
         *
         * @minItems 2
         * @maxItems 2
         */
        interval: number[];
      };
    };
    onlyActiveWrong: number;
    onlyShadowWrong: number;
    /**
     * McNemar’s test.
     */
    pValue: number;
    /**
     * `durkalski`: by people, where one has several.
     */
    test: 'mid-p' | 'durkalski';
  } | null;
}
export interface DriftMeasure {
  kind: 'proofing' | 'authentication';
  measure: string;
  /**
   * `unknown`: fewer than 100 people in one of the periods.
   */
  state: 'steady' | 'watch' | 'drifted' | 'unknown';
  /**
   * One try each.
   */
  people: {
    reference: number;
    current: number;
  };
  /**
   * Null: there was none.
   */
  reference:
    | (
        | {
            median: number;
          }
        | {
            shares: {
              [k: string]: number;
            };
          }
      )
    | null;
  /**
   * Null: there was none.
   */
  current:
    | (
        | {
            median: number;
          }
        | {
            shares: {
              [k: string]: number;
            };
          }
      )
    | null;
  /**
   * Population stability index.
   */
  stability: {
    index: number;
    /**
     * What it would be on the average if nothing had moved.
     */
    byChance: number;
  } | null;
  test: {
    name: 'kolmogorov-smirnov' | 'chi-square';
    statistic: number;
    pValue: number;
    /**
     * Holm’s, over all measures of the report.
     */
    adjusted: number;
  } | null;
  /**
   * What has happened, in words.
   */
  alarm: string | null;
}
export interface ModelCard {
  about: string;
  questions: {
    blocks: (
      | {
          /**
           * `unknown`: nobody knows, or nobody measured it.
           */
          kind: 'text' | 'unknown';
          text: string;
        }
      | {
          kind: 'facts';
          facts: string[][];
        }
      | {
          kind: 'table';
          caption: string;
          head: string[];
          rows: (
            | string[]
            | {
                heading: string;
                /**
                 * Why there are none.
                 */
                refusal: string;
              }
          )[];
        }
    )[];
    title: string;
  }[];
  title: string;
}
export interface PromotionCase {
  requirements: {
    name: string;
    met: boolean;
    /**
     * What was found, or what is missing.
     */
    finding: string;
    /**
     * The command that would supply it. Null: it is met, or none would.
     */
    command: string | null;
  }[];
  /**
   * FNMR of this model (A) less that of the one that decides (B), at equal FMR, on the same comparisons, with its 95 % interval. Missing where there is no such test.
   */
  difference?: {
    kind: 'difference';
    fnmrA: number;
    fnmrB: number;
    difference: number;
    lower: number;
    upper: number;
    pValue: number;
    mcnemarP: number;
    verdict: 'better' | 'worse' | 'indistinguishable';
    statement: string;
  };
  /**
   * At the policy’s FMR; missing where no calibration carries it.
   */
  thresholds: {
    from?: number;
    to?: number;
  };
  caveats: string[];
  /**
   * SHA-256 of each paper.
   */
  evidence: {
    [k: string]: string;
  };
  /**
   * By how much its FNMR may be higher at most, as a share.
   */
  margin: number;
}
export interface Reembedding {
  model: {
    name: string;
    /**
     * SHA-256 of the model’s file.
     */
    digest: string;
    role: 'active' | 'shadow';
  };
  /**
   * Who asked for it last. Null: nobody has, and nothing is done.
   */
  asked: {
    at: string;
    by: string;
  } | null;
  customers: {
    /**
     * Have a template of it.
     */
    done: number;
    /**
     * Have a picture that it has not looked at yet.
     */
    left: number;
    /**
     * Have a picture that it could make nothing of.
     */
    failed: number;
    /**
     * Have no picture any more, and must come again.
     */
    gone: number;
  };
  listed: {
    /**
     * Have a template of it.
     */
    done: number;
    /**
     * Have a picture that it has not looked at yet.
     */
    left: number;
    /**
     * Have a picture that it could make nothing of.
     */
    failed: number;
    /**
     * Have no picture any more, and must come again.
     */
    gone: number;
  };
  /**
   * Of those that failed: why, by code.
   */
  faults: {
    [k: string]: number;
  };
  /**
   * Code of what keeps workers from going on; they try again each minute.
   */
  stopped: string | null;
  /**
   * Customers who must come again, those enrolled last first, 1000 at most. Null: shown to those who hold customers.read.
   */
  gone: string[] | null;
}
export interface Analytics {
  period: {
    from: string;
    to: string;
  };
  before: {
    from: string;
    to: string;
  };
  step: 'day' | 'week' | 'month';
  timeZone: string;
  totals: TrafficTotals | TooFew;
  totalsBefore: TrafficTotals | TooFew;
  /**
   * Every one of the period that has begun; the first and the last may be cut off by it. `tooFew`: of fewer than five people, or the smallest of the others, by which these could be reckoned. None where `totals` is `tooFew`.
   */
  steps: (
    | {
        /**
         * Its first day.
         */
        step: string;
        decisions: number;
        people: number;
        counts: {
          approve: number;
          review: number;
          reject: number;
          recapture: number;
        };
        milliseconds: {
          median: number;
          /**
           * 95 %.
           */
          high: number;
        } | null;
        /**
         * Median comparison score. Null: fewer than 5 people have one.
         */
        score: number | null;
      }
    | {
        /**
         * Its first day.
         */
        step: string;
        tooFew: string;
      }
  )[];
  /**
   * The most frequent first; a decision may have several.
   */
  reasons: {
    code: string;
    count: number;
    share: number;
  }[];
  /**
   * The most frequent first; a decision may have several.
   */
  reasonsBefore: {
    code: string;
    count: number;
    share: number;
  }[];
  funnel: CaptureFunnel | TooFew;
  reviewing: ReviewingFigures | TooFew;
  /**
   * By week or month. `matedMissed`: cases that people settled as one person in which the evidence spoke for two; `nonMatedMatched`: the other way; `failedLogins`: logins that did not pass though the same customer passed within the hour. Each is of a part of the traffic: see docs/service/analytics.md. Those of fewer than five people are not told.
   */
  errorRates: {
    step: string;
    /**
     * Null: there was none.
     */
    matedMissed: (ErrorShare | TooFew) | null;
    /**
     * Null: there was none.
     */
    nonMatedMatched: (ErrorShare | TooFew) | null;
    /**
     * Null: there was none.
     */
    failedLogins: (ErrorShare | TooFew) | null;
  }[];
  /**
   * Null: `by` was not given.
   */
  groups: {
    by: 'documentType' | 'issuingState' | 'channel' | 'device' | 'model' | 'policyVersion';
    groups: {
      /**
       * Null: not known.
       */
      value: string | null;
      decisions: number;
      people: number;
      counts: {
        approve: number;
        review: number;
        reject: number;
        recapture: number;
      };
      /**
       * Median comparison score. Null: fewer than 5 people have one.
       */
      score: number | null;
    }[];
    /**
     * Groups that are not shown: of fewer than 5 people, the smallest of the others where there are such, and those that are not among the largest.
     */
    others: number;
  } | null;
}
export interface TrafficTotals {
  decisions: number;
  people: number;
  /**
   * Intervals are 95 %, by people. Null: there was nothing.
   */
  shares: {
    approve: {
      count: number;
      share: number;
      /**
       * 95 %.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: number[];
    };
    review: {
      count: number;
      share: number;
      /**
       * 95 %.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: number[];
    };
    reject: {
      count: number;
      share: number;
      /**
       * 95 %.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: number[];
    };
    recapture: {
      count: number;
      share: number;
      /**
       * 95 %.
       *
       * @minItems 2
       * @maxItems 2
       */
      interval: number[];
    };
  } | null;
  /**
   * That the service took.
   */
  milliseconds: {
    median: number;
    /**
     * 95 %.
     */
    high: number;
  } | null;
}
export interface TooFew {
  /**
   * Why nothing is told: these are fewer than 5 people, or these figures, taken from others, would leave those of so few.
   */
  tooFew: string;
}
export interface CaptureFunnel {
  /**
   * Links that have ended are deleted after `keptDays`, and the period begins further back: those made from this moment on are counted. Null: all of the period are.
   */
  since: string | null;
  /**
   * As retention has it of captures.
   */
  keptDays: number;
  /**
   * Capture links that were made in the period; of the filter only the kind counts.
   */
  made: number;
  opened: number;
  /**
   * Pictures were sent at least once.
   */
  sent: number;
  /**
   * A decision ended it.
   */
  completed: number;
  /**
   * All tries were used up.
   */
  failed: number;
  expired: number;
  /**
   * May still be used.
   */
  open: number;
  decided: {
    approve: number;
    review: number;
    reject: number;
    recapture: number;
  };
  /**
   * From being opened to its end, of those that were completed. Null: of fewer than 5 people.
   */
  seconds: {
    median: number;
    /**
     * 95 %.
     */
    high: number;
  } | null;
  advice:
    | {
        code: string;
        count: number;
      }[]
    | TooFew;
}
export interface ReviewingFigures {
  /**
   * Cases; those with a known answer are not among them.
   */
  opened: number;
  /**
   * Cases, likewise.
   */
  decided: number;
  /**
   * Undecided now, whenever they were opened.
   */
  waiting: number;
  looks: {
    /**
     * Of all cases, those with a known answer among them: looking at them is work too.
     */
    count: number;
    /**
     * Seconds. Null: they were at cases of fewer than 5 customers.
     */
    median: number | null;
    /**
     * All together.
     */
    hours: number;
  };
  steps: {
    /**
     * Its first day.
     */
    step: string;
    opened: number;
    decided: number;
    /**
     * Of looking, at cases with a known answer too.
     */
    hours: number;
  }[];
  outcomes: CaseOutcomes | TooFew;
}
/**
 * Of cases that were decided in the period.
 */
export interface CaseOutcomes {
  decided: {
    approve: number;
    reject: number;
    recapture: number;
  };
  /**
   * From being opened to being decided.
   */
  seconds: {
    median: number;
    /**
     * 95 %.
     */
    high: number;
  } | null;
  /**
   * A case may have several reasons: counts add up to more than the cases.
   */
  reasons: {
    outcome: 'approve' | 'reject' | 'recapture';
    code: string;
    /**
     * Cases.
     */
    count: number;
  }[];
  fraud: {
    /**
     * Cases rejected for fraud: with at least one of these reasons, each counted once.
     */
    cases: number;
    /**
     * Of them those with each reason. A case may have several: counts add up to more than `cases`.
     */
    reasons: {
      code: string;
      sentence: string;
      /**
       * Cases.
       */
      count: number;
    }[];
  };
}
export interface ErrorShare {
  count: number;
  share: number;
  /**
   * 95 %.
   *
   * @minItems 2
   * @maxItems 2
   */
  interval: number[];
  trials: number;
}
export interface DriftByGroup {
  groups: {
    /**
     * Null: not known.
     */
    value: string | null;
    people: {
      before: number;
      now: number;
    };
    measures: DriftMeasure[];
  }[];
  /**
   * Groups that are not shown: of fewer than 5 people, the smallest of the others where there are such, and those that are not among the largest. Of either period.
   */
  others: number;
  /**
   * Why there are no groups; null: there is no such reason.
   */
  tooFew: string | null;
}
export interface StaffingForecast {
  /**
   * The past that it rests on.
   */
  days: {
    day: string;
    decisions: number;
    cases: number;
  }[];
  /**
   * Of looking, all looks of a case together, of the last 90 days; of no case with a known answer. Null: fewer than 20 cases.
   */
  secondsACase: number | null;
  /**
   * All seconds of looking in these days, those at cases with a known answer too, by cases without: what a case takes of reviewers’ time in all.
   */
  staffedSecondsACase: number | null;
  decisions: Expectation;
  cases: Expectation;
}
export interface Policy {
  version: number;
  document: PolicyDocument;
  note: string;
  isActive: boolean;
  createdAt: string;
  createdBy: string;
  activatedAt: string | null;
  activatedBy: string | null;
}
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string;
  types: string[] | null;
  /**
   * Whether events are sent to it.
   */
  state: 'active' | 'disabled';
  disabledBecause: ('asked' | 'gone' | 'failing') | null;
  disabledAt: string | null;
  /**
   * The first failure since the last success.
   */
  failingSince: string | null;
  createdAt: string;
  createdBy: string;
}
export interface WebhookEndpointWithSecret {
  id: string;
  url: string;
  description: string;
  types: string[] | null;
  /**
   * Whether events are sent to it.
   */
  state: 'active' | 'disabled';
  disabledBecause: ('asked' | 'gone' | 'failing') | null;
  disabledAt: string | null;
  /**
   * The first failure since the last success.
   */
  failingSince: string | null;
  createdAt: string;
  createdBy: string;
  /**
   * `whsec_…`: shown now and never again.
   */
  secret: string;
}
export interface WebhookDelivery {
  id: string;
  /**
   * The `webhook-id` that the receiver sees.
   */
  event: string;
  type: string;
  endpoint: string;
  /**
   * Dead: given up; it can be sent again by hand, or replayed.
   */
  state: 'pending' | 'delivered' | 'dead';
  /**
   * Since it was last asked for.
   */
  attempts: number;
  nextAt: string | null;
  attemptedAt: string | null;
  /**
   * HTTP status of the last answer.
   */
  status: number | null;
  fault:
    | (
        | 'status'
        | 'redirected'
        | 'timeout'
        | 'address_refused'
        | 'name_unknown'
        | 'refused'
        | 'lost'
        | 'tls'
        | 'disabled'
        | 'cut_off'
      )
    | null;
  createdAt: string;
}
/**
 * For `PublicKeyCredential.parseRequestOptionsFromJSON`.
 */
export interface PasskeyRequestOptions {
  challenge: string;
  [k: string]: unknown;
}
export interface Me {
  kind: 'person' | 'key';
  id: string;
  tenant: string;
  name: string;
  role: Role | null;
  permissions: Permission[];
  signedInAt: string | null;
  recoveryCodes: number | null;
}
/**
 * For `PublicKeyCredential.parseCreationOptionsFromJSON`.
 */
export interface PasskeyCreationOptions {
  challenge: string;
  [k: string]: unknown;
}
/**
 * Given here and never again.
 */
export interface TotpEnrolment {
  /**
   * To be kept by the person, best in a password manager.
   */
  phrase: string;
  /**
   * Base32, for an app that cannot scan.
   */
  seed: string;
  /**
   * `otpauth://totp/…`, to be shown as a QR code.
   */
  uri: string;
}
export interface RecoveryCodes {
  /**
   * Each stands in for a code of the app once, beside the phrase. Given here and never again.
   */
  recoveryCodes: string[];
}
export interface SignIn {
  id: string;
  method: 'passkey' | 'totp' | 'recovery_code';
  /**
   * What the browser called itself.
   */
  agent: string;
  createdAt: string;
  /**
   * To the minute.
   */
  seenAt: string;
  /**
   * Whether this request came by it.
   */
  current: boolean;
}
export interface Passkey {
  id: string;
  label: string;
  /**
   * Whether it is copied between devices of the person.
   */
  synced: boolean;
  createdAt: string;
  lastUsedAt: string | null;
}
export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  state: 'invited' | 'active' | 'disabled';
  createdAt: string;
  createdBy: string;
  signedInAt: string | null;
}
export interface Invited {
  person: Person;
  /**
   * Lets the person in once. Given here and never again: hand it over where only they read it.
   */
  link: string;
  expiresAt: string;
}
export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedOn: string | null;
  successor: string | null;
}
export interface NewApiKey {
  key: ApiKey;
  /**
   * The key itself. Given here and never again.
   */
  text: string;
}
