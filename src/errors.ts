// Every way Likeness says no: one table of stable codes, each with what to do about it.
// The ground under all floors: any room may import it, it imports nothing.

/** Stable error codes and the hint that goes with each. A code never changes its meaning. */
export const ERRORS = {
  // wrong use
  usage: 'See `likeness --help`.',
  option_invalid: 'See the command’s `--help` for what the option takes.',
  // files
  file_not_found: 'Check the path.',
  file_unreadable: 'Check the permissions of the file, and that it is a file and not a folder.',
  file_too_large: 'Send the photograph as the camera made it, or raise the limit on bytes.',
  output_unwritable: 'Check that the folder exists and can be written to.',
  // pictures
  image_empty: 'The file has no content: send it again.',
  image_format_unsupported: 'Send a JPEG, PNG, WebP, AVIF, TIFF, GIF or JPEG 2000.',
  image_corrupt: 'The file is damaged: send it again or save it anew.',
  image_truncated: 'The file ends too early: the upload was cut off, send it again.',
  image_animated: 'Send a single still picture.',
  image_too_many_pixels: 'Send a smaller picture, or raise the limit on pixels.',
  image_too_small: 'Send a picture of at least 32 by 32 pixels.',
  image_timeout: 'The picture takes too long to decode: save it anew as a plain JPEG.',
  // faces
  face_not_found: 'Send a picture in which the whole face can be seen.',
  faces_several: 'Send a picture of one person alone.',
  // templates
  template_model_mismatch: 'Compare templates of one model only: make both anew with the same model.',
  template_invalid: 'Make the template anew: it is not a finite, non-zero vector of the model’s length.',
  // models
  model_not_found: '`likeness models list` shows what there is.',
  model_corrupt: 'The file differs from its digest: remove its folder; default models are composed anew.',
  model_invalid: 'Give an ONNX face embedder: one picture in, one vector out.',
  model_unsuitable: 'See `likeness models add --help` for what a model must offer.',
  model_source_missing: 'Install the package again: `npm install`.',
  model_uncalibrated: 'Calibrate the model first; see the page on models in docs.',
  manifest_invalid: 'See `likeness models add --help` for the fields of a manifest.',
  home_unwritable: 'Set LIKENESS_HOME to a folder that can be written to.',
  // recipes
  recipe_invalid:
    'See `likeness train --help` for what a recipe holds; `likeness train --recipes` shows each kind.',
  study_invalid:
    'See `likeness study --help` for what a study holds, and `likeness train --recipes` for what its recipe may.',
  training_unsuitable:
    'See the message for what the data set lacks, and `likeness data inspect` for what it holds.',
  // registry
  training_invalid:
    'training.json is what `likeness train` writes; see src/workbench/registry/trainingRecord.ts.',
  evaluation_mismatch: 'Give the data set that the report is of, as it was then.',
  promotion_overtaken: 'Look with `likeness models list` what was promoted meanwhile, and decide again.',
  promotion_none: 'Nothing was promoted yet: the first default model stands.',
  network_unreachable: 'Check the connection, or fetch the file elsewhere and use `likeness models add`.',
  download_refused: 'The publisher may have moved it: fetch the file by hand and use `likeness models add`.',
  download_corrupt:
    'Nothing was installed. Try again; if it stays so, the file is not the one that is known.',
  // policy
  policy_invalid: 'See `likeness verify --help` for the policy’s options.',
  // data sets
  dataset_invalid:
    'A data set is a folder with one folder of pictures a subject; see `likeness evaluate --help`.',
  source_invalid: 'See `likeness data ingest --help` for the layouts that photographs may come in.',
  images_conflict:
    'Give the new pictures a prefix (`--prefix documents`), so that both can be in the data set.',
  dataset_changed: 'Run the command again: it will start from what is there now.',
  subject_not_found: 'Check the name: it is that of the column `subject` in images.parquet.',
  proposal_unknown:
    'Run `likeness data clean` again and look at what it proposes now: the data set, the model or an option has changed.',
  groups_invalid: 'A CSV file with a column `subject` and one column an attribute: subject,sex,region.',
  pairs_invalid:
    'Pairs are a CSV file with the columns mated,reference,probe, or pairs.txt of Labeled Faces in the Wild.',
  split_leaks:
    'Look at the pictures: `likeness data clean` mends wrong labels, `likeness data split --anew --keep-together` puts whoever may be one person into one part.',
  split_present:
    'Give --extend to place the new subjects alone, or --anew to deal everybody out again: models that were trained before may then have seen whom they are tested on.',
  subjects_overlap: 'Fit on some people and test on others: give data sets that share nobody.',
  calibration_unsupported:
    'Give more subjects, or more pictures of each: a calibration needs people to be stated on.',
  report_invalid: 'Give the report.json that `likeness evaluate` wrote.',
  reports_differ: 'Compare reports of the same data set and protocol.',
  // specimens
  specimen_unprintable:
    'Specimens print Latin letters with their diacritics, digits, spaces, hyphens, apostrophes, full stops and commas.',
  specimen_invalid: 'See the message for what the holder or the size of the sheet lacks.',
  typeface_missing: 'Install the package again: `npm install`.',
  // chips
  chip_file_unknown:
    'Give elementary files as they were read from the chip, from their first byte: EF.COM, EF.DG1, EF.DG2, EF.SOD.',
  chip_file_truncated: 'The file ends too early: read it from the chip again, to its end.',
  chip_file_invalid: 'The file is not as ICAO Doc 9303-10 says it must be: read it from the chip again.',
  chip_portrait_missing: 'Give the EF.DG2 of a travel document: it holds a face.',
  chip_portrait_unsupported:
    'Portraits are read from ISO/IEC 19794-5:2005 and ISO/IEC 39794-5, as JPEG or JPEG 2000.',
  chip_certificate_invalid:
    'Give certificates or revocation lists as DER or PEM, or a CSCA master list (.ml) as states and ICAO publish it.',
  // machine-readable zones
  zone_shape_unknown:
    'A machine-readable zone has two lines of 44 or of 36 characters, or three of 30: give them whole.',
  zone_format_unsupported: 'Give a document whose zone follows ICAO Doc 9303, or leave its zone unread.',
  zone_details_invalid: 'See the message for the detail that a machine-readable zone cannot hold as it is.',
  zone_transliteration_missing: 'Give the name in Latin, Cyrillic or Arabic letters, without digits.',
  zone_sightings_invalid:
    'Give for each place of each line the characters seen there with probabilities from 0 to 1 that sum to at most 1.',
  // graphs and runtime
  graph_invalid: 'The ONNX graph is not valid.',
  gradient_missing:
    'No gradient is known for this operator: freeze what lies before it, or add a rule to src/autograd/gradients.',
  provider_missing:
    'This device is not available to ONNX Runtime here: leave out --device to compute on the CPU.',
  checkpoint_invalid: 'The checkpoint cannot be read: go on from an earlier one.',
  checkpoint_mismatch: 'The checkpoint belongs to another network or another recipe.',
  loss_not_finite: 'Training has run away: lower the learning rate, clip gradients, or look at the data.',
  runtime_failed: 'ONNX Runtime could not run the model.',
  runtime_missing: 'onnxruntime-node has no library for this platform; see README for those supported.',
  closed: 'This Likeness was closed: open another.',
  interrupted: 'Run the same command again: what was done is kept.',
  internal: 'This is a defect in Likeness: please report it with the command and the file.',
} as const;

/** A stable error code, e.g. `image_truncated`. */
export type ErrorCode = keyof typeof ERRORS;

/** The only error that Likeness throws on purpose: a stable code, a precise message, a hint what to do. */
export class LikenessError extends Error {
  override readonly name = 'LikenessError';
  readonly hint: string;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? ERRORS[code];
  }

  /** The form in which `--json` and the API show it. */
  toJSON(): { error: { code: ErrorCode; message: string; hint: string } } {
    return { error: { code: this.code, message: this.message, hint: this.hint } };
  }
}
