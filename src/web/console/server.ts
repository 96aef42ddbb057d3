// The service, as whoever has signed in here reaches it: by the cookie, on this very site.

import { MutationCache, QueryCache, QueryClient, useQuery } from '@tanstack/react-query';
import { ApiProblem, type Me, openClient, type Permission } from '../../client/index.js';

const { api } = openClient({ url: location.origin });

export { api };

/** What was read lately is shown at once, and asked for anew beside it. The client itself has tried again already. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: leaveIfEnded }),
  mutationCache: new MutationCache({ onError: leaveIfEnded }),
  // A mutation's answer may be a secret that is shown once: it goes with what showed it.
  defaultOptions: { queries: { retry: false, staleTime: 5_000 }, mutations: { retry: false, gcTime: 0 } },
});

/** The answer's body, which a success has: all else is thrown as `ApiProblem`. */
export async function body<Data>(answer: Promise<{ data?: Data }>): Promise<Data> {
  return (await answer).data as Data;
}

/** Of what is logged as somebody's look: it is read when they come to it, and by nothing else. */
export const LOGGED_LOOK = {
  staleTime: 60_000,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

const ME = ['me'] as const;

/** Who is signed in; null where nobody is. */
export const useMe = () =>
  useQuery<Me | null>({
    queryKey: ME,
    queryFn: async () => {
      try {
        const me = await body(api.GET('/v1/me'));
        // Somebody else has signed in, in another tab.
        if (!isWhoWasHere(me)) forget();
        return me;
      } catch (error) {
        if (isEnded(error)) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });

const isWhoWasHere = ({ id }: Me): boolean => (queries.getQueryData<Me | null>(ME)?.id ?? id) === id;

const isEnded = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'unauthenticated';

/** The sign-in has ended meanwhile: the way in is shown, at the address where they were. */
function leaveIfEnded(error: unknown): void {
  if (isEnded(error)) leave();
}

/** Nothing of what was seen before stays in the page. */
export const forget = (): void =>
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== ME[0] });

/** Somebody has signed in, or nobody is any more. */
function become(me: Me | null): void {
  forget();
  queries.getMutationCache().clear();
  queries.setQueryData(ME, me);
}

export const enter = (me: Me): void => become(me);

/**
 * Somebody has shown once more who they are: what they were at stays, unless they are somebody else.
 * @returns whether they are who they were
 */
export function again(me: Me): boolean {
  const isSame = isWhoWasHere(me);
  if (isSame) queries.setQueryData(ME, me);
  else become(me);
  return isSame;
}

export function leave(): void {
  become(null);
}

export const may = (me: Me, permission: Permission): boolean => me.permissions.includes(permission);

/** What went wrong, for people: the service's own sentence, or that it was not reached. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  return 'The service cannot be reached. Look whether you are on the network, and try again.';
}
