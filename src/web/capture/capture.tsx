// From the customer's consent to the last try: one step after the other, each a screen.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { ApiProblem, type CaptureTry, type Capture as Standing } from '../../client/index.js';
import { Advice } from './advice.js';
import { written } from './hints.js';
import type { Link, Pictures } from './link.js';
import { Shoot, type Shot } from './shoot.js';
import { Welcome } from './welcome.js';
import { type DocumentKind, WhichDocument } from './whichDocument.js';
import { LANGUAGES, type Language, NAMES, type Words } from './words/index.js';

/** Where the customer stands. No screen knows a score, or what was decided. */
type Step =
  | { readonly at: 'looking' | 'welcome' | 'selfie' | 'done' | 'failed' | 'expired' | 'unreachable' }
  | { readonly at: 'which'; readonly shots: Shots }
  | { readonly at: 'document'; readonly shots: Shots; readonly kind: DocumentKind }
  | { readonly at: 'back'; readonly shots: Shots }
  | { readonly at: 'sending'; readonly isBroken: boolean }
  | { readonly at: 'unsent'; readonly shots: Shots }
  | { readonly at: 'again'; readonly advice: readonly { code: string; message: string }[] };

interface Shots {
  readonly selfie: Shot;
  readonly document?: Shot;
  readonly document_back?: Shot;
}

interface CaptureProps {
  readonly link: Link | null;
  readonly language: Language;
}

export function Capture({ link, language: first }: CaptureProps): ReactElement {
  const [language, setLanguage] = useState(first);
  const [standing, setStanding] = useState<Standing>();
  const [step, setStep] = useState<Step>({ at: link ? 'looking' : 'expired' });
  const [consent, setConsent] = useState('');
  const [isAutomatic, setAutomatic] = useState(true);
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

  const send = async (shots: Shots): Promise<void> => {
    setStep({ at: 'sending', isBroken: false });
    const all = Object.entries(shots) as [keyof Shots, Shot][];
    const pictures = Object.fromEntries(all.map(([name, { blob }]) => [name, blob])) as unknown as Pictures;
    const hints = all.flatMap(([name, shot]) => written(name, shot.hints)).join(',');
    const { nonce, triesLeft } = standing!;
    const sent = { nonce: nonce!, pictures, hints, consent };
    const onBroken = (): void => setStep({ at: 'sending', isBroken: true });
    const settle = ({ advice, ...seen }: CaptureTry): void => {
      setStanding(seen);
      if (seen.state !== 'open' || seen.triesLeft === 0) setStep({ at: stepOf(seen) });
      else if (advice.length > 0 || seen.triesLeft < triesLeft) setStep({ at: 'again', advice });
      else setStep({ at: 'unsent', shots });
    };
    try {
      settle(await link!.send(sent, onBroken).catch((error: unknown) => afterwards(error, triesLeft)));
    } catch (error) {
      setStep(isOver(error) ? { at: 'expired' } : { at: 'unsent', shots });
    }
  };

  /**
   * Whether pictures without an answer arrived, and what came of them. One that could not be used costs a try; of
   * anything else the try is given back, and pictures are not to blame.
   * @throws where the link is over, or cannot be reached
   */
  const afterwards = async (error: unknown, triesLeft: number): Promise<CaptureTry> => {
    if (isOfPictures(error))
      return { ...(await link!.look()), advice: [{ code: error.code, about: null, message: error.message }] };
    if (isOver(error) && !isUsed(error)) throw error;
    return link!.outcome(triesLeft);
  };

  const shooting = {
    ...{ words, isAutomatic, onAutomatic: setAutomatic },
    most: standing?.pictureBytes ?? Number.POSITIVE_INFINITY,
  };
  return (
    <main className="capture">
      <Screen at={step.at} words={words}>
        {step.at === 'looking' && <p role="status">{words.loading}</p>}
        {step.at === 'welcome' && standing && (
          <Welcome
            {...{ words, language, standing }}
            onBegin={(agreed) => {
              setConsent(agreed);
              setStep({ at: 'selfie' });
            }}
          />
        )}
        {step.at === 'selfie' && (
          <Shoot
            key="selfie"
            what="selfie"
            {...shooting}
            onShot={(selfie) =>
              isProofing ? setStep({ at: 'which', shots: { selfie } }) : void send({ selfie })
            }
          />
        )}
        {step.at === 'which' && (
          <WhichDocument
            words={words}
            onChosen={(kind) => setStep({ at: 'document', shots: step.shots, kind })}
          />
        )}
        {step.at === 'document' && (
          <Shoot
            key="document"
            what={step.kind}
            {...shooting}
            onShot={(document) => {
              const shots = { ...step.shots, document };
              if (step.kind === 'card') setStep({ at: 'back', shots });
              else void send(shots);
            }}
          />
        )}
        {step.at === 'back' && (
          <Shoot
            key="back"
            what="cardBack"
            front={step.shots.document?.print ?? null}
            {...shooting}
            onShot={(back) => void send({ ...step.shots, document_back: back })}
          />
        )}
        {(step.at === 'document' || step.at === 'back') && (
          <button
            type="button"
            className="button"
            onClick={() => setStep({ at: 'which', shots: { selfie: step.shots.selfie } })}
          >
            {words.otherDocument}
          </button>
        )}
        {step.at === 'sending' && <Sending words={words} isBroken={step.isBroken} />}
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
        {(step.at === 'unreachable' || step.at === 'unsent') && (
          <>
            <p role="alert">{step.at === 'unsent' ? words.unsent : words.unreachable}</p>
            <button
              type="button"
              className="button button-accent"
              onClick={() => (step.at === 'unsent' ? void send(step.shots) : location.reload())}
            >
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

/** By a try that arrived, as far as this page knows. */
const isUsed = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'capture_ended';

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

/** After so long it is said that it goes on, ms. */
const SLOW = 10_000;

function Sending({ words, isBroken }: { words: Words; isBroken: boolean }): ReactElement {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW);
    return () => clearTimeout(timer);
  }, []);
  return <p role="status">{isBroken ? words.broken : isSlow ? words.slow : words.sending}</p>;
}

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
