// The door that a developer opens: pictures in, decisions out.

import { availableParallelism } from 'node:os';
import {
  closeNetworks,
  type DocumentNetworks,
  type DocumentReading,
  openNetworks,
  readDocument,
  requireDay,
} from '../document/index.js';
import { LikenessError } from '../errors.js';
import {
  assessQuality,
  type Calibration,
  comparisonScore,
  defaultEmbedder,
  defaultModels,
  type EmbedderManifest,
  ensureModel,
  FaceEngine,
  likenessHome,
  ModelStore,
  type StoredModel,
  type Template,
} from '../face/index.js';
import { type DecodeOptions, decode, readPictureFile } from '../image/index.js';
import { compareExamined, type Examined, examine, verifiedPicture } from './examine.js';
import { examineDocument } from './examineDocument.js';
import type {
  AuthenticateOptions,
  DocumentSource,
  ImageSource,
  LikenessOptions,
  VerifyOptions,
} from './options.js';
import { checkPolicy, DEFAULT_POLICY, type Policy } from './policy.js';
import type { Role } from './reasons.js';
import type { Authentication, Inspection, Verification } from './results.js';
import { judge } from './verify.js';

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
    const embedder = calibrated(await ensureModel(store, model, options.onProgress), options.calibration);
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
   * @throws `policy_invalid`; `zone_details_invalid` where `today` is no day; errors of the picture (`image_…`,
   *   `file_…`) and of the chip’s files (`chip_…`); a missing or ambiguous face is no error but a `recapture`
   */
  async verify(
    selfie: ImageSource,
    document: ImageSource | DocumentSource,
    options: VerifyOptions = {},
  ): Promise<Verification> {
    const start = performance.now();
    const policy = checkPolicy({ ...this.policy, ...options.policy });
    const day = options.today ?? today();
    requireDay(day);
    const { front, back, ...source }: DocumentSource = isSource(document) ? { front: document } : document;
    const chip = source.chip && { ...(options.today && { at: noonOf(options.today) }), ...source.chip };
    const sides = await Promise.all([this.#bytes(front), ...(back === undefined ? [] : [this.#bytes(back)])]);
    const [probe, reference] = await Promise.all([
      this.#examine(selfie, 'selfie'),
      examineDocument(
        this.#engine,
        this.#networks,
        { front: sides[0]!, ...(sides[1] && { back: sides[1] }), ...(chip && { chip }) },
        { decode: this.#decode, today: day, requires: policy.requires },
      ),
    ]);
    const examined = performance.now();
    const { document: weighed, compared } = await compareExamined(this.#engine, probe, reference);
    const end = performance.now();
    const score = compared?.score ?? null;
    return {
      ...judge(probe, weighed, score, this.model.calibration, policy),
      score,
      model: this.#modelName(),
      selfie: verifiedPicture(probe, compared?.selfie),
      document: {
        ...verifiedPicture(weighed, compared?.document),
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
   * Decides whether a selfie is of the person who was enrolled: `approve` it is, `reject` it is somebody else, and a
   * person or another check must say what lies between. The reference was judged when it was enrolled, and counts as of
   * typical quality.
   * @param reference a template of this very model
   * @throws `template_model_mismatch`, `template_invalid`, `policy_invalid`, and errors of the picture
   */
  async authenticate(
    selfie: ImageSource,
    reference: Template,
    { policy: own, enrolledFrom = 'selfie', enrolledSha256 }: AuthenticateOptions = {},
  ): Promise<Authentication> {
    const start = performance.now();
    const policy = checkPolicy({ ...this.policy, ...own });
    // Before any picture is looked at: nothing that it shows would help.
    comparisonScore(reference, { ...reference, model: this.model.sha256 });
    const probe = await this.#examine(selfie, 'selfie');
    const examined = performance.now();
    const [template] = probe.chosen
      ? await this.#engine.embed([{ ...probe.chosen.aligned, role: 'selfie' }])
      : [];
    const score = template ? comparisonScore(reference, template) : null;
    const enrolled = {
      role: enrolledFrom,
      sha256: enrolledSha256 ?? null,
      notes: [],
      enrolled: true,
    } as const;
    const end = performance.now();
    return {
      ...judge(probe, enrolled, score, this.model.calibration, policy),
      score,
      model: this.#modelName(),
      selfie: verifiedPicture(probe, template),
      timings: { ...probe.timings, embed: end - examined, total: end - start },
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

  #modelName(): Verification['model'] {
    return { name: this.model.name, digest: this.model.sha256 };
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

function calibrated(model: StoredModel, given: Calibration | null | undefined): StoredModel {
  if (given === undefined) return model;
  const { calibration: _, ...manifest } = model.manifest;
  return { ...model, manifest: { ...manifest, ...(given && { calibration: given }) } };
}

const noonOf = (day: string): Date => new Date(`${day}T12:00:00Z`);

const today = (): string => new Date().toISOString().slice(0, 10);

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads;
  throw new LikenessError('option_invalid', `threads is ${threads}: it must be a whole number from 1 to 256`);
}
