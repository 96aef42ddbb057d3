// The door that a developer opens: pictures in, decisions out.

import { availableParallelism } from 'node:os';
import {
  type ChipFiles,
  closeNetworks,
  type DocumentNetworks,
  type DocumentReading,
  openNetworks,
  readDocument,
} from '../document/index.js';
import { LikenessError } from '../errors.js';
import {
  type AlignedFace,
  assessQuality,
  comparisonScore,
  defaultEmbedder,
  defaultModels,
  type EmbedderManifest,
  ensureModel,
  type Face,
  FaceEngine,
  likenessHome,
  ModelStore,
  type Profile,
  type Quality,
  type Template,
} from '../face/index.js';
import { type DecodedPicture, type DecodeOptions, decode, readPictureFile } from '../image/index.js';
import { compareExamined, type Examined, examine, type VerifiedPicture, verifiedPicture } from './examine.js';
import { type ExaminedDocument, examineDocument } from './examineDocument.js';
import { checkPolicy, DEFAULT_POLICY, type Policy } from './policy.js';
import type { Role } from './reasons.js';
import { type Judgement, judge } from './verify.js';

/** A picture's bytes, or the path of its file. */
export type ImageSource = Uint8Array | string;

/** A document of which more is given than one picture. */
export interface DocumentSource {
  /** The side with the portrait. */
  readonly front: ImageSource;
  /** The other side, where the machine-readable zone is on it, as on identity cards. */
  readonly back?: ImageSource;
  /** Files of the chip; its portrait goes before the print. */
  readonly chip?: ChipFiles;
}

export interface LikenessOptions {
  /** `accurate`, `fast`, or the name or digest of a model in the registry. Default: the one last promoted, else `accurate`. */
  readonly model?: Profile | (string & {});
  /** What is not given comes from {@link DEFAULT_POLICY}. */
  readonly policy?: Partial<Policy>;
  /** Where models are kept. Default `LIKENESS_HOME`, or `~/.likeness`. */
  readonly home?: string;
  /**
   * Threads inside one model run. Default 2 where there are two cores: runs follow each other in one process, so
   * they may have both. Give 1 to each of several workers.
   */
  readonly threads?: number;
  /**
   * Whether what a document's page prints for people is read as well, and held against its zone: half a second more.
   * Default: no.
   */
  readonly visualZone?: boolean;
  /** Limits on bytes, pixels and time, and the size at which pictures are analysed. */
  readonly decode?: DecodeOptions;
  /** Told what is being done when models have to be composed first. */
  readonly onProgress?: (message: string) => void;
}

/** A face with its quality, in a picture that was looked at. */
export interface InspectedFace extends Face {
  readonly quality: Quality;
  readonly aligned: AlignedFace;
}

/** All that one picture shows. */
export interface Inspection {
  readonly picture: DecodedPicture;
  /** The widest first. */
  readonly faces: readonly InspectedFace[];
}

export interface Verification extends Judgement {
  /** Cosine similarity of the two templates, −1 to 1; null where there was nothing to compare. */
  readonly score: number | null;
  readonly model: { readonly name: string; readonly digest: string };
  readonly selfie: VerifiedPicture;
  readonly document: VerifiedPicture & Pick<ExaminedDocument, 'chip' | 'readings' | 'visual'>;
  /**
   * Milliseconds: decoding; finding, placing and judging faces; embedding. The two pictures are worked on side by
   * side, so that the stages may add up to more than the total.
   */
  readonly timings: Readonly<Record<'decode' | 'faces' | 'embed' | 'total', number>>;
}

/**
 * Face verification with its models open. Open one, keep it, close it when done.
 *
 * @example
 * ```ts
 * import { Likeness } from 'likeness';
 *
 * const likeness = await Likeness.open();
 * const { decision, llr, reasons } = await likeness.verify('selfie.jpg', 'passport.jpg');
 * await likeness.close();
 * ```
 */
export class Likeness {
  readonly policy: Policy;
  readonly #engine: FaceEngine;
  readonly #networks: DocumentNetworks;
  readonly #decode: DecodeOptions;
  #closed = false;

  private constructor(
    engine: FaceEngine,
    networks: DocumentNetworks,
    policy: Policy,
    decodeOptions: DecodeOptions,
  ) {
    this.#engine = engine;
    this.#networks = networks;
    this.policy = policy;
    this.#decode = decodeOptions;
  }

  /**
   * Opens the models; the default ones are composed first where they are not there yet (seconds, once).
   * @throws `model_not_found`, `model_corrupt`, `home_unwritable`, `policy_invalid`, `option_invalid`,
   * `runtime_missing`
   */
  static async open(options: LikenessOptions = {}): Promise<Likeness> {
    const policy = checkPolicy({ ...DEFAULT_POLICY, ...options.policy });
    const threads = checkThreads(options.threads ?? Math.min(2, availableParallelism()));
    const home = options.home ?? likenessHome();
    const store = new ModelStore(home);
    const [detector, landmarks] = await defaultModels(store, options.onProgress);
    const model = options.model ?? (await defaultEmbedder(home));
    const embedder = await ensureModel(store, model, options.onProgress);
    const engine = await FaceEngine.open({ detector, landmarks, embedder }, threads);
    const networks = await openNetworks(threads, options.visualZone).catch(async (error: unknown) => {
      await engine.close();
      throw error;
    });
    return new Likeness(engine, networks, policy, options.decode ?? {});
  }

  /** Manifest of the model that makes the templates. */
  get model(): EmbedderManifest {
    return this.#engine.embedder;
  }

  /**
   * Decides whether selfie and document show the same person, and whether the document may be relied on: a page is
   * found and straightened, its machine-readable zone read and checked. Any other picture of a face is taken for a
   * mere portrait, and the reasons say so.
   * @throws errors of the picture (`image_…`, `file_…`) and of the chip’s files (`chip_…`); a missing or ambiguous face
   *   is no error but a `recapture`
   */
  async verify(selfie: ImageSource, document: ImageSource | DocumentSource): Promise<Verification> {
    const start = performance.now();
    const { front, back, chip }: DocumentSource = isSource(document) ? { front: document } : document;
    const sides = await Promise.all([this.#bytes(front), ...(back === undefined ? [] : [this.#bytes(back)])]);
    const [probe, reference] = await Promise.all([
      this.#examine(selfie, 'selfie'),
      examineDocument(
        this.#engine,
        this.#networks,
        { front: sides[0]!, ...(sides[1] && { back: sides[1] }), ...(chip && { chip }) },
        { decode: this.#decode, today: today(), requires: this.policy.requires },
      ),
    ]);
    const examined = performance.now();
    const compared = await compareExamined(this.#engine, probe, reference);
    const end = performance.now();
    return {
      ...judge(probe, compared.document, compared.score, this.model.calibration, this.policy),
      score: compared.score,
      model: { name: this.model.name, digest: this.model.sha256 },
      selfie: verifiedPicture(probe),
      document: {
        ...verifiedPicture(compared.document),
        readings: reference.readings,
        chip: reference.chip,
        visual: reference.visual,
      },
      timings: {
        decode: probe.timings.decode + reference.timings.decode,
        faces: probe.timings.faces + reference.timings.faces,
        embed: end - examined,
        total: end - start,
      },
    };
  }

  /**
   * Reads one side of an identity document: page, portrait, machine-readable zone, and whether they hold together.
   * @param options `today`, the day of the check; default: today, in UTC
   * @throws errors of the picture; `zone_details_invalid` where `today` is no day
   */
  async readDocument(
    image: ImageSource,
    options: { readonly today?: string } = {},
  ): Promise<DocumentReading> {
    const bytes = await this.#bytes(image);
    return readDocument(this.#networks, this.#engine, bytes, {
      today: options.today ?? today(),
      decode: this.#decode,
    });
  }

  /** Finds every face of a picture, small ones too, with points and quality. */
  async inspect(image: ImageSource): Promise<Inspection> {
    const picture = await decode(await this.#bytes(image), this.#decode);
    const faces = await this.#engine.faces(picture, 'thorough');
    return {
      picture,
      faces: faces.map((face) => ({
        ...face,
        quality: assessQuality(
          picture,
          picture.source.scale,
          face,
          faces.filter((f) => f !== face),
        ),
        aligned: this.#engine.align(picture, face),
      })),
    };
  }

  /**
   * The template of the one face in a picture; of the main portrait in a document.
   * @throws `face_not_found`, `faces_several`, and errors of the picture
   */
  async embed(image: ImageSource, role: Role = 'selfie'): Promise<Template> {
    const { chosen, failure } = await this.#examine(image, role);
    if (!chosen) {
      const code = failure?.code === 'faces_several' ? 'faces_several' : 'face_not_found';
      throw new LikenessError(code, failure?.message ?? 'no face can be seen in the picture');
    }
    const [template] = await this.#engine.embed([{ ...chosen.aligned, role }]);
    return template!;
  }

  /**
   * Comparison score of two templates: cosine similarity, −1 to 1.
   * @throws `template_model_mismatch`
   */
  compare(reference: Template, probe: Template): number {
    return comparisonScore(reference, probe);
  }

  /** Frees the models. Calls after it throw `closed`. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#engine.close(), closeNetworks(this.#networks)]);
  }

  async #examine(source: ImageSource, role: Role): Promise<Examined> {
    return examine(this.#engine, await this.#bytes(source), role, this.#decode);
  }

  async #bytes(source: ImageSource): Promise<Uint8Array> {
    if (this.#closed) throw new LikenessError('closed', 'this Likeness was closed');
    if (typeof source === 'string') return readPictureFile(source, this.#decode.limits?.bytes);
    if (source instanceof Uint8Array) return source;
    throw new LikenessError(
      'usage',
      'a picture is given as its bytes, a Uint8Array, or as the path of its file',
      {
        hint: 'Read other sources into a Uint8Array first.',
      },
    );
  }
}

const isSource = (document: ImageSource | DocumentSource): document is ImageSource =>
  typeof document === 'string' || document instanceof Uint8Array;

const today = (): string => new Date().toISOString().slice(0, 10);

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new LikenessError('option_invalid', `threads is ${threads}: it must be a whole number from 1 to 256`);
}
