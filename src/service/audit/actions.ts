// What is logged: one table of stable codes, each with a sentence. A code never changes its meaning.

export const ACTIONS = {
  // decisions
  'verification.decided': 'A selfie was compared with a document, and it was decided.',
  'customer.enrolled': 'A customer’s verified reference was enrolled.',
  'customer.authenticated': 'A selfie was compared with the enrolled customer, and it was decided.',
  'customer.blocked': 'A customer was blocked: no authentication succeeds.',
  'customer.unblocked': 'A block on a customer was lifted.',
  'customer.erased':
    'The key of a customer’s subject was destroyed: nothing sealed with it can be read again.',
  'verification.erased':
    'The key of a decision’s subject, who is no customer, was destroyed: nothing sealed with it can be read again.',
  // what was looked at
  'picture.read': 'A picture was shown to somebody.',
  'verification.read': 'A decision was shown with what the document says.',
  'evidence.packed': 'An evidence pack with pictures was made for a decision.',
  'audit.exported': 'Entries of this log were exported.',
  'audit.verified': 'The chain of this log was checked.',
  // sessions with the camera
  'session.created': 'A one-time capture link was made.',
  'session.opened': 'A capture link was opened.',
  'session.consented': 'A customer agreed that their face is compared, before anything was looked at.',
  'session.completed': 'The pictures of a capture link were sent.',
  'session.expired': 'A capture link ended unused, or its tries were used up.',
  // cases
  'case.opened': 'A decision became a case for a person.',
  'case.assigned': 'A case was given to somebody.',
  'case.released': 'A case was given back.',
  'case.noted': 'A note was written on a case.',
  'case.hit_found': 'A hit was found that was not known when the case was opened.',
  'case.decided': 'A person decided a case.',
  'case.overridden': 'A second person confirmed a decision against the model.',
  'case.exported': 'Decided cases were exported, to train models with.',
  'case_seed.created': 'Pictures with a known answer were kept, to measure reviewers with.',
  'case_seed.placed': 'A case with a known answer was put among the others.',
  'case_seed.removed': 'Pictures with a known answer were deleted.',
  'case_settings.changed': 'It was set anew how many cases have a known answer, or get a second look.',
  'analytics.exported': 'Figures of decisions were exported, a row each, without what the documents say.',
  // policies
  'policy.drafted': 'A version of the policy was drafted.',
  'policy.simulated': 'A policy was tried on past decisions.',
  'policy.activated': 'A version of the policy was put in force.',
  // models
  'model.shadowed': 'A model is tried on the same pictures as the one that decides, or is so no more.',
  'model.reembedding_asked':
    'A model is to look at all pictures that are enrolled or on lists, and make templates of them.',
  'model.reembedded': 'A model has made templates of pictures that are enrolled or on lists.',
  'model.promoted': 'Another model decides.',
  // Financial Crime
  'list.created': 'A list of faces was made.',
  'list.deleted': 'A list of faces, which was empty, was deleted.',
  'list.entry_added': 'A face was put on a list.',
  'list.entry_removed': 'A face was taken off a list.',
  'face.searched': 'It was asked who a face is, among customers or on lists.',
  'customer.links_read': 'It was looked at who shares a face, a device or a document with a customer.',
  'customer.alarms_read':
    'It was looked at which customers, devices, documents and faces were tried too often.',
  'pair.settled': 'It was said that two customers are two people who look alike, or one person.',
  'pair.reopened': 'It was taken back that two customers are two people, or one.',
  // keys and people
  'key.created': 'An API key was made.',
  'key.rotated': 'An API key was replaced by a new one.',
  'key.revoked': 'An API key was revoked.',
  'person.invited': 'Somebody was invited to work here.',
  'person.renewed':
    'Somebody who could not sign in any more was given a new link; what they signed in with before serves no more.',
  'person.joined': 'Somebody took up an invitation.',
  'person.role_changed': 'Somebody was given another role.',
  'person.disabled': 'Somebody was shut out.',
  'person.enabled': 'Somebody who had been shut out was let in again.',
  'passkey.added': 'Somebody added a passkey to sign in with.',
  'passkey.removed': 'Somebody removed a passkey.',
  'totp.confirmed': 'Somebody set up sign-in with a phrase and codes.',
  'totp.removed': 'Somebody gave up sign-in with a phrase and codes.',
  'recovery_codes.made': 'Somebody made new recovery codes; the former ones serve no more.',
  'login.succeeded': 'Somebody signed in.',
  'login.failed': 'Somebody tried to sign in and was refused.',
  'login.ended': 'Somebody signed out, or was signed out.',
  // how long things are kept
  'retention.changed': 'It was set anew how long something is kept.',
  'retention.ran': 'What had been kept long enough was deleted.',
  'hold.placed': 'A legal hold was placed: nothing of it is deleted.',
  'hold.released': 'A legal hold was released.',
  'backup.made': 'A copy of the whole service was made.',
  'backup.restored':
    'The service was brought back from a copy: entries written after it are not in this log.',
  'master_key.rotated': 'Subject keys were wrapped anew with another master key.',
  // webhooks
  'webhook.created': 'An address for events was entered.',
  'webhook.changed': 'An address for events was changed.',
  'webhook.deleted': 'An address for events was removed.',
  'webhook.replayed': 'Events were sent again.',
} as const;

/** A stable code, e.g. `verification.decided`. */
export type Action = keyof typeof ACTIONS;

export const isAction = (text: string): text is Action => Object.hasOwn(ACTIONS, text);
