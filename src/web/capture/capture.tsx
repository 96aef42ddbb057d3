// From the customer's consent to the last try: one step after the other, each a screen.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { ApiProblem, type Capture as Standing } from '../../client/index.js';
import { Advice } from './advice.js';
import type { Link } from './link.js';
import { Shoot, type Shot } from './shoot.js';
import { LANGUAGES, type Language, NAMES, type Words } from './words/index.js';

/** Where the customer stands. No screen knows a score, or what was decided. */
type Step =
  | {
      readonly at:
        | 'looking'
        | 'welcome'
        | 'selfie'
        | 'sending'
        | 'done'
        | 'failed'
        | 'expired'
        | 'unreachable';
    }
  | { readonly at: 'document'; readonly selfie: Shot }
  | { readonly at: 'again'; readonly advice: readonly { code: string; message: string }[] };

interface CaptureProps {
  readonly link: Link | null;
  readonly language: Language;
}

export function Capture({ link, language: first }: CaptureProps): ReactElement {
  const [language, setLanguage] = useState(first);
  const [standing, setStanding] = useState<Standing>();
  const [step, setStep] = useState<Step>({ at: link ? 'looking' : 'expired' });
  const words = LANGUAGES[language];
  const isProofing = standing?.purpose !== 'authentication';

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = words.direction;
    document.title = words.title;
  }, [language, words]);

  useEffect(() => {
    if (!link) return;
    link.look().then(
      (seen) => {
        setStanding(seen);
        setStep({ at: stepOf(seen) });
      },
      (error: unknown) => setStep({ at: isOver(error) ? 'expired' : 'unreachable' }),
    );
  }, [link]);

  const send = async (selfie: Shot, page?: Shot): Promise<void> => {
    setStep({ at: 'sending' });
    try {
      const answer = await link!.send(standing!.nonce!, {
        selfie: selfie.blob,
        ...(page && { document: page.blob }),
      });
      setStanding(answer);
      setStep(
        answer.state === 'open' && answer.advice.length > 0
          ? { at: 'again', advice: answer.advice }
          : { at: stepOf(answer) },
      );
    } catch (error) {
      await lookAgain(error);
    }
  };

  /** A picture that could not be used costs a try; of anything else the try is given back, and pictures are not to blame. */
  const lookAgain = async (error: unknown): Promise<void> => {
    if (!isOfPictures(error)) return setStep({ at: isOver(error) ? 'expired' : 'unreachable' });
    try {
      const seen = await link!.look();
      setStanding(seen);
      setStep(
        seen.state === 'open' && seen.triesLeft > 0
          ? { at: 'again', advice: [{ code: error.code, message: error.message }] }
          : { at: stepOf(seen) },
      );
    } catch (second) {
      setStep({ at: isOver(second) ? 'expired' : 'unreachable' });
    }
  };

  return (
    <main className="capture">
      <Screen at={step.at} words={words}>
        {step.at === 'looking' && <p role="status">{words.loading}</p>}
        {step.at === 'welcome' && (
          <Welcome
            words={words}
            isProofing={isProofing}
            tries={standing?.triesLeft ?? 0}
            onBegin={() => setStep({ at: 'selfie' })}
          />
        )}
        {step.at === 'selfie' && (
          <Shoot
            key="selfie"
            what="selfie"
            words={words}
            onShot={(selfie) => (isProofing ? setStep({ at: 'document', selfie }) : void send(selfie))}
          />
        )}
        {step.at === 'document' && (
          <Shoot
            key="document"
            what="document"
            words={words}
            onShot={(page) => void send(step.selfie, page)}
          />
        )}
        {step.at === 'sending' && <p role="status">{words.sending}</p>}
        {step.at === 'again' && (
          <Advice
            advice={step.advice}
            words={words}
            tries={standing?.triesLeft ?? 0}
            onAgain={() => setStep({ at: 'selfie' })}
          />
        )}
        {step.at === 'done' && (
          <End text={words.done} returnUrl={standing?.returnUrl ?? null} words={words} />
        )}
        {step.at === 'failed' && (
          <End text={words.failed} returnUrl={standing?.returnUrl ?? null} words={words} />
        )}
        {step.at === 'expired' && <p role="alert">{words.expired}</p>}
        {step.at === 'unreachable' && (
          <>
            <p role="alert">{words.unreachable}</p>
            <button type="button" className="button button-accent" onClick={() => location.reload()}>
              {words.again}
            </button>
          </>
        )}
      </Screen>
      <label className="row small soft language">
        {words.language}
        <select value={language} onChange={({ target }) => setLanguage(target.value as Language)}>
          {Object.entries(NAMES).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </main>
  );
}

const stepOf = ({ state, triesLeft }: Standing): 'welcome' | 'done' | 'failed' | 'expired' => {
  if (state === 'open') return triesLeft > 0 ? 'welcome' : 'failed';
  return state === 'completed' ? 'done' : state === 'failed' ? 'failed' : 'expired';
};

/** The link is good no more, or never was. */
const isOver = (error: unknown): boolean =>
  error instanceof ApiProblem && [401, 403, 404, 410].includes(error.status);

/** Too large, not a picture, or none that can be used. */
const isOfPictures = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && [400, 413, 415, 422].includes(error.status);

/** The heading of each screen takes the focus: whoever listens hears where they are. */
function Screen({
  at,
  words,
  children,
}: {
  at: Step['at'];
  words: Words;
  children: React.ReactNode;
}): ReactElement {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [at]);
  return (
    <section className="stack">
      <h1 ref={heading} tabIndex={-1}>
        {words.headings[at]}
      </h1>
      {children}
    </section>
  );
}

interface WelcomeProps {
  readonly words: Words;
  readonly isProofing: boolean;
  readonly tries: number;
  readonly onBegin: () => void;
}

const Welcome = ({ words, isProofing, tries, onBegin }: WelcomeProps): ReactElement => (
  <>
    <p>{isProofing ? words.whatProofing : words.whatAuthentication}</p>
    <p className="notice">{words.consent}</p>
    <p className="soft small">{words.tries(tries)}</p>
    <button type="button" className="button button-accent" onClick={onBegin}>
      {words.begin}
    </button>
  </>
);

const End = ({
  text,
  returnUrl,
  words,
}: {
  text: string;
  returnUrl: string | null;
  words: Words;
}): ReactElement => (
  <>
    <p role="status">{text}</p>
    {returnUrl && (
      <a className="button button-accent" href={returnUrl} rel="noreferrer">
        {words.back}
      </a>
    )}
  </>
);
