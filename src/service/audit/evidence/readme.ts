// The page in every pack that says, to somebody who has never heard of Likeness, what it is and how to check it by hand.

import type { EvidenceInput } from './build.js';

export const readmeText = ({ verification, tenant, conclusion, signer, checkpoint }: EvidenceInput): string =>
  `EVIDENCE OF ONE DECISION

Decision ${verification} of ${tenant}: ${conclusion.decision}.
It was decided whether a selfie shows the person in a document. This file holds everything that the decision rested
on, as it was then. It is NOT ENCRYPTED and shows a person's face and document: keep it as you keep a passport.

WHAT IS IN IT
  conclusion.json    what was decided in the end, with reasons, and what spoke against approving beside the pictures
  report.json        what the comparison of the pictures found, with scores, reasons and qualities
  policy.json        the policy in force, with its version
  conditions.json    the limits that were applied, and the day of the check
  models.json        the model, by SHA-256 of its file, and the models that helped it
  calibration.json   what turned its scores into evidence
  software.json      versions and processor of the machine that decided
  pictures/          what was given; what has been deleted since is missing here
  audit.jsonl        entries of the log about this decision and the link it came by (session.consented: what the customer
                     agreed to), each signed, each naming the hash of the one before
  checkpoint.json    where the log had come to
  public-key.pem     the key that signed (public-keys.json: with the keys before it)
  sha256sums.txt     SHA-256 of all of these
  manifest.json      the same and the size of each, signed in manifest.sig

HOW TO CHECK IT
With Likeness:
  likeness audit verify THIS.zip --public-key KEY.pem
  likeness audit verify THIS.zip --public-key KEY.pem --replay      decides anew and compares to the last bit

By hand, with unzip, sha256sum and openssl 3:
  1. Is every file what was packed?
       sha256sum -c sha256sums.txt
  2. Was the list signed? manifest.json must name the same digests, that of sha256sums.txt too.
       { printf 'likeness.evidence.manifest.v1\\n'; cat manifest.json; } | openssl dgst -sha256 -binary > digest
       openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in digest -sigfile manifest.sig
  3. Is the key the right one? Compare public-key.pem with the file that you were given on another way, or its
     thumbprint (RFC 7638), as \`likeness audit verify\` shows it, with the one that you were told:
       ${signer.publicKey.thumbprint}
  4. Is an entry of the log what was written? Take one line of audit.jsonl; with jq:
       head -1 audit.jsonl | jq -j .body > body
       { printf 'likeness.audit.entry.v1\\n'; cat body; } | sha256sum           must be its "hash"
     and the hash is what is signed. "previous" in the body of the next entry must be this hash.
  5. Compare checkpoint.json (entry ${checkpoint.sequence}) with the log itself, or with a checkpoint of your own.

WHAT THIS DOES NOT PROVE
Whoever holds the signing key can make such a file. That it was not made later is shown by a checkpoint that was kept
elsewhere before. That the same score comes out again takes the same model, and a processor of the same kind.
`;
