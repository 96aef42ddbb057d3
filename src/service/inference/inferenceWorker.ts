// A thread with models of its own. It does one task at a time: while its codec decodes, the other threads compute.

import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import {
  authenticationJson,
  Likeness,
  type LikenessOptions,
  verificationJson,
} from '../../decision/index.js';
import { toPlainError } from './plainError.js';
import type { AuthenticateRequest, EmbedRequest, OpenedModel, Said, Task, VerifyRequest } from './tasks.js';
import type { Answer, Question } from './thread.js';

const port = parentPort!;
const say = (answer: Answer): void => port.postMessage(answer);

const likeness = await open(workerData as LikenessOptions);
if (likeness) {
  port.on('message', async (question: Question) => {
    if (question !== 'end') return say(await answer(likeness, question));
    await likeness.close();
    port.close();
  });
  say({ kind: 'ready', model: modelOf(likeness) });
}

async function open(options: LikenessOptions): Promise<Likeness | undefined> {
  try {
    const onProgress = (message: string) => say({ kind: 'progress', message });
    return await Likeness.open({ ...options, threads: 1, onProgress });
  } catch (error) {
    say({ kind: 'failed', error: toPlainError(error) });
    return undefined;
  }
}

function modelOf({ model: { name, sha256, templateLength, calibration } }: Likeness): OpenedModel {
  return { name, digest: sha256, templateLength, calibration: calibration ?? null };
}

async function answer(likeness: Likeness, task: Task): Promise<Answer> {
  try {
    return { kind: 'done', said: await perform(likeness, task) };
  } catch (error) {
    return { kind: 'failed', error: toPlainError(error) };
  }
}

function perform(likeness: Likeness, task: Task): Promise<Said> {
  if (task.kind === 'verify') return verify(likeness, task.request);
  if (task.kind === 'authenticate') return authenticate(likeness, task.request);
  return embed(likeness, task.request);
}

async function verify(
  likeness: Likeness,
  { selfie, document, policy, today }: VerifyRequest,
): Promise<Said<'verify'>> {
  const verification = await likeness.verify(selfie, document, { policy, today });
  const [front, back] = verification.document.readings.map(({ photograph }) => photograph.source.sha256);
  return {
    report: verificationJson(verification, likeness.model),
    templates: {
      selfie: verification.selfie.template?.vector ?? null,
      document: verification.document.template?.vector ?? null,
    },
    sha256: { selfie: verification.selfie.picture.source.sha256, front: front!, back: back ?? null },
  };
}

async function authenticate(
  likeness: Likeness,
  { selfie, reference, policy }: AuthenticateRequest,
): Promise<Said<'authenticate'>> {
  const authentication = await likeness.authenticate(selfie, reference.template, {
    policy,
    enrolledFrom: reference.enrolledFrom,
    ...(reference.sha256 !== undefined && { enrolledSha256: reference.sha256 }),
  });
  return {
    report: authenticationJson(authentication, likeness.model),
    template: authentication.selfie.template?.vector ?? null,
    sha256: authentication.selfie.picture.source.sha256,
  };
}

async function embed(likeness: Likeness, { picture, role }: EmbedRequest): Promise<Said<'embed'>> {
  const { vector } = await likeness.embed(picture, role);
  return { template: vector, sha256: createHash('sha256').update(picture).digest('hex') };
}
