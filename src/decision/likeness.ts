// The door that a developer opens: pictures in, decisions out.

import { availableParallelism } from 'node:os';
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
import { checkPolicy, DEFAULT_POLICY, type Policy } from './policy.js';
import type { Role } from './reasons.js';
import { type Judgement, judge } from './verify.js';

/** A picture's bytes, or the path of its file. */
export type ImageSource = Uint8Array | string;

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
  readonly document: VerifiedPicture;
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
  readonly #decode: DecodeOptions;
  #closed = false;

  private constructor(engine: FaceEngine, policy: Policy, decodeOptions: DecodeOptions) {
    this.#engine = engine;
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
    return new Likeness(engine, policy, options.decode ?? {});
  }

  /** Manifest of the model that makes the templates. */
  get model(): EmbedderManifest {
    return this.#engine.embedder;
  }

  /**
   * Decides whether selfie and document show the same person.
   * @throws errors of the picture (`image_…`, `file_…`); a missing or ambiguous face is no error but a `recapture`
   */
  async verify(selfie: ImageSource, document: ImageSource): Promise<Verification> {
    const start = performance.now();
    const [probe, reference] = await Promise.all([
      this.#examine(selfie, 'selfie'),
      this.#examine(document, 'document'),
    ]);
    const examined = performance.now();
    const compared = await compareExamined(this.#engine, probe, reference);
    const end = performance.now();
    return {
      ...judge(probe, compared.document, compared.score, this.model.calibration, this.policy),
      score: compared.score,
      model: { name: this.model.name, digest: this.model.sha256 },
      selfie: verifiedPicture(probe),
      document: verifiedPicture(compared.document),
      timings: {
        decode: probe.timings.decode + reference.timings.decode,
        faces: probe.timings.faces + reference.timings.faces,
        embed: end - examined,
        total: end - start,
      },
    };
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
    await this.#engine.close();
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

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new LikenessError('option_invalid', `threads is ${threads}: it must be a whole number from 1 to 256`);
}
