// How many cases have a known answer, and how many get a second look though nothing asks for it.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { api, body, queries, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

const KEY = ['cases', 'settings'];

interface Settings {
  readonly seedShare: number;
  readonly secondLookShare: number;
}

export function Shares(): ReactElement {
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET('/v1/cases/settings')),
  });
  if (error) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  if (!data) return <Skeleton lines={3} />;
  return <Form key={JSON.stringify(data)} settings={data} />;
}

/** As it is typed: `5` of a hundred. */
const textOf = (share: number): string => String(Number((share * 100).toPrecision(6)));

/** @returns null where it is no share of up to `most` */
function shareOf(text: string, most: number): number | null {
  const share = Number(text.replace(',', '.')) / 100;
  return text.trim() !== '' && share >= 0 && share <= most ? share : null;
}

function Form({ settings }: { settings: Settings }): ReactElement {
  const [seeds, setSeeds] = useState(textOf(settings.seedShare));
  const [looks, setLooks] = useState(textOf(settings.secondLookShare));
  const [seedShare, secondLookShare] = [shareOf(seeds, 0.5), shareOf(looks, 1)];
  const set = useMutation({
    mutationFn: (to: Settings) => body(api.PUT('/v1/cases/settings', { body: to })),
    onSuccess: (now) => queries.setQueryData(KEY, now),
  });
  const isSame = seedShare === settings.seedShare && secondLookShare === settings.secondLookShare;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (seedShare !== null && secondLookShare !== null) set.mutate({ seedShare, secondLookShare });
  };
  return (
    <form className="panel stack" onSubmit={submit}>
      <h2>Shares</h2>
      <div className="fields">
        <Share
          label="Of all cases, with a known answer, %"
          text={seeds}
          most={50}
          isWrong={seedShare === null}
          onChange={setSeeds}
        />
        <Share
          label="Of the others, with a second look by chance, %"
          text={looks}
          most={100}
          isWrong={secondLookShare === null}
          onChange={setLooks}
        />
      </div>
      <p className="soft small">
        Of a hundred cases with a known answer and no error the rate may still be 3.6 %: the 95 % interval
        needs numbers. Without second looks by chance agreement is known of disputed cases alone.
      </p>
      {set.error && <Notice kind="bad">{sentenceOf(set.error)}</Notice>}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={isSame || seedShare === null || secondLookShare === null || set.isPending}
        >
          Keep to these shares
        </Button>
      </div>
    </form>
  );
}

interface ShareProps {
  readonly label: string;
  readonly text: string;
  readonly most: number;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
}

const Share = ({ label, text, most, isWrong, onChange }: ShareProps): ReactElement => (
  <label className="field">
    <span className="small">{label}</span>
    <input
      inputMode="decimal"
      value={text}
      aria-invalid={isWrong}
      onChange={({ target }) => onChange(target.value)}
    />
    {isWrong && <span className="small wrong">A number from 0 to {most}.</span>}
  </label>
);
